"""Charts become files: the same chart gives the same bytes, whoever draws it and whenever."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from coordination.documents.charts.described import described
from coordination.documents.charts.models import (
    Chart,
    Choropleth,
    Contributions,
    Dots,
    Fans,
    PlanAndActual,
    Scatter,
    Slopes,
    SmallMultiples,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 220
"""Sharp in print, and small enough for a report of many charts."""
SALT = "lienvung"
"""Names inside an SVG come from it and from what is drawn, not from chance."""
XML = '<?xml version="1.0" encoding="utf-8"?>\n'
"""Without the document type matplotlib writes: careful readers refuse a file that points to one elsewhere."""
LOOK = "stroke-linejoin: round; stroke-linecap: butt"
OWN = (
    re.compile(r"<metadata>.*?</metadata>\n?", re.DOTALL),
    re.compile(r"<defs>\s*<style.*?</style>\s*</defs>\n?", re.DOTALL),
)
"""What the library writes of itself, and its style sheet, which would reach all of a page the picture is put into."""
_SVG: dict[str, Any] = {"format": "svg", "metadata": dict.fromkeys(("Date", "Creator", "Format", "Type"))}
_PNG: dict[str, Any] = {"format": "png", "metadata": {"Software": None}}
_DRAWING = Lock()
"""The settings and fonts of the drawing library are shared by all threads."""


def to_svg(chart: Chart, language: str = "vi", width: float | None = None) -> bytes:
    """Draw a chart as SVG, with its title and description for those who cannot see it.

    Text stays text: it can be searched, copied and read aloud, and the report that takes the picture in embeds the
    font, which comes with the program. Elsewhere Times New Roman stands in, whose letters are as wide.
    ``width`` is in millimetres, by default that of the text of an A4 page.
    """
    (raw,) = _saved(chart, language, width, _SVG)
    return _accessible(raw.decode(), chart, language).encode()


def to_png(chart: Chart, language: str = "vi", width: float | None = None, dpi: float = DPI) -> bytes:
    """Draw a chart as pixels, for documents that take no SVG."""
    (pixels,) = _saved(chart, language, width, _PNG | {"dpi": dpi})
    return pixels


def to_both(chart: Chart, language: str = "vi", width: float | None = None, dpi: float = DPI) -> tuple[bytes, bytes]:
    """Draw a chart once and give it as SVG and as pixels, as ``to_svg`` and ``to_png`` do: drawing is half the work."""
    raw, pixels = _saved(chart, language, width, _SVG, _PNG | {"dpi": dpi})
    return _accessible(raw.decode(), chart, language).encode(), pixels


def _saved(chart: Chart, language: str, width: float | None, *ways: dict[str, Any]) -> list[bytes]:
    import matplotlib as mpl  # noqa: PLC0415 - slow to load, and most commands draw nothing

    made = []
    with _DRAWING, mpl.rc_context():
        mpl.rcdefaults()  # a user's own style sheet must not reach an official chart
        mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": SALT, "hatch.linewidth": 0.5})
        figure = _drawn(chart, language, width)
        for way in ways:
            out = BytesIO()
            figure.savefig(out, **way)
            made.append(out.getvalue())
    return made


def _drawn(chart: Chart, language: str, width: float | None) -> Figure:
    from coordination.documents.charts import (  # noqa: PLC0415 - they load the drawing library
        contributions,
        dots,
        fans,
        maps,
        multiples,
        plans,
        scatter,
        slopes,
    )
    from coordination.documents.charts.page import FULL  # noqa: PLC0415

    draw: dict[type, Callable[[Any, str, float], Figure]] = {
        SmallMultiples: multiples.draw,
        Fans: fans.draw,
        Slopes: slopes.draw,
        Dots: dots.draw,
        Contributions: contributions.draw,
        PlanAndActual: plans.draw,
        Scatter: scatter.draw,
        Choropleth: maps.draw,
    }
    return draw[type(chart)](chart, language, width or FULL)


def _accessible(svg: str, chart: Chart, language: str) -> str:
    """Put title and description into an SVG, and name fonts for readers who lack the one it was drawn with."""
    from coordination.documents.charts.letters import FAMILIES, FAMILY, plain  # noqa: PLC0415

    title = plain(chart.caption.title.in_language(language))
    words = plain(described(chart).in_language(language))
    key = sha256(f"{title}\n{words}".encode()).hexdigest()[:12]
    start = svg.index("<svg ")
    end = svg.index(">", start)
    opening = f'{svg[start:end]} style="{LOOK}" role="img" xml:lang="{language}" aria-labelledby="t{key} d{key}">'
    about = f'\n <title id="t{key}">{escape(title)}</title>\n <desc id="d{key}">{escape(words)}</desc>'
    body = svg[end + 1 :]
    for part in OWN:
        body = part.sub("", body, count=1)
    return XML + opening + about + body.replace(f"'{FAMILY}'", FAMILIES)
