"""Owns the one decision: what leaves about this person to this service, and what stays.

The only maker of releases. Closed by default; a rule that fails releases nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime

from broker.core.access_policy import check_access
from broker.core.catalogue import VOCABULARIES
from broker.core.catalogue_attribute import CatalogueAttribute
from broker.core.contract import Clause, Contract, Ruling, Status
from broker.core.derivation import Derivation, Subject
from broker.core.identity import Identity, Membership
from broker.core.pivot import pivot_subject
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey, SubjectForm, derive
from broker.core.refusals.decision import (
    AccountExpired,
    ContractExpired,
    ContractNotYetValid,
    ContractSuspended,
    NoSchool,
    ProfileNotCovered,
    RequiredAttributeMissing,
    RuleFailed,
    SchoolNotYours,
    SchoolToChoose,
)
from broker.core.refusals.rights import ContractNotApproved
from broker.core.release import _SEAL, Release, ReleasedAttribute, WithheldAttribute, Withholding
from broker.core.rights.access import Door
from broker.core.transformation import transform

_UNDECIDED = frozenset({Status.DRAFT, Status.SUBMITTED})


@dataclass(frozen=True, slots=True)
class SessionChoice:
    """Narrow the memberships: by school, by profile, and by the profiles that the guichet vouches for."""

    uai: str | None = None
    profile: Profile | None = None
    vouched: frozenset[Profile] = frozenset(Profile)


def check_contract(contract: Contract, today: date) -> None:
    """Refuse a contract that nobody has approved, that is not in force, and outside its days."""
    if contract.status in _UNDECIDED:
        raise ContractNotApproved(expected="status: active", received=contract.status)
    if contract.status is Status.SUSPENDED:
        raise ContractSuspended(expected="status: active", received=contract.status)
    if not contract.approved_by.strip():
        raise ContractNotApproved(expected="approved_by: who approved the contract", received="empty")
    if today > contract.valid_until:
        raise ContractExpired(expected=f"≤ {contract.valid_until}", received=str(today))
    if today < contract.valid_from:
        raise ContractNotYetValid(expected=f"≥ {contract.valid_from}", received=str(today))


def find_memberships(identity: Identity, contract: Contract, choice: SessionChoice) -> tuple[Membership, ...]:
    """Return the memberships in which the person may open this service; refuse when there is none.

    Checked in this order: what the guichet vouches for, the school asked for, the profiles of the contract.
    """
    vouched = tuple(m for m in identity.memberships if m.profile in choice.vouched)
    if not vouched:
        raise NoSchool(expected=_names(choice.vouched))
    here = tuple(m for m in vouched if choice.uai in (None, m.uai))
    if not here:
        raise SchoolNotYours(expected="one of the person's schools", received=choice.uai or "")
    covered = tuple(m for m in here if m.profile in contract.profiles and choice.profile in (None, m.profile))
    if not covered:
        raise ProfileNotCovered(expected=_names(contract.profiles), received=_names({m.profile for m in here}))
    return covered


def choose_membership(found: tuple[Membership, ...], contract: Contract) -> Membership:
    """Return the one membership of the session, or refuse with `SchoolToChoose` when there are several."""
    if len(found) > 1 and contract.per_school:
        raise SchoolToChoose(
            expected="one school and one profile",
            received=", ".join(f"{m.uai} ({m.profile})" for m in found),
        )
    return found[0]


def check_person(identity: Identity, membership: Membership, contract: Contract, today: date) -> None:
    """Refuse whose account is closed, whom the contract does not cover, and whom its access policy keeps out."""
    if identity.expires is not None and today >= identity.expires:
        raise AccountExpired(expected=f"< {identity.expires}", received=str(today))
    if membership not in identity.memberships or membership.profile not in contract.profiles:
        raise ProfileNotCovered(expected=_names(contract.profiles), received=membership.profile)
    check_access(contract.access, identity, membership if contract.per_school else None, today)


def decide(identity: Identity, membership: Membership, contract: Contract, key: PseudonymKey, now: datetime) -> Release:
    """Decide what leaves; raise a refusal when nothing may. Source: facts/gar.md 3.1, 9."""
    return decide_among(VOCABULARIES[contract.vocabulary], Subject(identity, membership, contract, key), now)


def decide_among(words: Mapping[str, CatalogueAttribute], subject: Subject, now: datetime) -> Release:
    """Decide with these words as the contract's vocabulary: those in force, or those that a change proposes."""
    identity, membership, contract = subject.identity, subject.membership, subject.contract
    check_contract(contract, now.date())
    check_person(identity, membership, contract, now.date())
    clauses = {clause.code: clause for clause in contract.clauses}
    if not clauses.keys() <= words.keys():  # no reader lets such a contract through
        raise RuleFailed(received=f"vocabulary {contract.vocabulary}")
    verdicts = [_judge(attribute, clauses.get(code), subject) for code, attribute in words.items()]
    return Release(
        _SEAL,
        contract=contract.name,
        contract_version=contract.version,
        contract_fingerprint=contract.fingerprint,
        resource=contract.resource,
        subject=derive_subject(subject),
        uai=membership.uai,
        profile=membership.profile,
        released=tuple(v for v in verdicts if isinstance(v, ReleasedAttribute)),
        withheld=tuple(v for v in verdicts if isinstance(v, WithheldAttribute)),
        decided_at=now,
    )


def with_door(release: Release, door: Door) -> Release:
    """Return the release with what opened the resource to the person; the service is told nothing of it."""
    return _resealed(release, door=door, mark=release.mark)


def with_mark(release: Release, mark: str) -> Release:
    """Return the release with that by which the journal recognises the person; nobody is told of it."""
    return _resealed(release, door=release.door, mark=mark)


def _resealed(release: Release, *, door: Door | None, mark: str) -> Release:
    return Release(
        _SEAL,
        contract=release.contract,
        contract_version=release.contract_version,
        contract_fingerprint=release.contract_fingerprint,
        resource=release.resource,
        subject=release.subject,
        uai=release.uai,
        profile=release.profile,
        released=release.released,
        withheld=release.withheld,
        decided_at=release.decided_at,
        door=door,
        mark=mark,
    )


def with_attributes(release: Release, attributes: tuple[ReleasedAttribute, ...], invented: frozenset[str]) -> Release:
    """Return the release with these attributes for its own: each of one of its own, and no value that it did not hold.

    `invented` are values that are nobody's; an empty one says nothing of anybody. No door is kept: what is altered for
    a trial is no access, and is not counted as one.
    """
    known = {value for sent in release.released for value in sent.values} | {"", *invented}
    sources = {(sent.source, sent.purpose) for sent in release.released}
    assert all(value in known for sent in attributes for value in sent.values), "a release is never widened"
    assert all((sent.source, sent.purpose) in sources for sent in attributes), "a release is never widened"
    kept = {field.name: getattr(release, field.name) for field in fields(release)}
    return Release(_SEAL, **{**kept, "released": attributes, "door": None})


def _judge(
    attribute: CatalogueAttribute, clause: Clause | None, subject: Subject
) -> ReleasedAttribute | WithheldAttribute:
    """Release or withhold one attribute; only a named one is even derived."""
    if clause is None:
        return WithheldAttribute(attribute.code, Withholding.NOT_IN_CONTRACT)
    bar = find_bar(clause, subject.membership.profile)
    if bar is not None:
        return WithheldAttribute(attribute.code, bar)
    with _failing_closed(attribute.code):
        drawn = draw(attribute, clause, subject)
    if isinstance(drawn, Derivation):
        return ReleasedAttribute(attribute.code, drawn.values, drawn.source, drawn.transformation, clause.purpose)
    if clause.required:
        raise RequiredAttributeMissing(expected=f"{attribute.code}: {attribute.form.pattern}", received=drawn)
    return WithheldAttribute(attribute.code, drawn)


def find_bar(clause: Clause, profile: Profile) -> Withholding | None:
    """Return why a clause lets nothing leave of anybody of a profile, or None where it may."""
    if clause.profiles is not None and profile not in clause.profiles:
        return Withholding.NOT_FOR_PROFILE
    return None if clause.ruling is Ruling.APPROVED else Withholding.NOT_APPROVED


def draw(attribute: CatalogueAttribute, clause: Clause, subject: Subject) -> Derivation | Withholding:
    """Draw one attribute as precisely as its clause says; what is malformed stays, cut short or not."""
    drawn = draw_well_formed(attribute, subject)
    if isinstance(drawn, Withholding):
        return drawn
    sent = transform(drawn, subject, clause.transformation)
    if sent is None:
        return Withholding.MALFORMED
    return sent if sent.values else Withholding.NO_VALUE


def draw_well_formed(attribute: CatalogueAttribute, subject: Subject) -> Derivation | Withholding:
    """Draw one attribute as the directory has it, or say what is wrong with it; a rule that fails raises anything."""
    drawn = attribute.derive(subject)
    values = tuple(value for value in drawn.values if value.strip())
    fault = _fault(attribute, values)
    return Derivation(values, drawn.source, drawn.transformation) if fault is None else fault


def derive_subject(subject: Subject) -> str:
    """Return what the service knows the person by, whether or not it is sent; refuse where the rule fails."""
    with _failing_closed("subject"):
        if subject.contract.subject is SubjectForm.PIVOT:
            return pivot_subject(subject.identity, subject.contract.sector_name, subject.key)
        return derive(subject.key, subject.identity.key, subject.contract.sector_name)


@contextmanager
def _failing_closed(rule: str) -> Iterator[None]:
    """Refuse everything when a rule fails, whatever the failure: nothing leaves (K221)."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever fails in a rule, nothing leaves
        raise RuleFailed(received=rule, cause=type(error).__name__) from None


def _fault(attribute: CatalogueAttribute, values: tuple[str, ...]) -> Withholding | None:
    if not values:
        return Withholding.NO_VALUE
    if attribute.at_most is not None and len(values) > attribute.at_most:
        return Withholding.MALFORMED
    if not all(attribute.form.fullmatch(value) for value in values):
        return Withholding.MALFORMED
    return None


def _names(profiles: Iterable[Profile]) -> str:
    return ", ".join(sorted(profiles))
