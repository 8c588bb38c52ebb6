"""Owns the matrix: of each resource, profile and attribute, what the one decision says of who has everything.

Nothing is decided here: `core.minimisation.decide` is asked about people of whom everything is known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from broker.core.catalogue import VOCABULARIES
from broker.core.contract import Clause, Contract
from broker.core.errors import Refusal
from broker.core.identity import Identity
from broker.core.minimisation import check_contract, decide
from broker.core.precision import Transformation
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.refusals.access import DelegationNotInForce, FunctionNotAllowed, SchoolNotAllowed
from broker.core.refusals.decision import ProfileNotCovered
from broker.core.release import REASONS, Release
from broker.core.review.complete_person import CompletePerson
from broker.core.sentence import Sentence

_BY_POLICY = (DelegationNotInForce, FunctionNotAllowed, SchoolNotAllowed)


class Answer(StrEnum):
    """Say whether an attribute leaves, where there is a value; the reasons why not are those of a release."""

    RELEASED = "released"
    REFUSED = "refused"
    NOBODY = "nobody"
    NOT_IN_CONTRACT = "not_in_contract"
    NOT_FOR_PROFILE = "not_for_profile"
    NOT_APPROVED = "not_approved"
    NO_VALUE = "no_value"
    MALFORMED = "malformed"


ANSWERS: dict[Answer, Sentence] = {
    Answer.RELEASED: Sentence("part, si l’annuaire a une valeur", "leaves, where the directory has a value"),
    Answer.REFUSED: Sentence("rien ne part : refus", "nothing leaves: refused"),
    Answer.NOBODY: Sentence("l’émetteur ne connaît personne de ce profil", "the issuer knows nobody of this profile"),
    **{Answer(reason.value): words for reason, words in REASONS.items()},
    Answer.NO_VALUE: Sentence("personne de ce profil n’en a jamais", "nobody of this profile ever has one"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold one answer; `clause` is what the contract says of the attribute, None where it does not name it."""

    code: str
    answer: Answer
    clause: Clause | None = None

    @property
    def transformation(self) -> Transformation | None:
        """Return how precisely the value leaves, None where it does not."""
        return self.clause.transformation if self.clause and self.answer is Answer.RELEASED else None


@dataclass(frozen=True, slots=True)
class Row:
    """Hold the answers of one contract for one profile, in the order of its vocabulary.

    `refusal` is what anybody of the profile meets today; `by_policy` says that the contract's access policy lets in
    some of them only.
    """

    contract: Contract
    profile: Profile
    cells: tuple[Cell, ...]
    refusal: Refusal | None = None
    by_policy: bool = False


def rows_of(contract: Contract, people: Sequence[CompletePerson], key: PseudonymKey, now: datetime) -> tuple[Row, ...]:
    """Return one row for each profile that somebody at the issuer has, or that the contract names."""
    known = {person.profile for person in people} | contract.profiles
    return tuple(
        _row(contract, profile, [one.identity for one in people if one.profile is profile], key, now)
        for profile in Profile
        if profile in known
    )


def _row(contract: Contract, profile: Profile, people: Sequence[Identity], key: PseudonymKey, now: datetime) -> Row:
    """Return what the first says to whom most leaves: guichets may say more or less of the same profile."""
    met = [_decide(contract, profile, identity, key, now) for identity in people]
    releases = [one for one in met if isinstance(one[0], Release)]
    clauses = {clause.code: clause for clause in contract.clauses}
    codes = VOCABULARIES[contract.vocabulary]
    if not releases:
        refusal = next((one for one, _ in met if isinstance(one, Refusal)), None) or _refusal_of(contract, now)
        answer = Answer.REFUSED if refusal else Answer.NOBODY
        return Row(contract, profile, tuple(Cell(code, answer, clauses.get(code)) for code in codes), refusal)
    answers = _join(release for release, _ in releases if isinstance(release, Release))
    cells = tuple(Cell(code, answers[code], clauses.get(code)) for code in codes)
    return Row(contract, profile, cells, by_policy=all(by_policy for _, by_policy in releases))


def _refusal_of(contract: Contract, now: datetime) -> Refusal | None:
    """Return what a contract meets by itself, even where nobody is there to meet it."""
    try:
        check_contract(contract, now.date())
    except Refusal as refusal:
        return refusal
    return None


def _decide(
    contract: Contract, profile: Profile, identity: Identity, key: PseudonymKey, now: datetime
) -> tuple[Release | Refusal, bool]:
    """Return the decision, and whether it is that of somebody whom the access policy lets in."""
    membership = next(found for found in identity.memberships if found.profile is profile)
    try:
        return decide(identity, membership, contract, key, now), False
    except _BY_POLICY:
        return _decide(replace(contract, access=None), profile, identity, key, now)[0], True
    except Refusal as refusal:
        return refusal, False


def _join(releases: Iterable[Release]) -> dict[str, Answer]:
    """Return the answer for each code: that it leaves, where it does for one of the people."""
    answers: dict[str, Answer] = {}
    for release in releases:
        for withheld in release.withheld:
            answers.setdefault(withheld.code, Answer(withheld.reason.value))
        answers |= dict.fromkeys((sent.code for sent in release.released), Answer.RELEASED)
    return answers


def covers(row: Row) -> bool:
    """Tell whether the contract is about this profile at all."""
    return not isinstance(row.refusal, ProfileNotCovered)
