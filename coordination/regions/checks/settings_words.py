"""What is said of a step's settings that its method cannot take: what, why, and what to write instead."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from pydantic_core import ErrorDetails

from coordination.kernel.text import Text
from coordination.methods.forecast_terms import FARTHEST
from coordination.regions.checks.common import Loc
from coordination.regions.faults import short

KEY: Final = Text(vi="khóa", en="key")
VALUE: Final = Text(vi="giá trị", en="value")
TITLE: Final = Text(vi="tên trong 'titles' cho mục", en="title in 'titles' of the section")
_CODE: Final = Text(vi="mã", en="code")
NOUNS: Final = {
    **dict.fromkeys(("balances", "uses", "sources", "topics", "tiers", "criteria"), _CODE),
    "indicators": Text(vi="chỉ tiêu", en="indicator"),
    "methods": Text(vi="phương pháp dự báo", en="forecast method"),
    "sections": Text(vi="mục", en="section"),
    "surveys": Text(vi="cuộc điều tra", en="survey"),
}
"""What the values of a setting are."""
LEAVE_OUT: Final = Text(vi="bỏ dòng thứ hai", en="leave the second one out")
SAY_HORIZON: Final = Text(vi="ghi horizon_years thay cho nó", en="say horizon_years in its place")
WHY: Final = {
    "horizon_years": Text(
        vi="thời kỳ phải đến ít nhất năm đầu của kỳ kế hoạch, và không xa hơn chiến lược mà kế hoạch dựa vào",
        en="it must reach the first year planned, and no farther than the strategies plans are drawn from",
    ),
    "band_percent": Text(
        vi="độ lệch chấp nhận được không phải là số phần trăm", en="the admissible deviation is no per cent"
    ),
    "interval_percent": Text(
        vi="chỉ có khoảng dự báo 80% và 95% để đối chiếu", en="there are 80% and 95% intervals to lie in, no others"
    ),
    "data_to": Text(vi="năm chốt số liệu không phải là một năm", en="the data cut-off is no year"),
}
FIXES: Final = {
    "indicators": Text(
        vi="ghi danh sách mã chỉ tiêu: indicators: [population_avg]",
        en="list codes of indicators: indicators: [population_avg]",
    ),
    "horizon_years": Text(
        vi=f"ghi số năm tính từ năm đầu của kỳ kế hoạch, từ 1 đến {FARTHEST}: horizon_years: 3",
        en=f"say how many years from the first one planned, 1 to {FARTHEST}: horizon_years: 3",
    ),
    "band_percent": Text(
        vi="ghi số phần trăm lớn hơn 0, không quá 100: band_percent: 10",
        en="say a per cent above 0, at most 100: band_percent: 10",
    ),
    "interval_percent": Text(
        vi="ghi 80 hoặc 95, hoặc null nếu chỉ xét độ lệch", en="say 80 or 95, or null for the band alone"
    ),
    "data_to": Text(
        vi="ghi một năm đã có số liệu: data_to: 2024; hoặc bỏ dòng này",
        en="say a year that has figures: data_to: 2024; or leave it out",
    ),
    "methods": Text(
        vi="ghi danh sách tên phương pháp, ít nhất một: methods: [naive, drift]; hoặc bỏ dòng này",
        en="list names of methods, at least one: methods: [naive, drift]; or leave it out",
    ),
    "sections": Text(
        vi="ghi danh sách khóa của các mục: sections: [results, method]",
        en="list the keys of the sections: sections: [results, method]",
    ),
    "titles": Text(
        vi='ghi tên của từng mục: titles: {results: {vi: "Kết quả", en: "Results"}}',
        en='title each section: titles: {results: {vi: "Kết quả", en: "Results"}}',
    ),
    "add": Text(
        vi='ghi danh sách tên số liệu được cộng: add: ["Số hộ"]', en='list labels that are added up: add: ["Số hộ"]'
    ),
    "assigned": Text(
        vi="bỏ dòng này: phân công theo nội dung các tỉnh thống nhất; hoặc ghi "
        "{mã cơ quan: [{survey, name: {vi, en}, indicators: [mã]}]}",
        en="leave it out: contracts assign; or say {body: [{survey, name: {vi, en}, indicators: [codes]}]}",
    ),
    "common_share": Text(
        vi="ghi tỷ lệ lớn hơn 0, không quá 1: common_share: 0.5", en="say a share above 0, at most 1: common_share: 0.5"
    ),
    "expected": Text(
        vi="mỗi mục của 'expected' ghi {indicator: mã chỉ tiêu, years: {from: -2, to: -1}}: năm tính từ năm đầu của kỳ kế "
        "hoạch, 'from' không sau 'to'; hoặc periods: [2025, 2026] thay cho years",
        en="each entry of 'expected' is {indicator: code, years: {from: -2, to: -1}}: years are counted from the first one "
        "planned, 'from' not after 'to'; or periods: [2025, 2026] in place of years",
    ),
    "balances": Text(
        vi="mỗi cân đối ghi {code, name: {vi, en}, unit, uses: [{code, name}], sources: [{code, name, kind}]}, kind là own, "
        "transfer, borrowed hoặc private; thêm indicator nếu có chỉ tiêu để đối chiếu",
        en="each balance is {code, name: {vi, en}, unit, uses: [{code, name}], sources: [{code, name, kind}]}, kind is own, "
        "transfer, borrowed or private; indicator names what a line is compared with",
    ),
    "surveys": Text(
        vi="mỗi cuộc điều tra ghi {code, name: {vi, en}, indicators: [mã]}, code gồm chữ thường không dấu, số, gạch nối",
        en="each survey is {code, name: {vi, en}, indicators: [codes]}, code in small letters, digits and hyphens",
    ),
    "tiers": Text(
        vi="mỗi bậc ưu tiên ghi {code: số, name: {vi, en}}", en="each tier is {code: number, name: {vi, en}}"
    ),
    "criteria": Text(
        vi="mỗi tiêu chí ghi {code, name: {vi, en}, weight, direction}, weight lớn hơn 0",
        en="each criterion is {code, name: {vi, en}, weight, direction}, weight above 0",
    ),
    "budget": Text(vi='ghi vốn từng năm: budget: {"2027": 1000000}', en='say money by year: budget: {"2027": 1000000}'),
}
"""How each setting is written."""
_LIST = "một danh sách", "a list"
_KEYS = "các khóa và giá trị", "keys with values"
_WHOLE, _NUMBER = ("một số nguyên", "a whole number"), ("một số", "a number")
_TEXT = "chữ (viết trong ngoặc kép nếu là số, ngày, đúng/sai)", "text (in quotes where it looks like something else)"
_WANTED: Final[Mapping[str, tuple[str, str]]] = {
    "tuple_type": _LIST,
    "too_short": ("một danh sách không để trống", "a list that is not empty"),
    "dict_type": _KEYS,
    "mapping_type": _KEYS,
    "model_type": _KEYS,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "whole_number": _WHOLE,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "string_type": _TEXT,
    "string_too_short": ("chữ không để trống", "text that is not empty"),
    "greater_than": ("số lớn hơn {gt}", "a number above {gt}"),
    "greater_than_equal": ("số từ {ge} trở lên", "a number of at least {ge}"),
    "less_than": ("số nhỏ hơn {lt}", "a number below {lt}"),
    "less_than_equal": ("số không quá {le}", "a number of at most {le}"),
    "literal_error": ("một trong {expected}", "one of {expected}"),
    "string_pattern_mismatch": ("chữ có dạng {pattern}", "text of the form {pattern}"),
}


def setting(method: str) -> Text:
    """Name the settings of a method."""
    return Text(vi=f"thiết lập của phương pháp {method}", en=f"setting of the method {method}")


def noun(loc: Loc) -> Text:
    """Say what the values of the setting at a path are."""
    return NOUNS.get(_last(loc), VALUE)


def one_of(options: Iterable[str]) -> Text:
    """Say what there is to choose from."""
    listed = ", ".join(options)
    return Text(vi=f"dùng {listed}", en=f"take {listed}")


def choice(error: ErrorDetails) -> list[str]:
    """Give the words a value must be one of; none where it is no word, or must be one of some numbers."""
    expected = str(error["ctx"]["expected"]) if isinstance(error["input"], str) else ""
    return [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")] if "'" in expected else []


def of_one_plan(key: str) -> tuple[str, str]:
    """Say of a setting that it holds for one plan and not for the next ones."""
    return (
        f"'{key}' là năm của một kỳ kế hoạch, ở các kỳ sau sẽ nằm trước năm kế hoạch",
        f"'{key}' is of one plan and lies before the years of later ones",
    )


def to_come(year: int) -> tuple[str, str]:
    """Say of a year that nothing is known of it yet."""
    return (
        f"'data_to': năm {year} chưa đến, chưa có số liệu nào để chốt",
        f"'data_to': {year} is still to come, so that there are no figures of it",
    )


def wrong(loc: Loc, error: ErrorDetails) -> tuple[str, str]:
    """Say what is wrong with a value: the reason particular to the setting, or what is wanted in its place."""
    name, shown, context = _last(loc), _shown(error["input"]), error.get("ctx", {})
    if len(loc) == 1 and name in WHY:
        return f"'{name}': {WHY[name].vi}; đang ghi {shown}", f"'{name}': {WHY[name].en}; it says {shown}"
    if error["type"] in _WANTED:
        vi, en = (each.format_map(context) for each in _WANTED[error["type"]])
        return f"'{name}': cần {vi}; đang ghi {shown}", f"'{name}' wants {en}; it says {shown}"
    # What the models' own rules say is in English; how the setting is written is told beside it in both languages.
    return f"'{name}': giá trị không hợp lệ; đang ghi {shown}", f"'{name}': {context.get('error', error['msg'])}"


def _shown(value: object) -> str:
    return short(json.dumps(value, ensure_ascii=False))


def _last(loc: Loc) -> str:
    """Give the last name on a path; pydantic marks a key that is wrong itself by ``[key]`` after it."""
    return next((step for step in reversed(loc) if isinstance(step, str) and step != "[key]"), "settings")
