"""The economist's reading of the figures: growth, structure, convergence, advantages, distances, plans. Pure."""

from coordination.methods.joint_assessment.analysis.analyse import Ground, SectorGround, analyse, nation_of
from coordination.methods.joint_assessment.analysis.drafting import Cited, Sentence
from coordination.methods.joint_assessment.analysis.models import Analysis, Options
from coordination.methods.joint_assessment.analysis.panel import Panel, Point

__all__ = [
    "Analysis",
    "Cited",
    "Ground",
    "Options",
    "Panel",
    "Point",
    "SectorGround",
    "Sentence",
    "analyse",
    "nation_of",
]
