"""What is wrong with a command line is said in Vietnamese or English, never in the parser's own words."""

from __future__ import annotations

import re

import pytest
from typer._click.exceptions import BadArgumentUsage, BadOptionUsage, BadParameter, UsageError

from coordination.cli.usage_words import of_the_parser
from tests.cli.conftest import Run, forget_words

WRONG = [
    (("stage", "merge"), "không có lệnh 'merge' · xem lienvung stage --help", "there is no verb 'merge'"),
    (("asess",), "không có lệnh 'asess' · ý là 'assess'?", "did you mean 'assess'?"),
    (("assess", "--regio", "x", "--out", "y"), "không có tùy chọn --regio", "no option --regio · did you mean --period, --region?"),
    (("stage", "show", "-x"), "không có tùy chọn -x · xem lienvung stage show --help", "there is no option -x"),
    (("indicator", "show"), "thiếu code (Mã chỉ tiêu)", "code (Indicator code) is missing"),
    (("assess",), "thiếu --out (Thư mục mới để ghi báo cáo)", "--out (New folder for the report) is missing"),
    (("indicator", "list", "--pillar"), "--pillar cần một giá trị", "--pillar needs a value"),
    (("indicator", "show", "a", "b", "c"), "thừa tham số: b c", "not taken: b c"),
    (("serve", "--port", "x"), "--port (Cổng của giao diện): cần một số nguyên", "a whole number is wanted"),
    (("serve", "--port", "1"), "nhỏ nhất là 1024", "the least is 1024"),
    (("serve", "--port", "70000"), "lớn nhất là 65535", "the greatest is 65535"),
]  # fmt: skip
PARSERS = re.compile(r"No such|Missing|Invalid|Got unexpected|requires|Input should|Did you mean")


@pytest.mark.parametrize(
    ("line", "vi", "en"), WRONG, ids=lambda each: " ".join(each) if isinstance(each, tuple) else ""
)
def test_a_wrong_line_is_explained_with_what_to_do(line: tuple[str, ...], vi: str, en: str, run: Run) -> None:
    for language, words in (("vi", vi), ("en", en)):
        forget_words()
        said = run(*line, "--lang", language)
        forget_words()
        assert (said.code, said.out) == (2, "")
        told = " ".join(said.err.split())
        assert words in told
        assert not PARSERS.search(told)
        assert run(*line, "--json", "--lang", language).error["exit_code"] == 2


def test_words_nobody_foresaw_are_kept_inside_ours() -> None:
    for error, vi, en in (
        (UsageError("Strange."), "lệnh không đúng (Strange.)", "Strange."),
        (BadParameter("odd"), "–: giá trị không hợp lệ (odd)", "–: not a valid value (odd)"),
        (BadOptionUsage("--x", "Option '--x' does not take a value."), "--x không nhận giá trị", "--x takes no value"),
        (BadArgumentUsage("Argument 'x' takes 2 values."), "x cần 2 giá trị", "x takes 2 values"),
    ):
        (fault,) = of_the_parser(error).faults
        assert (fault.what.vi, fault.what.en) == (vi, en)
