"""Every fault of the registry is told with its place: two definitions, units, prices, ratios, circles, silence."""

from __future__ import annotations

import pytest

from coordination.kernel.shipped import shipped
from coordination.regions.service import load_region
from tests.stations.regions.small_country import INDICATORS, KNOWN, MARK, Country
from tests.stations.regions.test_a_region_is_made_of_its_files import shipped_known

SMALL = "indicators/small.yaml"
URBAN = "{kind: ratio, numerator: townspeople, denominator: population, scale: 100}"
FAULTS = {
    "unit unknown": ("vi: tỷ đồng", "vi: «tỷ đồn", "không có đơn vị tính 'tỷ đồn'; ý là 'tỷ đồng'?"),
    "prices of people": ("en: thousand}", "en: thousand}\n    price_base: «current", "không phải là tiền"),
    "numerator unknown": ("numerator: townspeople", "numerator: «townpeople", "ý là 'townspeople' (Dân thành thị)?"),
    "denominator that cannot be added": ("denominator: population,", "denominator: «trust,", "không cộng được"),
    "wrong dimension": (URBAN, "«{kind: ratio, numerator: product, denominator: population}", "không thành '%'"),
    "scale a thousand too large": ("scale: 100}", "scale: «100000}", "cần scale 100"),
    "scale left out": (", scale: 100}", "}", "cần scale 100"),
    "a ratio in other prices": (
        "price_base: current\n    pillar: economy\n    aggregation: {kind: ratio",
        "price_base: «constant_2010\n    pillar: economy\n    aggregation: {kind: ratio",
        "tử số theo giá 'current' mà chỉ tiêu ghi 'constant_2010'",
    ),
    "weight unknown": ("weight: population", "weight: «populations", "ý là 'population' (Dân số)?"),
    "its own weight": ("aggregation: {kind: weighted_mean, weight: population}", "aggregation: «{kind: weighted_mean, weight: trust}", "tính vòng tròn: trust → trust"),
    "level unknown": ("weight: population}", "weight: population, lag: 1, level: «products}", "ý là 'product'"),
    "a level of the same year": ("weight: population}", "weight: population, level: «population}", "ghi lag: 1"),
    "a level that cannot be added": ("weight: population}", "weight: population, lag: 1, level: «urban_pct}", "phải cộng được"),
    "a level in other prices": ("weight: population}", "weight: population, lag: 1, level: «product}", "theo giá 'none' như chỉ số"),
    "a check of nothing": (
        "checks: [{kind: range, least: 0, most: 10}]",
        "checks: [«{kind: parts, of: [populace]}]",
        "ý là 'population' (Dân số)?",
    ),
    "a kind of check there is not": ("kind: range", "kind: rang", "ý là 'range'?"),
    "a range without bounds": ("least: 0, most: 10", "inclusive: true", "giá trị không hợp lệ"),
    "code twice": ("code: townspeople", "code: «population", "chỉ tiêu 'population' có hai lần"),
    "definition left out": ("definition: {vi: Điểm do người dân chấm., en: Score given by citizens.}\n    ", "", "'trust' thiếu khóa 'definition'"),
    "one of the five fields left out": ("    source: {vi: Điều tra dân số, en: Population survey}\n", "", "'population' thiếu khóa 'source'"),
    "version left out": ("    version: 1\n", "", "'population' thiếu khóa 'version'"),
    "a blank field": ("frequency: {vi: Hằng năm,", "frequency: «{vi: ' ',", "'frequency' của 'population' không được để trống"),
    "a claim nobody checked": ("    unit: {vi: điểm", "    legal_form_status: «verified\n    unit: {vi: điểm", "chưa ghi mã biểu mà nói là 'verified'"),
    "no such aggregation": ("kind: sum", "kind: summ", "ý là 'sum'?"),
    "name of the file": ("registry: small", "registry: «large", "hai tên phải giống nhau"),
    "status of the engine": ("status: to_verify", "status: «decision", "'decision' là của chương trình"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_registry_says_what_and_where(country: Country, old: str, new: str, words: str) -> None:
    where = country.change(SMALL, old, new)
    for asked in (SMALL, "regions/delta.yaml"):
        told = [fault for fault in country.faults(asked) if words in fault.what.vi]
        assert told, [fault.in_language("vi") for fault in country.faults(asked)]
        assert told[0].what.en
        assert MARK not in new or told[0].where == where


def test_a_circle_through_several_indicators_is_printed(country: Country) -> None:
    where = country.change(SMALL, URBAN, "«{kind: weighted_mean, weight: trust}")
    country.change(SMALL, "weight: population", "weight: urban_pct")
    told = {fault.what.vi: fault.where for fault in country.faults(SMALL)}
    assert told["các chỉ tiêu tính vòng tròn: urban_pct → trust → urban_pct"] == where


def test_a_code_belongs_to_one_file(country: Country) -> None:
    path = country.write("indicators/more.yaml", INDICATORS.replace("registry: small", "registry: more"))
    told = [fault for fault in country.faults(SMALL) if "có hai lần" in fault.what.vi]
    assert len(told) == INDICATORS.count("  - code: ")
    # Files are read in the order of their names, so the second one is told.
    assert all(fault.where.startswith(str(country.path(SMALL))) for fault in told)
    assert path.is_file()


def test_two_codes_may_not_measure_the_same(country: Country) -> None:
    country.change(SMALL, "{vi: Số người ở thành thị., en: People in towns.}", "{vi: Số người thường trú., en: People who live there.}")  # fmt: skip
    (fault,) = country.faults(SMALL)
    assert fault.what.vi == "'townspeople' đo đúng như 'population@1': một định nghĩa chỉ ghi một lần"


def newer(version: int, definition: str) -> str:
    """Give the entry of the population once more, as another version."""
    entry = INDICATORS.partition("indicators:\n")[2].partition("  - code: townspeople")[0]
    return entry.replace("version: 1", f"version: {version}").replace("Số người thường trú.", definition)


def test_versions_rise_in_one_file_and_the_newest_is_used(country: Country) -> None:
    country.write(SMALL, INDICATORS + newer(2, "Số người thường trú thực tế."))
    assert country.faults(SMALL) == []
    region = load_region("delta", KNOWN, country.folder)
    (population,) = (each for each in region.indicators if each.code == "population")
    assert population.version == 2
    assert population.definition is not None
    assert population.definition.vi == "Số người thường trú thực tế."


def test_a_version_may_not_go_back_nor_say_nothing_new(country: Country) -> None:
    country.write(SMALL, INDICATORS + newer(3, "Số người ở đó.") + newer(2, "Số người thường trú thực tế."))
    assert [fault.what.vi for fault in country.faults(SMALL)] == [
        "phiên bản 2 của 'population' đứng sau phiên bản 3: phiên bản phải tăng"
    ]
    country.write(SMALL, INDICATORS + newer(2, "Số người thường trú."))
    assert [fault.what.vi for fault in country.faults(SMALL)] == [
        "'population' đo đúng như 'population@1': một định nghĩa chỉ ghi một lần"
    ]


def test_an_own_folder_adds_to_what_ships_and_replaces_a_file_of_one_name(country: Country) -> None:
    shipped_codes = {each.code for each in load_region("southeast", shipped_known()).indicators}
    own = {each.code for each in load_region("delta", KNOWN, country.folder).indicators}
    assert own == shipped_codes | {"population", "townspeople", "urban_pct", "trust", "product", "product_per_head"}
    budget = (shipped("region_configs") / "indicators" / "budget.yaml").read_text("utf-8")
    country.write("indicators/budget.yaml", budget.replace("dự toán", "dự toán giao"))
    names = {each.code: each.name.vi for each in load_region("delta", KNOWN, country.folder).indicators}
    assert names["state_budget_revenue_plan"] == "Thu ngân sách nhà nước trên địa bàn, dự toán giao"
