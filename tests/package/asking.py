"""A command's stand-in: has a server of ready processes run the line, in this process's place, and ends as it ended.

It is started for every command, so it loads next to nothing.
"""

import array
import json
import os
import signal
import socket
import sys


def main(server: str, arguments: list[str]) -> None:
    """Give the server the line, the folder, the environment and the three streams; end with the code it sends."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(server)
        words = json.dumps([arguments, os.getcwd(), dict(os.environ)]).encode()  # noqa: PTH109 - pathlib is slow to load
        streams = array.array("i", [0, 1, 2]).tobytes()
        line.sendmsg([len(words).to_bytes(4, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
        line.sendall(words)
        code = int.from_bytes(line.recv(4), "big", signed=True)
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
