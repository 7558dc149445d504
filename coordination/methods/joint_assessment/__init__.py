"""The joint assessment: regional figures made of the provinces' own, and their words beside."""

from coordination.methods.joint_assessment.checks import check
from coordination.methods.joint_assessment.models import VERSION, Result, Settings, Submission
from coordination.methods.joint_assessment.synthesis import synthesise

__all__ = ["VERSION", "Result", "Settings", "Submission", "check", "synthesise"]
