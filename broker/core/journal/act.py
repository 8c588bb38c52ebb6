"""Owns what the journal says of one act: who did what under which contract, by names and codes, never by a value."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from broker.core.sentence import Sentence


class ActKind(StrEnum):
    """Name a kind of act."""

    RELEASE = "release"
    REFUSAL = "refusal"
    CONTRACT = "contract"
    KEY = "key"
    ADMINISTRATION = "administration"
    ACCOUNT = "account"


KIND_TITLES = {
    ActKind.RELEASE: Sentence("transmission", "release"),
    ActKind.REFUSAL: Sentence("refus", "refusal"),
    ActKind.CONTRACT: Sentence("contrat", "contract"),
    ActKind.KEY: Sentence("clé", "key"),
    ActKind.ADMINISTRATION: Sentence("administration", "administration"),
    ActKind.ACCOUNT: Sentence("compte", "account"),
}


@dataclass(frozen=True, slots=True)
class ContractMark:
    """Name the contract that an act was done under, or that it changed: name, version, fingerprint."""

    name: str = ""
    version: int = 0
    fingerprint: str = ""


NO_CONTRACT = ContractMark()


@dataclass(frozen=True, slots=True)
class Act:
    """Hold one act, before it has a place in the journal.

    `what` is the refusal's code, the step or the command; `released` and `withheld` are catalogue codes, the latter
    with the reason of each. `reference` commits to the person, otherwise in each line, or is an account's opaque
    number; `decision` commits to what left; `journey` names the journey that it belongs to.
    """

    at: datetime
    issuer: str
    kind: ActKind
    what: str
    actor: str = ""
    contract: ContractMark = NO_CONTRACT
    protocol: str = ""
    released: tuple[str, ...] = ()
    withheld: tuple[tuple[str, str], ...] = ()
    reference: str = ""
    decision: str = ""
    journey: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line of the journal: an act, its place, and what chains it to the line before.

    `id` is a random name, of a line that commits to what left about somebody. `about` finds the lines of one person or
    account; it is not chained and leaves in no receipt, for it is the same in each of them.
    """

    position: int
    id: str
    act: Act
    digest: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Hold what the journal keeps of a release without saying it: by what it knows the person, and what it commits to.

    `mark` is the keyed digest of the person's name; `statement` the canonical text of what left, which is hashed with
    a secret of the person and then forgotten.
    """

    mark: str = field(repr=False)
    statement: bytes = field(repr=False)


def write_moment(at: datetime) -> str:
    """Write a moment as lines hold it: in UTC, always as long, so that texts are in the order of time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def write_codes(codes: Iterable[str]) -> str:
    """Write catalogue codes as lines hold them."""
    return " ".join(codes)


def write_reasons(withheld: Iterable[tuple[str, str]]) -> str:
    """Write what was withheld, and why, as lines hold it."""
    return " ".join(f"{code}={reason}" for code, reason in withheld)


def read_reasons(text: str) -> tuple[tuple[str, str], ...]:
    """Read what was withheld, and why."""
    pairs = (part.partition("=") for part in text.split())
    return tuple((code, reason) for code, _, reason in pairs)
