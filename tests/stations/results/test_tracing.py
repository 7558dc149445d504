"""A figure of the report leads to the very cells it was worked out from, weights of the year before among them."""

from __future__ import annotations

from pathlib import Path

from coordination.app import known
from coordination.regions.service import load_region
from coordination.results.assessing.figures_file import of_file
from coordination.results.assessing.tracing import Trace

FILE = """unit,period,indicator,value
82,2024,grdp_current,523
86,2024,grdp_current,477
82,2025,grdp_current,1252
86,2025,grdp_current,748
82,2025,grdp_growth_index,110
86,2025,grdp_growth_index,100
82,2025,population_avg,1600
82,2025,poverty_rate,2
"""


def test_a_regional_growth_is_traced_to_the_weights_of_the_year_before(tmp_path: Path) -> None:
    path = tmp_path / "so-lieu.csv"
    path.write_text(FILE, encoding="utf-8")
    trace = Trace(of_file(path, load_region("mekong-delta", known()), 2025), "vi")
    units = ("82", "86")
    # 0.523 × 110 + 0.477 × 100: the levels of 2024 in lines 2 and 3, those of 2025 in lines 4 and 5 take no part.
    keys = trace.keys("grdp_growth_index", units, "2025")
    assert keys == [
        *(("grdp_growth_index", unit, 2025) for unit in units),
        *(("grdp_current", unit, 2024) for unit in units),
    ]
    assert sorted(trace.use(keys)) == [f"so-lieu.csv:{line}" for line in (2, 3, 6, 7)]
    chained = trace.keys("grdp_growth_index", ("82",), "2023-2025")
    assert [year for code, _, year in chained if code == "grdp_current"] == [2023, 2024]
    assert trace.keys("poverty_rate", ("82",), "2025") == [
        ("poverty_rate", "82", 2025), ("population_avg", "82", 2025),
    ]  # fmt: skip
