"""The difference of two values has a unit of its own: points of a per cent, of a per mille, of a score."""

from __future__ import annotations

import pytest

from coordination.methods.joint_assessment.analysis.scene import difference
from coordination.regions.service import load_registry


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("unemployment_rate", "điểm phần trăm"),
        ("crude_birth_rate", "điểm phần nghìn"),
        ("grdp_growth_index", "điểm phần trăm"),
        ("papi_environment", "điểm"),
        ("population_avg", "nghìn người"),
    ],
)
def test_a_difference_is_told_in_points_of_its_unit(code: str, words: str) -> None:
    (indicator,) = (each for each in load_registry().current if each.code == code)
    assert difference(indicator).vi == words
