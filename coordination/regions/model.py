"""The forms of configuration files and the region they become, gathered from their rooms under one name."""

from __future__ import annotations

from coordination.regions.forms.days import Announced, CouncilSession, Day, Holiday, Reading, Session
from coordination.regions.forms.letters import Bundle, Letter, Letterhead
from coordination.regions.forms.mail import MAIL_EVENTS, AckRule, Contact, Digest, Ladder, Rung, Tell
from coordination.regions.forms.national import BodyKind, Communes, National, Nationwide, Tiers, Unit
from coordination.regions.forms.procedure import Agreement, Duty, ExchangeRule, Procedure, Step
from coordination.regions.forms.region import RegionFile
from coordination.regions.forms.registry import IndicatorFile
from coordination.regions.forms.resolved import Body, Region
from coordination.regions.forms.words import ENGINES, Basis, Code, DatedRule, Level, Mail, Name, Rule, Slug, Status

__all__ = [
    "ENGINES",
    "MAIL_EVENTS",
    "AckRule",
    "Agreement",
    "Announced",
    "Basis",
    "Body",
    "BodyKind",
    "Bundle",
    "Code",
    "Communes",
    "Contact",
    "CouncilSession",
    "DatedRule",
    "Day",
    "Digest",
    "Duty",
    "ExchangeRule",
    "Holiday",
    "IndicatorFile",
    "Ladder",
    "Letter",
    "Letterhead",
    "Level",
    "Mail",
    "Name",
    "National",
    "Nationwide",
    "Procedure",
    "Reading",
    "Region",
    "RegionFile",
    "Rule",
    "Rung",
    "Session",
    "Slug",
    "Status",
    "Step",
    "Tell",
    "Tiers",
    "Unit",
]
