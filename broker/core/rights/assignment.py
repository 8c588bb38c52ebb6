"""Owns assignments ("affectations"): to whom in a school a subscription is opened, and the licences taken."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from broker.core.identity import PersonKey
from broker.core.rights.audience import Audience


class TargetKind(StrEnum):
    """Name what an assignment is made to."""

    PERSON = "person"
    DIVISION = "division"
    GROUP = "group"
    AUDIENCE = "audience"


@dataclass(frozen=True, slots=True)
class Target:
    """Name to whom: a person's identifier, the code of a division or group (before `##`), or a whole public.

    `audience` is the public meant, in a division or group as well: a division has its pupils and its teachers.
    `code` of a whole public is that public's own word; `project` is the person's ENT project, and empty elsewhere.
    """

    kind: TargetKind
    code: str = field(repr=False)
    audience: Audience
    project: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Hold one assignment of a subscription in one school."""

    id: str
    subscription: str
    uai: str
    target: Target
    at: datetime


@dataclass(frozen=True, slots=True)
class Licence:
    """Hold one licence that a person has taken of a subscription, under an assignment (empty for a school's own)."""

    subscription: str
    person: PersonKey
    uai: str
    audience: Audience
    assignment: str = ""
