"""Owns the people of whom everything is known: invented, one for each profile, with what each of their attributes is.

Readers of directories and of guichets' answers make them, so that what is found out by them cannot drift. Nothing of
theirs is about anybody.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from broker.core.identity import Identity
from broker.core.profile import Profile


class SourceKind(StrEnum):
    """Say what states a value."""

    DIRECTORY = "directory"
    GUICHET = "guichet"
    SIGN_ON = "sign_on"
    CONTRACT = "contract"


class Holder(StrEnum):
    """Say in whose entry of a directory an attribute stands: the person's, a child's, or the school's."""

    PERSON = "person"
    CHILD = "child"
    STRUCTURE = "structure"


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Name one attribute where it is stated; `origin` is the layout of a directory, or the name of a guichet."""

    kind: SourceKind
    origin: str
    name: str
    holder: Holder = Holder.PERSON


@dataclass(frozen=True, slots=True)
class Variant:
    """Hold the same person as they would be read if one attribute were another, or were not there."""

    source: Source
    identity: Identity


@dataclass(frozen=True, slots=True)
class CompletePerson:
    """Hold somebody of whom everything is known, under one profile, and their variants, attribute by attribute."""

    kind: SourceKind
    origin: str
    profile: Profile
    identity: Identity
    changed: tuple[Variant, ...] = field(default=(), repr=False)
    removed: tuple[Variant, ...] = field(default=(), repr=False)
