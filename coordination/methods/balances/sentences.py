"""What the balances say in words: gaps with their figures, whose they are, what is counted twice or too hopefully."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.balances.declared import KIND_NAMES
from coordination.methods.wording import en, exact_sum, vi

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from coordination.methods.balances.declared import Balance, Line, Settings
    from coordination.methods.balances.models import Double, OwnBalance, Reached, SourceLine, YearBalance
    from coordination.methods.contract import Context

Names = dict[str, Text]
"""Body → name."""


def names_of_bodies(context: Context) -> Names:
    """Give the names of the parties by their bodies."""
    return {party.body: party.name for party in context.parties}


def headline(balance: Balance, years: Sequence[YearBalance], begun: Collection[int], names: Names) -> Text:
    """Say what a balance comes to in each year of the plan; ``begun`` are the years of which there is any figure."""
    said = [_year(balance, each, names) if each.year in begun else _nothing(each) for each in years]
    return Text(
        vi=f"{balance.name.vi} ({balance.measure.name.vi}): {'; '.join(each.vi for each in said)}.",
        en=f"{balance.name.en} ({balance.measure.name.en}): {'; '.join(each.en for each in said)}.",
    )


def _nothing(year: YearBalance) -> Text:
    return Text(vi=f"năm {year.year} chưa có số liệu", en=f"{year.year}: no figures yet")


def _year(balance: Balance, year: YearBalance, names: Names) -> Text:
    if year.gap is None or year.gap_likely is None or year.need is None:
        return Text(
            vi=f"năm {year.year} chưa lập được cho địa phương nào vì còn dòng chưa có số (nêu ở mục “Cần trao đổi”)",
            en=f"{year.year}: drawn up for no province, since lines have no figure (named under “For discussion”)",
        )
    secured, firm = year.need - year.gap, year.need - year.gap_likely
    left = _left(balance, year.gap_likely)
    without = _without(year.missing, names)
    return Text(
        vi=f"năm {year.year} cần {vi(year.need)}, đã chắc chắn {vi(secured)}{_share(year.coverage).vi}, "
        f"thêm có khả năng {vi(firm - secured)}; {left.vi}{_hoped(year.hoped_for).vi}{without.vi}",
        en=f"{year.year}: {en(year.need)} needed, {en(secured)} secured{_share(year.coverage).en}, "
        f"{en(firm - secured)} more likely; {left.en}{_hoped(year.hoped_for).en}{without.en}",
    )


def _left(balance: Balance, gap: Decimal) -> Text:
    unit = balance.measure.name
    if gap > 0:
        return Text(vi=f"còn thiếu {vi(gap)} {unit.vi}", en=f"{en(gap)} {unit.en} lacking")
    if gap < 0:
        return Text(vi=f"thừa {vi(-gap)} {unit.vi}", en=f"{en(-gap)} {unit.en} to spare")
    return Text(vi="vừa đủ", en="just enough")


def _share(coverage: Decimal | None) -> Text:
    if coverage is None:
        return Text(vi="", en="")
    return Text(vi=f" ({vi(coverage, 1)}%)", en=f" ({en(coverage, 1)}%)")


def _hoped(amount: Decimal | None) -> Text:
    if not amount:
        return Text(vi="", en="")
    return Text(vi=f" (không tính {vi(amount)} còn trông đợi)", en=f" ({en(amount)} hoped for is not counted)")


def _without(bodies: Iterable[str], names: Names) -> Text:
    who = [names[body] for body in bodies]
    if not who:
        return Text(vi="", en="")
    return Text(
        vi=f", chưa kể {', '.join(each.vi for each in who)}", en=f", without {', '.join(each.en for each in who)}"
    )


def gaps(balance: Balance, own: Sequence[OwnBalance], lines: Sequence[SourceLine], names: Names) -> Iterable[Text]:
    """Name for each year the provinces that lack something even with what is likely, the largest gap first."""
    for year, rows in groupby(own, key=lambda each: each.year):
        left = [(each.gap_likely, each) for each in rows if each.gap_likely is not None]
        short = sorted(((gap, each) for gap, each in left if gap > 0), key=lambda pair: (-pair[0], pair[1].body))
        if not short:
            continue
        whole, unit = exact_sum(gap for gap, _ in short), balance.measure.name
        who = [_short(each, gap, names) for gap, each in short]
        rest = _open_sources(balance, [each for each in lines if each.year == year])
        over = _over(-exact_sum(gap for gap, _ in left if gap < 0), unit)
        yield Text(
            vi=f"{balance.name.vi} năm {year}: còn thiếu {vi(whole)} {unit.vi} ở {len(short)} địa phương: "
            f"{'; '.join(each.vi for each in who)}.{over.vi} {rest.vi}",
            en=f"{balance.name.en}, {year}: {en(whole)} {unit.en} lacking in {len(short)} provinces: "
            f"{'; '.join(each.en for each in who)}.{over.en} {rest.en}",
        )


def _over(amount: Decimal, unit: Text) -> Text:
    """Say that what others have over fills nobody's gap by itself."""
    if not amount:
        return Text(vi="", en="")
    return Text(
        vi=f" Nơi khác thừa {vi(amount)} {unit.vi}; phần thừa không bù cho nơi thiếu nếu các tỉnh chưa thỏa thuận.",
        en=f" Others have {en(amount)} {unit.en} over, which fills no gap unless the provinces agree so.",
    )


def _short(own: OwnBalance, gap: Decimal, names: Names) -> Text:
    name = names[own.body]
    cover = _share(own.coverage_likely)
    return Text(
        vi=f"{name.vi} thiếu {vi(gap)} trên nhu cầu {vi(own.need or 0)}{cover.vi.replace('(', '(đã và có khả năng bảo đảm ')}",
        en=f"{name.en} {en(gap)} of {en(own.need or 0)} needed{cover.en.replace('(', '(covered, likely means included: ')}",
    )


def _open_sources(balance: Balance, lines: Sequence[SourceLine]) -> Text:
    """Name the sources on which what is not secured hangs, the largest first."""
    named = {each.code: each for each in balance.sources}
    amounts = [
        (exact_sum(value for value in (line.likely, line.hoped_for) if value is not None), line.source)
        for line in lines
    ]
    found = sorted(((amount, code) for amount, code in amounts if amount > 0), key=lambda pair: (-pair[0], pair[1]))
    if not found:
        return Text(vi="Không nêu thêm nguồn nào.", en="No further source is named.")
    kinds = {code: KIND_NAMES[named[code].kind] for _, code in found}
    return Text(
        vi="Phần chưa chắc chắn theo nguồn: "
        + "; ".join(f"{named[code].name.vi} ({kinds[code].vi}) {vi(amount)}" for amount, code in found)
        + ".",
        en="Not secured, by source: "
        + "; ".join(f"{named[code].name.en} ({kinds[code].en}) {en(amount)}" for amount, code in found)
        + ".",
    )


def doubled(double: Double, settings: Settings, names: Names) -> Text:
    """Name a project or transfer on whose money several provinces count, with each claim."""
    balance = settings.balance(double.balance)
    unit = balance.measure.name if balance else Text(vi="", en="")
    claims = [(names[each.body], exact_sum((each.secured, each.likely, each.hoped_for))) for each in double.claims]
    counted = double.secured + double.likely
    return Text(
        vi=f"“{double.project}” năm {double.year}: cùng một nguồn được {len({each.body for each in double.claims})} "
        f"địa phương tính vào ({', '.join(f'{name.vi} {vi(amount)}' for name, amount in claims)} {unit.vi}); "
        f"nếu là một khoản thì tính trùng {vi(counted)} {unit.vi}. Số của các địa phương được giữ nguyên.",
        en=f"“{double.project}”, {double.year}: {len({each.body for each in double.claims})} provinces count on one source "
        f"({', '.join(f'{name.en} {en(amount)}' for name, amount in claims)} {unit.en}); "
        f"if it is one amount, {en(counted)} {unit.en} is counted twice. Every province's figure stands as given.",
    )


def chance(row: Reached, settings: Settings, context: Context, names: Mapping[str, Text]) -> Text:
    """Say at which chance the unified forecast reaches the revenue that is counted on."""
    balance = settings.balance(row.balance)
    unit = balance.measure.name if balance else Text(vi="", en="")
    what = context.indicators[row.indicator].name
    who = names.get(row.body, Text(vi="Toàn vùng", en="The region"))
    bound = {
        "exact": Text(vi="", en=""),
        "at_least": Text(vi="ít nhất ", en="at least "),
        "at_most": Text(vi="không quá ", en="at most "),
    }[row.bound]
    return Text(
        vi=f"{who.vi}: {what.vi} năm {row.year} được tính ở mức {vi(row.counted)} {unit.vi} mà dự báo chung đạt được với "
        f"khả năng {bound.vi}{vi(row.chance, 1)}% (mức dự báo {vi(row.forecast)}).",
        en=f"{who.en}: {what.en} of {row.year} is counted at {en(row.counted)} {unit.en}, which the unified forecast "
        f"reaches with {bound.en}{en(row.chance, 1)}% (forecast {en(row.forecast)}).",
    )


def one_sided(year: YearBalance, balance: Balance, lines: Mapping[str, Sequence[Line]], names: Names) -> Iterable[Text]:
    """Name the provinces whose balance could not be drawn up, each with its ``lines`` without a figure."""
    if year.missing:
        who = [_lacking(names[body], balance, lines[body]) for body in year.missing]
        yield Text(
            vi=f"{balance.name.vi} năm {year.year}: chưa lập được cho {'; '.join(each.vi for each in who)} vì chưa đủ số "
            "về nhu cầu hoặc nguồn; không coi là bằng không.",
            en=f"{balance.name.en}, {year.year}: not drawn up for {'; '.join(each.en for each in who)}, of which need or "
            "means are not fully stated; they are not taken for zero.",
        )


def _lacking(who: Text, balance: Balance, lines: Sequence[Line]) -> Text:
    if not lines:  # all is said not to apply: nothing lacks, and there is nothing to draw up
        return who
    what = named_lines(balance, lines)
    return Text(vi=f"{who.vi} (chưa có số: {what.vi})", en=f"{who.en} (no figure: {what.en})")


def named_lines(balance: Balance, lines: Sequence[Line]) -> Text:
    """Name lines of a balance, needs before means; where they are all of a side, that is said instead."""
    sides = [
        _side(balance.uses, lines, Text(vi="nhu cầu", en="needs"), Text(vi="mọi nhu cầu", en="every need")),
        _side(balance.sources, lines, Text(vi="nguồn", en="sources"), Text(vi="mọi nguồn", en="every source")),
    ]
    said = [each for each in sides if each is not None]
    return Text(vi="; ".join(each.vi for each in said), en="; ".join(each.en for each in said))


def _side(side: Sequence[Line], lines: Sequence[Line], some: Text, every: Text) -> Text | None:
    here = [line.name for line in side if line in lines]
    if not here:
        return None
    if len(here) == len(side) > 1:
        return every
    return Text(
        vi=f"{some.vi} {', '.join(f'“{name.vi}”' for name in here)}",
        en=f"{some.en} {', '.join(f'“{name.en}”' for name in here)}",
    )
