"""A small region for the tests of all methods."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from coordination.kernel.text import Text
from coordination.methods.contract import Context, Party
from coordination.methods.indicators import Indicator, NotAdditive, Ratio, Sum, WeightedMean

Build = Callable[..., Context]

INDICATORS = {
    indicator.code: indicator
    for indicator in (
        Indicator(
            code="grdp",
            name=Text(vi="GRDP", en="GRDP"),
            unit=Text(vi="tỷ đồng", en="billion đồng"),
            pillar="economy",
            direction="higher_is_better",
            aggregation=Sum(),
        ),
        Indicator(
            code="population",
            name=Text(vi="Dân số", en="Population"),
            unit=Text(vi="nghìn người", en="thousand people"),
            pillar="society",
            aggregation=Sum(),
        ),
        Indicator(
            code="grdp_per_head",
            name=Text(vi="GRDP bình quân đầu người", en="GRDP per head"),
            unit=Text(vi="triệu đồng", en="million đồng"),
            pillar="economy",
            direction="higher_is_better",
            aggregation=Ratio(numerator="grdp", denominator="population", scale=Decimal(1)),
        ),
        Indicator(
            code="poverty",
            name=Text(vi="Tỷ lệ hộ nghèo", en="Poverty rate"),
            unit=Text(vi="%", en="%"),
            pillar="society",
            direction="lower_is_better",
            aggregation=WeightedMean(weight="population"),
        ),
        Indicator(
            code="rank",
            name=Text(vi="Thứ hạng PCI", en="PCI rank"),
            unit=Text(vi="", en=""),
            pillar="economy",
            aggregation=NotAdditive(),
        ),
    )
}


@pytest.fixture(scope="session")
def build() -> Build:
    """Build a context of the given number of parties: body ``b1`` speaks for unit ``u1``."""

    def _build(parties: int = 3, history: Any = None, **settings: Any) -> Context:
        return Context(
            region="r",
            region_name=Text(vi="Vùng thử", en="Test region"),
            period="2027",
            parties=tuple(
                Party(body=f"b{n}", unit=f"u{n}", name=Text(vi=f"Tỉnh {n}", en=f"Province {n}"))
                for n in range(1, parties + 1)
            ),
            indicators=INDICATORS,
            settings=settings,
            history=history or {},
        )

    return _build
