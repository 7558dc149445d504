"""Each declared check finds exactly the fault that was seeded for it, and a clean table gives nothing."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

import pytest
from pydantic import TypeAdapter, ValidationError

from coordination.kernel.cells import MISSING, NOT_APPLICABLE, NOT_YET_DUE, SUPPRESSED, Cell
from coordination.kernel.text import Text, nfc
from coordination.methods import wording
from coordination.methods.checks import Found, Key, Known, run
from coordination.methods.checks.base import Term, Tolerance
from coordination.methods.checks.declared import (
    Check,
    Digits,
    Frozen,
    Identity,
    Jump,
    Mirror,
    National,
    Parts,
    Plan,
    Range,
    Slip,
    States,
    Steady,
)

UNITS = tuple(f"{number:02}" for number in range(1, 35))
YEARS = range(2012, 2025)
LAST = YEARS[-1]
HERE = "03"
CLOSE = Tolerance(percent=Decimal("0.1"))


@dataclass(frozen=True)
class Indicator:
    """An indicator as the checks see one."""

    code: str
    name: Text
    unit: Text
    decimals: int = 1
    checks: tuple[Check, ...] = ()


PEOPLE, MONEY, SHARE = (
    Text(vi="nghìn người", en="thousand persons"),
    Text(vi="tỷ đồng", en="billion đồng"),
    Text(vi="%", en="%"),
)
INDICATORS = (
    Indicator("rural", Text(vi="Dân số nông thôn", en="Rural population"), PEOPLE),
    Indicator("urban", Text(vi="Dân số thành thị", en="Urban population"), PEOPLE),
    Indicator("population", Text(vi="Dân số", en="Population"), PEOPLE),
    Indicator("urban_share", Text(vi="Tỷ lệ đô thị hóa", en="Urban share"), SHARE, 2),
    Indicator("grdp", Text(vi="GRDP", en="GRDP"), MONEY),
    Indicator("per_head", Text(vi="GRDP bình quân", en="GRDP per head"), MONEY),
    Indicator("plan_of_grdp", Text(vi="Kế hoạch GRDP", en="GRDP plan"), MONEY),
    Indicator("sent", Text(vi="Hàng gửi đi", en="Goods sent"), MONEY),
    Indicator("received", Text(vi="Hàng nhận về", en="Goods received"), MONEY),
    Indicator("crossing", Text(vi="Hàng qua cầu", en="Goods over the bridge"), MONEY),
)
EVERY_CHECK: dict[str, tuple[Check, ...]] = {
    "rural": (Range(least=Decimal(0)), Jump(), Slip(), National(), Frozen(), States(), Plan(), Digits()),
    "urban": (Digits(over="submission"), Slip(), Jump(against="own"), National()),
    "population": (
        Parts(of=("rural", "urban"), tolerance=CLOSE),
        Parts(of=("urban",), at_most=True),
        Identity(terms=(Term(indicator="rural"), Term(indicator="urban"))),
        Jump(against="others"),
    ),
    "urban_share": (
        Range(least=Decimal(0), most=Decimal(100)),
        Identity(ratio=("urban", "population"), scale=Decimal(100)),
        Jump(change="difference", floor=3),
        National(how="mean", weight="population"),
    ),
    "grdp": (Identity(product=("per_head", "population")), Plan(plan="plan_of_grdp"), National()),
    "sent": (Mirror(counterpart="received", pairs=(("01", "02"),)),),
    "crossing": (Mirror(counterpart="crossing"), Steady()),
}


@dataclass
class Scene:
    """A table of figures with what is known around it."""

    figures: dict[Key, Cell] = field(default_factory=dict)
    plans: dict[Key, Cell] = field(default_factory=dict)
    known: Known = field(default_factory=Known)

    def value(self, indicator: str, unit: str = HERE, year: int = LAST) -> Decimal:
        """Give a number that is there."""
        value = self.figures[indicator, unit, year].value
        assert value is not None
        return value

    def put(self, indicator: str, value: Decimal | int, unit: str = HERE, year: int = LAST) -> None:
        """Write a number."""
        self.figures[indicator, unit, year] = Cell.of(Decimal(value))

    def run(self, checks: Mapping[str, tuple[Check, ...]]) -> list[Found]:
        """Check with these declarations."""
        declared = {each.code: replace(each, checks=checks.get(each.code, ())) for each in INDICATORS}
        return run(self.figures, self.known, declared, self.plans)


def clean() -> Scene:
    """Give figures that agree with each other, with their plan and with the nation, and grow evenly."""
    made = _made()
    return Scene(dict(made.figures), dict(made.plans), made.known)


@cache
def _made() -> Scene:
    chance, scene = random.Random(5), Scene()  # noqa: S311  # figures, not secrets
    for number, unit in enumerate(UNITS):
        for year in YEARS:
            wave = Decimal(chance.randrange(-9, 10)) / 2000
            grown = Decimal(repr(round(math.exp(0.02 * (year - YEARS[0])), 6))) * (1 + wave)
            rural, urban = (round(Decimal(size) * (number + 7) * grown, 1) for size in (61, 37))
            both, head = rural + urban, round(40 * grown, 1)
            values = {"rural": rural, "urban": urban, "population": both, "per_head": head, "grdp": both * head}
            values |= {"urban_share": round(urban * 100 / both, 2), "plan_of_grdp": both * head * Decimal("1.05")}
            flow = round(Decimal(900) * grown, 1)
            values |= {"sent": flow, "received": scene.value("sent", "01", year) if unit == "02" else flow}
            values |= {"crossing": Decimal(500 + year)}
            for indicator, value in values.items():
                scene.put(indicator, value, unit, year)
            scene.plans["rural", unit, year] = Cell.of(rural * Decimal("1.02"))
    scene.known = Known(
        nation=_nation(scene),
        units={unit: Text(vi=f"tỉnh {unit}", en=f"province {unit}") for unit in UNITS},
        neighbours=frozenset({("01", "02"), ("03", "02")}),
    )
    return scene


def _nation(scene: Scene) -> dict[tuple[str, int], Decimal]:
    sums = {
        (code, year): sum((scene.value(code, unit, year) for unit in UNITS), Decimal(0))
        for code in ("rural", "urban", "population", "grdp")
        for year in YEARS
    }
    shares = {("urban_share", year): sums["urban", year] * 100 / sums["population", year] for year in YEARS}
    return sums | shares


def _times(indicator: str, factor: str, unit: str = HERE, year: int = LAST) -> Callable[[Scene], None]:
    return lambda scene: scene.put(indicator, scene.value(indicator, unit, year) * Decimal(factor), unit, year)


def _to(indicator: str, value: str, unit: str = HERE, year: int = LAST) -> Callable[[Scene], None]:
    return lambda scene: scene.put(indicator, Decimal(value), unit, year)


def _state(indicator: str, cell: Cell) -> Callable[[Scene], None]:
    return lambda scene: scene.figures.__setitem__((indicator, HERE, LAST), cell)


def _state_in(indicator: str, cell: Cell, year: int) -> Callable[[Scene], None]:
    return lambda scene: scene.figures.__setitem__((indicator, HERE, year), cell)


def _copied(scene: Scene) -> None:
    for year in (LAST - 1, LAST):
        scene.put("rural", scene.value("rural", year=LAST - 2), year=year)


def _rounded(scene: Scene) -> None:
    for unit in UNITS:
        scene.put("rural", round(scene.value("rural", unit), -1), unit)


At = tuple[str, str | None, int]
SEEDED: dict[str, tuple[str, Check, Callable[[Scene], None], At]] = {
    "below the range": ("rural", Range(least=Decimal(0)), _to("rural", "-5"), ("rural", HERE, LAST)),
    "on an open bound": (
        "rural",
        Range(least=Decimal(5), inclusive=False),
        _to("rural", "5"),
        ("rural", HERE, LAST),
    ),
    "above the range": (
        "urban_share",
        Range(most=Decimal(100)),
        _to("urban_share", "100.5"),
        ("urban_share", HERE, LAST),
    ),
    "parts do not add up": (
        "population",
        Parts(of=("rural", "urban"), tolerance=CLOSE),
        _times("urban", "1.1"),
        ("population", HERE, LAST),
    ),
    "a part exceeds the whole": (
        "population",
        Parts(of=("urban",), at_most=True),
        _times("urban", "3"),
        ("urban", HERE, LAST),
    ),
    "a whole is less than its parts": (
        "population",
        Parts(of=("rural", "urban"), at_most=True),
        _times("population", "0.5"),
        ("population", HERE, LAST),
    ),
    "terms do not balance": (
        "rural",
        Identity(terms=(Term(indicator="population"), Term(indicator="urban", sign=-1))),
        _times("rural", "1.1"),
        ("rural", HERE, LAST),
    ),
    "a product is off": (
        "grdp",
        Identity(product=("per_head", "population")),
        _times("per_head", "1.1"),
        ("grdp", HERE, LAST),
    ),
    "a ratio is off": (
        "urban_share",
        Identity(ratio=("urban", "population"), scale=Decimal(100)),
        _times("urban_share", "1.1"),
        ("urban_share", HERE, LAST),
    ),
    "a jump at the end": ("rural", Jump(), _times("rural", "1.4"), ("rural", HERE, LAST)),
    "a jump in the middle": (
        "rural",
        Jump(),
        _times("rural", "0.6", year=2017),
        ("rural", HERE, 2017),
    ),
    "a jump of a rate": (
        "urban_share",
        Jump(change="difference", floor=3),
        _times("urban_share", "1.2"),
        ("urban_share", HERE, LAST),
    ),
    "a unit a thousand times too small": ("rural", Slip(), _times("rural", "1000"), ("rural", HERE, LAST)),
    "a unit a thousand times too great": (
        "rural",
        Slip(),
        _times("rural", "0.001", year=2017),
        ("rural", HERE, 2017),
    ),
    "what hardly changes has changed": ("crossing", Steady(), _times("crossing", "1.05"), ("crossing", HERE, LAST)),
    "neighbours differ on a flow": (
        "sent",
        Mirror(counterpart="received", pairs=(("01", "02"),)),
        _times("received", "1.2", unit="02"),
        ("sent", "01", LAST),
    ),
    "neighbours differ on their border": (
        "crossing",
        Mirror(counterpart="crossing"),
        _times("crossing", "1.2", unit="01"),
        ("crossing", "01", LAST),
    ),
    "provinces do not make up the nation": (
        "rural",
        National(),
        _times("rural", "2"),
        ("rural", None, LAST),
    ),
    "a province exceeds the nation": ("rural", National(), _times("rural", "200"), ("rural", HERE, LAST)),
    "a weighted mean is off": (
        "urban_share",
        National(how="mean", weight="population"),
        _times("urban_share", "2.6", unit="34"),
        ("urban_share", None, LAST),
    ),
    "far above the plan": ("rural", Plan(), _times("rural", "1.6"), ("rural", HERE, LAST)),
    "far below another indicator that is the plan": (
        "grdp",
        Plan(plan="plan_of_grdp"),
        _times("grdp", "0.4"),
        ("grdp", HERE, LAST),
    ),
    "last digits all zero over the units": ("rural", Digits(), _rounded, ("rural", None, LAST)),
    "one value three years running": ("rural", Frozen(), _copied, ("rural", HERE, LAST)),
    "missing where always given": ("rural", States(), _state("rural", MISSING), ("rural", HERE, LAST)),
    "not applicable where always given": (
        "rural",
        States(),
        _state("rural", NOT_APPLICABLE),
        ("rural", HERE, LAST),
    ),
    "zero after never zero": ("rural", States(), _to("rural", "0"), ("rural", HERE, LAST)),
}


@pytest.mark.parametrize("cell", [NOT_APPLICABLE, SUPPRESSED, MISSING, NOT_YET_DUE])
def test_a_plan_without_a_number_is_not_compared_with(cell: Cell) -> None:
    scene = clean()
    _times("rural", "1.6")(scene)
    _times("grdp", "0.4")(scene)
    checks: dict[str, tuple[Check, ...]] = {"rural": (Plan(),), "grdp": (Plan(plan="plan_of_grdp"),)}
    assert [each.indicator for each in scene.run(checks)] == ["grdp", "rural"]
    scene.plans["rural", HERE, LAST] = cell
    _state("plan_of_grdp", cell)(scene)
    assert scene.run(checks) == []


def test_a_clean_table_gives_nothing_under_every_check() -> None:
    assert {check.kind for checks in EVERY_CHECK.values() for check in checks} == set(
        TypeAdapter(Check).json_schema()["discriminator"]["mapping"]
    )
    assert clean().run(EVERY_CHECK) == []


@pytest.mark.parametrize("fault", SEEDED)
def test_a_seeded_fault_is_found_and_nothing_else(fault: str) -> None:
    indicator, check, seed, at = SEEDED[fault]
    scene = clean()
    assert scene.run({indicator: (check,)}) == []
    seed(scene)
    before = dict(scene.figures)
    found = scene.run({indicator: (check,)})
    assert [(each.indicator, each.unit, each.period) for each in found] == [at]
    assert (found[0].code, found[0].severity, found[0].check) == (check.code, check.severity, check)
    assert nfc(found[0].message.vi) == found[0].message.vi
    assert found[0].message.vi.endswith(".")
    assert found[0].message.en.endswith(".")
    assert scene.figures == before


def test_every_kind_of_check_is_seeded() -> None:
    kinds = {check.kind for _, check, _, _ in SEEDED.values()}
    assert kinds == set(TypeAdapter(Check).json_schema()["discriminator"]["mapping"])


@pytest.mark.parametrize("digit", ["last", "first"])
def test_digits_are_looked_at_over_all_figures_of_one_submission(digit: str) -> None:
    many = {f"i{number:03}": Indicator(f"i{number:03}", PEOPLE, PEOPLE, 0) for number in range(154)}
    check = Digits(over="submission", digit="first" if digit == "first" else "last")
    declared = {code: replace(each, checks=(check,)) for code, each in many.items()}
    spread = {
        (code, HERE, LAST): Cell.of(Decimal(round(math.exp(6 + number * 0.06)))) for number, code in enumerate(many)
    }
    assert run(spread, Known(), declared) == []
    liked = {
        key: Cell.of(Decimal(f"4{cell.value}") if digit == "first" else Decimal(round(cell.value or Decimal(0), -1)))
        for key, cell in spread.items()
    }
    found = run(liked, Known(units={HERE: Text(vi="Lào Cai", en="Lào Cai")}), declared)
    assert [(each.severity, each.unit, each.period) for each in found] == [("note", HERE, LAST)]
    wanted = "có chữ số đầu là 4 ở 154/154 số liệu" if digit == "first" else "có chữ số cuối là 0 ở 154/154 số liệu"
    assert f"Các chỉ tiêu năm 2024 của Lào Cai {wanted}" in found[0].message.vi


def test_first_digits_of_figures_of_one_size_are_not_held_against_benford() -> None:
    check = Digits(digit="first", least_figures=30)
    scene = clean()
    for unit in UNITS:
        scene.put("rural", 500 + int(unit), unit)
    assert scene.run({"rural": (check,)}) == []


def test_a_slip_of_the_unit_is_not_told_again_as_a_jump() -> None:
    scene = clean()
    _times("rural", "1000")(scene)
    assert [each.check.kind for each in scene.run({"rural": (Jump(), Slip())})] == ["slip"]


def test_a_slip_and_a_jump_after_years_without_figures_are_measured_against_the_last_figure_known() -> None:
    scene = clean()
    for year in (LAST - 1, LAST - 2, LAST - 3):
        _state_in("rural", MISSING, year)(scene)
    for factor, kinds in (("1000", ["slip"]), ("0.0001", ["jump"]), ("1.2", [])):
        again = Scene(dict(scene.figures))
        _times("rural", factor)(again)
        found = again.run({"rural": (Jump(), Slip())})
        assert [each.check.kind for each in found] == kinds
        assert all(each.beside == (("rural", HERE, LAST - 4),) for each in found)
        assert all(f"năm {LAST - 4}" in each.message.vi for each in found)
    for year in (LAST - 4, LAST - 5):
        _state_in("rural", MISSING, year)(scene)
    for factor in ("0.001", "0.01", "0.1", "10", "100", "1000"):
        again = Scene(dict(scene.figures))
        _times("rural", factor)(again)
        (found,) = again.run({"rural": (Jump(), Slip())})
        assert (found.check.kind, found.expected) == ("slip", scene.value("rural"))
        assert f"của năm {LAST - 6}" in found.message.vi
        assert "sau 6 năm, số chênh đến 5 lần" in found.message.vi
        assert [each.code for each in again.run({"rural": (Jump(),)})] == ["jump"]
    for factor in ("1", "3", "0.3"):
        again = Scene(dict(scene.figures))
        _times("rural", factor)(again)
        assert again.run({"rural": (Jump(), Slip())}) == []


def test_parts_beyond_the_whole_are_told_at_the_figure_that_moved_and_name_the_other() -> None:
    check = {"population": (Parts(of=("rural", "urban"), at_most=True),)}
    scene = clean()
    whole = scene.value("population")
    _times("urban", "4")(scene)
    (found,) = scene.run(check)
    assert (found.indicator, found.expected) == ("urban", None)
    assert found.beside == (("population", HERE, LAST), ("rural", HERE, LAST))
    assert "cộng với “Dân số nông thôn” là " in found.message.vi
    assert f"lớn hơn “Dân số” ({wording.number(whole, 'vi')} nghìn người)" in found.message.vi
    scene.known = replace(scene.known, cells=dict(scene.figures))
    scene.figures = {("population", HERE, LAST): scene.figures["population", HERE, LAST]}
    assert [each.indicator for each in scene.run(check)] == ["population"]


def test_only_what_a_figure_should_be_is_called_expected() -> None:
    bounds = ("below the range", "a part exceeds the whole", "a province exceeds the nation", "far above the plan")
    values = ("a ratio is off", "a unit a thousand times too small", "neighbours differ on a flow")
    for fault in (*bounds, "a jump at the end", "provinces do not make up the nation", *values):
        indicator, check, seed, _ = SEEDED[fault]
        scene = clean()
        seed(scene)
        (found,) = scene.run({indicator: (check,)})
        assert (found.expected is not None) is (fault in values), fault


def test_a_jump_writes_the_unit_once_and_figures_as_they_are_published() -> None:
    index = Indicator("index", Text(vi="Chỉ số", en="Index"), Text(vi="năm trước = 100", en="previous year = 100"), 2)
    index = replace(index, checks=(Jump(change="difference", floor=5),))
    series = ["106.1", "107.3", "105.9", "106.4", "107.1", "106.2", "106.756", "7.5"]
    figures = {("index", HERE, LAST - 7 + at): Cell.of(Decimal(value)) for at, value in enumerate(series)}
    (found,) = run(figures, Known(), {"index": index})
    assert found.message.vi.startswith("Chỉ số năm 2024 của 03 là 7,5 (năm trước = 100); năm 2023 là 106,76, với mức")
    assert found.message.vi.count("năm trước") == 1
    assert "điểm z" not in found.message.vi


def test_the_way_back_from_a_spike_is_not_told_but_a_second_step_is() -> None:
    scene = clean()
    _times("rural", "1.5", year=LAST - 1)(scene)
    assert [each.period for each in scene.run({"rural": (Jump(),)})] == [LAST - 1]
    _times("rural", "2.6")(scene)
    assert [each.period for each in scene.run({"rural": (Jump(),)})] == [LAST - 1, LAST]


def test_a_shock_that_all_units_share_is_no_jump_against_both() -> None:
    scene = clean()
    for unit in UNITS:
        _times("rural", "0.7", unit)(scene)
    assert scene.run({"rural": (Jump(),)}) == []
    assert len(scene.run({"rural": (Jump(against="own"),)})) == len(UNITS)


def test_only_figures_handed_in_are_found_fault_with_and_the_rest_is_compared() -> None:
    scene = clean()
    _times("received", "1.2", unit="02")(scene)
    scene.known = replace(scene.known, cells=dict(scene.figures))
    mirror = {"sent": (Mirror(counterpart="received", pairs=(("01", "02"),)),)}
    scene.figures = {("received", "02", LAST): scene.figures["received", "02", LAST]}
    (found,) = scene.run(mirror)
    assert (found.indicator, found.unit, found.beside) == ("received", "02", (("sent", "01", LAST),))
    assert found.expected == (scene.known.cells["sent", "01", LAST].value)
    scene.figures = {("received", "05", LAST): Cell.of(Decimal(1))}
    assert scene.run(mirror) == []


def test_a_finding_tells_figure_unit_expectation_and_reason_in_both_languages() -> None:
    scene = Scene(known=Known(units={"20": Text(vi="Vĩnh Long", en="Vĩnh Long")}))
    scene.figures = {
        ("population", "20", 2024): Cell.of(Decimal("4257.6")),
        ("rural", "20", 2024): Cell.of(Decimal(2500)),
        ("urban", "20", 2024): Cell.of(Decimal("1234.5")),
    }
    own = Text(vi="Xem Biểu 01.", en="See form 01.")
    (found,) = scene.run({"population": (Parts(of=("rural", "urban"), message=own, severity="warning"),)})
    assert found.message.vi == (
        "Dân số năm 2024 của Vĩnh Long là 4.257,6 nghìn người, tổng các bộ phận (Dân số nông thôn + Dân số thành thị) "
        "là 3.734,5 nghìn người; chênh lệch 523,1 nghìn người. Xem Biểu 01."
    )
    assert found.message.en == (
        "Population of Vĩnh Long in 2024: 4,257.6 thousand persons, but its parts (Rural population + Urban "
        "population) add up to 3,734.5 thousand persons; the difference is 523.1 thousand persons. See form 01."
    )
    assert (found.severity, found.value, found.expected) == ("warning", Decimal("4257.6"), Decimal("3734.5"))
    assert found.beside == (("rural", "20", 2024), ("urban", "20", 2024))


def test_differences_of_shares_are_told_in_percentage_points() -> None:
    scene = clean()
    scene.put("urban_share", Decimal("50.05"))
    check = Identity(ratio=("urban", "population"), scale=Decimal(100))
    (found,) = scene.run({"urban_share": (check,)})
    assert "50,05%, tính theo công thức Dân số thành thị / Dân số × 100 là " in found.message.vi
    assert "điểm phần trăm." in found.message.vi
    assert "percentage points." in found.message.en


def test_a_unit_that_is_a_scale_stands_in_brackets() -> None:
    index = Indicator("index", PEOPLE, Text(vi="năm trước = 100", en="previous year = 100"))
    index = replace(index, checks=(Range(most=Decimal(200)),))
    (found,) = run({("index", HERE, LAST): Cell.of(Decimal("1071.14"))}, Known(), {"index": index})
    assert "1.071,14 (năm trước = 100), lớn hơn mức cao nhất cho phép là 200 (năm trước = 100)." in found.message.vi


@pytest.mark.parametrize("withheld", [MISSING, SUPPRESSED, NOT_YET_DUE])
def test_parts_that_are_known_may_already_exceed_the_whole_but_never_fall_short_of_it(withheld: Cell) -> None:
    scene = clean()
    _state("rural", withheld)(scene)
    both = Parts(of=("rural", "urban"), at_most=True)
    assert scene.run({"population": (Parts(of=("rural", "urban")), both)}) == []
    _times("urban", "3")(scene)
    assert [each.check for each in scene.run({"population": (Parts(of=("rural", "urban")), both)})] == [both]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "range"},
        {"kind": "range", "least": 3, "most": 2},
        {"kind": "identity"},
        {"kind": "identity", "product": ["a", "b"], "ratio": ["a", "b"]},
        {"kind": "national", "how": "sum", "weight": "a"},
        {"kind": "plan", "least": 90, "most": 80},
        {"kind": "parts", "of": []},
        {"kind": "jump", "change": "difference"},
        {"kind": "digits", "least_figures": 5},
        {"kind": "astrology"},
    ],
)
def test_a_check_that_says_nothing_or_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Check).validate_python(wrong)


def test_figures_beyond_all_measure_stop_no_check() -> None:
    scene = clean()
    for unit, value in (("03", "1E+400"), ("04", "1E-400"), ("05", "-1E+400")):
        scene.put("rural", Decimal(value), unit)
    assert {each.unit for each in scene.run(EVERY_CHECK) if each.check.kind == "range"} == {"05"}


def test_checks_name_the_indicators_they_read() -> None:
    named = {check.kind: check.mentions for checks in EVERY_CHECK.values() for check in checks if check.mentions}
    assert named == {
        "parts": ("urban",),
        "identity": ("per_head", "population"),
        "plan": ("plan_of_grdp",),
        "mirror": ("crossing",),
        "national": ("population",),
    }
