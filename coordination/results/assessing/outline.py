"""What a report tells in which order: themes, the columns of their tables, their charts. A layout, not a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from coordination.kernel.text import Text
from coordination.methods.indicators import Pillar

Of = Literal["value", "before", "change", "share", "points", "pace", "of_nation"]
"""A value; that of the year before; the change since; the share of the region; the part in its growth; the average
growth; the value in percent of the nation's."""
Drawn = Literal["map", "slopes", "dots", "contributions", "multiples"]


@dataclass(frozen=True, slots=True)
class Theme:
    """A part of a pillar: which indicators it tells, tabulates and draws."""

    key: str
    pillar: Pillar
    title: Text
    codes: tuple[str, ...]
    columns: tuple[tuple[str, Of], ...]
    charts: tuple[tuple[Drawn, str], ...] = ()


THEMES: Final = (
    Theme(
        "growth",
        "economy",
        Text(vi="Quy mô và tăng trưởng", en="Size and growth"),
        ("grdp_growth_index", "grdp_current"),
        (
            ("grdp_current", "value"),
            ("grdp_current", "share"),
            ("grdp_current", "change"),
            ("grdp_growth_index", "value"),
            ("grdp_growth_index", "points"),
            ("grdp_growth_index", "pace"),
        ),
        (("contributions", "grdp_growth_index"), ("multiples", "grdp_growth_index")),
    ),
    Theme(
        "level",
        "economy",
        Text(vi="Trình độ phát triển và khoảng cách giữa các địa phương", en="Level of development and distances"),
        ("grdp_per_capita", "labour_productivity"),
        (
            ("grdp_per_capita", "before"),
            ("grdp_per_capita", "value"),
            ("grdp_per_capita", "change"),
            ("grdp_per_capita", "of_nation"),
            ("labour_productivity", "value"),
            ("labour_productivity", "of_nation"),
        ),
        (("map", "grdp_per_capita"), ("slopes", "grdp_per_capita")),
    ),
    Theme(
        "production",
        "economy",
        Text(vi="Sản xuất, thương mại và đầu tư", en="Production, trade and investment"),
        ("iip", "retail_sales", "paddy_production", "fishery_production", "investment_state", "investment_nonstate"),
        (
            ("iip", "value"),
            ("retail_sales", "value"),
            ("retail_sales", "change"),
            ("paddy_production", "value"),
            ("fishery_production", "value"),
            ("investment_state", "value"),
            ("investment_nonstate", "value"),
        ),
        (("contributions", "retail_sales"),),
    ),
    Theme(
        "business",
        "economy",
        Text(vi="Doanh nghiệp, đầu tư nước ngoài và ngân sách", en="Enterprises, foreign investment and budget"),
        ("enterprises_new", "fdi_new_projects", "fdi_new_capital", "pci_overall", "state_budget_revenue"),
        (
            ("enterprises_new", "value"),
            ("enterprises_new", "change"),
            ("fdi_new_projects", "value"),
            ("fdi_new_capital", "value"),
            ("pci_overall", "value"),
            ("state_budget_revenue", "value"),
            ("state_budget_revenue", "change"),
        ),
    ),
    Theme(
        "people",
        "society",
        Text(vi="Dân số", en="Population"),
        (
            "population_avg",
            "population_density",
            "urbanisation_rate",
            "crude_birth_rate",
            "crude_death_rate",
            "tfr",
            "life_expectancy",
        ),
        (
            ("population_avg", "value"),
            ("population_avg", "change"),
            ("population_density", "value"),
            ("crude_birth_rate", "value"),
            ("crude_death_rate", "value"),
            ("tfr", "value"),
            ("life_expectancy", "value"),
        ),
        (("dots", "life_expectancy"),),
    ),
    Theme(
        "labour",
        "society",
        Text(vi="Lao động, việc làm", en="Labour and employment"),
        ("employed_persons", "trained_workers_pct", "unemployment_rate", "informal_employment_rate"),
        (
            ("employed_persons", "value"),
            ("employed_persons", "change"),
            ("trained_workers_pct", "value"),
            ("trained_workers_pct", "change"),
            ("unemployment_rate", "value"),
            ("unemployment_rate", "change"),
            ("informal_employment_rate", "value"),
        ),
        (("dots", "trained_workers_pct"), ("slopes", "unemployment_rate")),
    ),
    Theme(
        "living",
        "society",
        Text(vi="Đời sống, y tế, giáo dục và quản trị", en="Living conditions, health, education and governance"),
        ("poverty_rate", "income_per_capita_month", "hospital_beds", "doctors", "papi_participation"),
        (
            ("poverty_rate", "value"),
            ("poverty_rate", "change"),
            ("income_per_capita_month", "value"),
            ("hospital_beds", "value"),
            ("doctors", "value"),
            ("papi_participation", "before"),
            ("papi_participation", "value"),
        ),
    ),
    Theme(
        "environment",
        "environment",
        Text(vi="Quản trị môi trường và năng lượng", en="Environmental governance and energy"),
        ("papi_environment", "renewable_energy_share"),
        (("papi_environment", "before"), ("papi_environment", "value"), ("renewable_energy_share", "value")),
        (("slopes", "papi_environment"),),
    ),
)
"""Indicators not named here are told under “other”."""
ASIDE: Final = ("land_area", "sex_ratio", "grdp_constant_2010", "grdp_constant_1994")
"""What only serves to work out other indicators, or says nothing of development: tabulated, not told."""
OTHER: Final = Text(vi="Chỉ tiêu khác", en="Other indicators")
HEADLINES: Final = (
    (Text(vi="Tăng trưởng:", en="Growth:"), "grdp_growth_index", ("headline", "nation", "contributions")),
    (Text(vi="Quy mô:", en="Size:"), "grdp_current", ("headline",)),
    (Text(vi="Trình độ phát triển:", en="Level:"), "grdp_per_capita", ("headline", "nation", "extremes")),
    (Text(vi="Chênh lệch trong vùng:", en="Disparity:"), "grdp_per_capita", ("convergence",)),
    (Text(vi="Dân số:", en="Population:"), "population_avg", ("headline",)),
    (Text(vi="Việc làm:", en="Employment:"), "employed_persons", ("headline",)),
    (Text(vi="Đào tạo:", en="Training:"), "trained_workers_pct", ("headline", "nation")),
    (Text(vi="Thất nghiệp:", en="Unemployment:"), "unemployment_rate", ("headline", "nation")),
    (Text(vi="Môi trường:", en="Environment:"), "papi_environment", ("headline", "nation")),
)
"""What the summary says: a word, an indicator, and which of its sentences."""
LEAST_HEADLINES: Final = 6
"""Figures on other indicators have as many sentences in the summary as bring it to so many."""
PILLARS: Final = {
    "economy": Text(vi="Kinh tế", en="Economy"),
    "society": Text(vi="Xã hội", en="Society"),
    "environment": Text(vi="Môi trường", en="Environment"),
}
