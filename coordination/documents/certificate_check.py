"""How somebody who trusts nobody checks a certificate: in words, and as a program that needs nothing but Python."""

from __future__ import annotations

from coordination.kernel.text import Text

PROGRAM = """\
import hashlib, json, sys

FIELDS = ("seq", "at", "type", "subject", "cycle", "data", "previous")

def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()

def hashed(link):
    fields = [str(link[name]) for name in FIELDS]
    return sha("".join(f"{len(each)}:{each}" for each in fields))

def once(pairs):
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)

def checks(said, heads):
    chain, event, seal = said["chain"], said["event"], said.pop("seal")
    rest = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    yield "seal", sha(rest) == seal
    yield "text", sha(said["text"]) == said["text_hash"]
    links, known = {link["seq"]: link for link in chain["links"]}, {}
    places = [(seq, link["hash"]) for seq, link in links.items()]
    places += [(seq - 1, link["previous"]) for seq, link in links.items()]
    for seq, value in [*places, (chain["events"], chain["head"])]:
        yield f"chain at {seq}", known.setdefault(seq, value) == value
    for seq, link in links.items():
        yield f"event {seq}", hashed(link) == link["hash"]
    told, at = links[chain["told_at_seq"]], chain["delivered_at_seq"]
    yield "event told", all(event[name] == told[name] for name in event)
    if at is not None:
        link, data = links[at], json.loads(links[at]["data"])
        stated = ("notice.delivered", said["notice"])
        yield "delivered", (link["type"], link["subject"]) == stated
        yield "text delivered", data["text_hash"] == said["text_hash"]
        yield "recipient", data["recipient"] == said["recipient"]["body"]
    for head in heads:
        number, _, digits = head.lower().partition(":")
        here = known.get(int(number))
        yield f"head {head}", here and len(digits) >= 12 and here.startswith(digits)

try:
    with open(sys.argv[1], encoding="utf-8") as file:
        said = json.load(file, object_pairs_hook=once)
    found = list(checks(said, sys.argv[2:]))
except Exception as error:
    found = [(f"not to be read: {error!r}", False)]
for name, good in found:
    if not good:
        print("not in this file:" if good is None else "wrong:", name)
wrong = False in [good for _, good in found]
print("NO" if wrong else "OK")
sys.exit(wrong)
"""
"""Says OK or NO to the JSON form; after its name may follow heads that other notices told, as ``N:H``."""

NAMES = {"json": "certificate.json", "text": "notice.txt", "program": "check.py"}
"""The files that the printed form carries."""

STEPS = (
    Text(
        vi=f"Tệp PDF này kèm ba tệp: {NAMES['json']} (mọi điều ghi ở đây, dưới dạng dữ liệu), {NAMES['text']} (nguyên văn) và {NAMES['program']} (chương trình in ở cuối). Lấy ra bằng phần mềm đọc PDF hoặc lệnh pdfdetach -saveall.",
        en=f"This PDF carries three files: {NAMES['json']} (all that is stated here, as data), {NAMES['text']} (the exact text) and {NAMES['program']} (the program printed at the end). Take them out with a PDF reader or with pdfdetach -saveall.",
    ),
    Text(
        vi=f"Mã nguyên văn là SHA-256 của nguyên văn viết bằng UTF-8, kể cả dấu xuống dòng cuối cùng: sha256sum {NAMES['text']} phải cho đúng mã ấy. Sự kiện notice.delivered đã ghi mã này ngay khi máy chủ thư nhận thư.",
        en=f"The hash of the text is the SHA-256 of the text in UTF-8, its last line end included: sha256sum {NAMES['text']} must give it. The event notice.delivered recorded this hash when the mail server took the letter.",
    ),
    Text(
        vi="Mã của một sự kiện tính từ bảy trường seq, at, type, subject, cycle, data, previous theo đúng thứ tự ấy: viết mỗi trường thành «số ký tự:giá trị» (đếm ký tự Unicode), nối liền nhau không thêm dấu nào, rồi lấy SHA-256 của chuỗi UTF-8.",
        en="The hash of an event is made of the seven fields seq, at, type, subject, cycle, data, previous in this order: write each as “length:value” (length in Unicode characters), join them with nothing between, and take the SHA-256 of that in UTF-8.",
    ),
    Text(
        vi="Trường previous là mã của sự kiện liền trước, nên một mã bảo đảm cho mọi sự kiện trước nó: không ai sửa, xóa, đổi chỗ hay tính lại được mà mã vẫn như cũ.",
        en="The field previous is the hash of the event before, so that one hash vouches for all events before it: nobody can change, delete, swap or hash them again and keep it.",
    ),
    Text(
        vi="Mọi thông báo đều in «Chuỗi sự kiện: N sự kiện, mã cuối H»; H là mã của sự kiện số N. Thư lưu ở nơi nhận phải in đúng số và mã của sự kiện được báo ghi ở đây.",
        en="Every notice prints “Event chain: N events, head H”; H is the hash of event N. The letter kept by its recipient must print the number and hash of the event told as they stand here.",
    ),
    Text(
        vi="Lấy số N và mã H in trong bất kỳ thông báo nào khác, của bất kỳ nơi nhận nào, gửi sau đó; yêu cầu nơi giữ cơ sở dữ liệu chạy lienvung audit verify --against N:H. Nếu lệnh báo đúng, mọi sự kiện đến số N, kể cả những sự kiện ghi ở đây có số không lớn hơn N, vẫn nguyên như khi thông báo ấy được gửi.",
        en="Take N and H from any other notice to anybody, sent later; ask those who keep the database to run lienvung audit verify --against N:H. If it holds, every event up to N, those stated here with a number not above N among them, is as it was when that notice was sent.",
    ),
    Text(
        vi=f"Chạy python3 -I {NAMES['program']} {NAMES['json']} (có thể thêm các mã cuối N:H): chương trình in OK nếu mọi mã tính lại đều khớp, in NO kèm chỗ sai nếu không.",
        en=f"Run python3 -I {NAMES['program']} {NAMES['json']} (heads N:H may follow): it prints OK if every hash computed again agrees, or NO and what is wrong.",
    ),
    Text(
        vi="Tự nó, bản này chỉ cho biết nó không mâu thuẫn; điều làm chứng là mã in trong thư mà người khác giữ. Dấu niêm phong (SHA-256 của mọi điều còn lại) chỉ để nhận ra một bản đã bị sửa. Giờ ghi theo đồng hồ của máy gửi; tên, địa chỉ và lời đáp của máy chủ là lời của hệ thống, trừ những gì nằm trong các sự kiện.",
        en="By itself this statement shows only that it does not contradict itself; the witness is a head in a letter that others keep. The seal (SHA-256 of all the rest) serves only to know a changed copy. Times are those of the sending machine; names, addresses and servers' replies are the engine's word but where they stand in the events.",
    ),
)
"""The recipe, step by step."""
