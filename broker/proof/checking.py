"""Owns the checks of one trial: what was decided, and what stands in the bytes, against what must be.

A violation names the cell and the fact at fault, never a value.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from broker.core.contract import Identifier
from broker.core.errors import Refusal
from broker.core.identity import PersonKey
from broker.core.pseudonym import SubjectForm, derive
from broker.core.release import Release, ReleasedAttribute
from broker.proof.carrier import Carried, Encoding
from broker.proof.oracle import Expected, Sent
from broker.proof.people import Canary
from broker.proof.policy import Case
from broker.proof.provenance import ENT_ACCOUNT, HASHED_NUMBER, IDO, allowed_facts
from broker.proof.reading import decoded, read
from broker.proof.searching import MarkSearch
from broker.proof.unsent import UNSENT

_SUBJECT = "subject"
_HALF = 32  # characters of a digest that are enough to find it by


@dataclass(frozen=True, slots=True)
class Fault:
    """Name what is wrong: with which attribute (empty where it is with the whole), in which message."""

    what: str
    attribute: str = ""
    message: str = "decision"


@dataclass(frozen=True, slots=True)
class Trial:
    """Hold one person who opens one service, what must become of them, and where their marks are found."""

    case: Case
    canary: Canary
    expected: Expected
    search: MarkSearch = field(repr=False)


def make_trial(case: Case, canary: Canary, expected: Expected) -> Trial:
    """Return a trial with the search for its marks."""
    return Trial(case, canary, expected, MarkSearch(canary.planted, _derived(case, expected)))


def try_policy(trial: Trial, issue: Callable[[Case], Release]) -> tuple[Release | None, tuple[Fault, ...]]:
    """Return what left and what is wrong with it; a refusal that must come is right."""
    try:
        release = issue(trial.case)
        if not isinstance(release, Release):
            return None, (Fault("gave something that is no release"),)
        return release, tuple(check_release(release, trial))
    except Refusal as refusal:
        return None, tuple(_check_refusal(refusal, trial))
    except Exception as error:  # noqa: BLE001 - a policy that breaks is a fault to name, and not ours to fail by
        return None, (Fault(f"failed with {type(error).__name__}, which is no refusal"),)


def check_release(release: Release, trial: Trial) -> Iterator[Fault]:
    """Yield what is wrong with a release: names, values, lineage, reasons, and what it says of itself."""
    expected = trial.expected
    if expected.refusal:
        yield Fault(f"something left where {expected.refusal} must refuse")
        return
    released = {part.code: part for part in release.released}
    withheld = {part.code: part.reason for part in release.withheld}
    if len(released) + len(withheld) != len(release.released) + len(release.withheld):
        yield Fault("an attribute is decided on twice")
    for code in sorted(released.keys() - expected.released.keys()):
        yield Fault("left outside the contract", code)
    for code, sent in expected.released.items():
        yield from _check_part(code, sent, released.get(code))
    for code in sorted(withheld.keys() ^ expected.withheld.keys()):
        yield Fault("is not accounted for", code)
    for code, reason in expected.withheld.items():
        if withheld.get(code, reason) is not reason:
            yield Fault(f"stayed for {withheld[code]}, not for {reason}", code)
    yield from _check_frame(release, trial.case, expected)


def _check_part(code: str, sent: Sent, part: ReleasedAttribute | None) -> Iterator[Fault]:
    if part is None:
        yield Fault("did not leave although the contract grants it", code)
    elif part.values != sent.values:
        yield Fault("left with other values than the contract grants", code)
    elif (part.source, part.purpose) != (sent.source, sent.purpose):
        yield Fault("left with another lineage than its own", code)
    elif part.transformation != sent.how:
        yield Fault("is said to be transformed otherwise than it was", code)


def check_message(message: Carried, trial: Trial) -> Iterator[Fault]:
    """Yield what is wrong with an encoded message: what a reader finds in it, and what stands in its bytes."""
    expected, contract = trial.expected, trial.case.contract
    codes = frozenset(expected.released)
    codes = codes if message.codes is None else codes & message.codes
    found = read(message)
    yield from _check_said(message, found.attributes, trial, codes)
    named = message.encoding in {Encoding.USERINFO, Encoding.ID_TOKEN} or contract.identifier is Identifier.PSEUDONYM
    if not found.subjects:
        yield Fault("is about nobody", "", message.title)
    if any((subject == expected.subject) is not named for subject in found.subjects):
        yield Fault("is about another subject than the contract grants", "", message.title)
    allowed = allowed_facts(contract, trial.case.membership.profile, codes)
    allowed |= {IDO, _SUBJECT} if named else frozenset()
    raws = (message.text, decoded(message.wire)) if message.wire else (message.text,)
    leaks = {min(facts) for raw in raws for facts in trial.search.find(raw, found.texts) if not facts & allowed}
    for fact in sorted(leaks):
        yield Fault(f"{fact} stands in the bytes", "", message.title)


def _check_said(
    message: Carried, said: Mapping[str, tuple[str, ...]], trial: Trial, codes: frozenset[str]
) -> Iterator[Fault]:
    names = message.names
    wanted = {names[code]: trial.expected.released[code].values for code in codes}
    back = {names[code]: code for code in names if code in codes}
    for name in sorted(said.keys() - wanted.keys()):
        yield Fault("stands in the message outside the contract", name, message.title)
    for name, values in wanted.items():
        if name not in said:
            yield Fault("is missing from the message", back[name], message.title)
        elif said[name] != values:
            yield Fault("is not read as it was released", back[name], message.title)


def _check_refusal(refusal: Refusal, trial: Trial) -> Iterator[Fault]:
    expected = trial.expected.refusal
    if refusal.code != expected:
        yield Fault(f"refused by {refusal.code} where {expected or 'a release'} must come")
    words = tuple(map(str, (refusal.expected, refusal.received, refusal.cause)))
    own = {"here.uai", "there.uai", "other.uai", "said.function"}  # access policies tell agents which were not met
    for facts in trial.search.find("\n".join(words), words):
        if not facts & own:
            yield Fault(f"{min(facts)} stands in the words of a refusal")


def _check_frame(release: Release, case: Case, expected: Expected) -> Iterator[Fault]:
    contract, membership = case.contract, case.membership
    said = (release.contract, release.contract_version, release.contract_fingerprint, release.resource)
    wanted = (contract.name, contract.version, contract.fingerprint, contract.resource)
    if (*said, release.uai, release.profile) != (*wanted, membership.uai, membership.profile):
        yield Fault("the release names another contract, version, resource, school or profile")
    if release.subject != expected.subject:
        yield Fault("the release is about another subject")
    if release.decided_at != case.now or release.door is not None or release.mark:
        yield Fault("the release was decided at another moment, or holds a door or a mark of nobody's")


def _derived(case: Case, expected: Expected) -> dict[str, str]:
    """Return the marks of what is made of the key; none of somebody who cannot be named at all."""
    sector, key, person = case.contract.sector_name, case.key, case.person
    numbers = [value for value in person.pupil_number.values if value.isascii()]
    try:
        made = {IDO: derive(key, person.key, sector), ENT_ACCOUNT: derive(key, person.key, f"ent:{sector}")}
    except UnicodeEncodeError:
        return dict(UNSENT)
    if numbers:
        made[HASHED_NUMBER] = derive(key, PersonKey("INE", numbers[0]), sector)
    if case.contract.subject is SubjectForm.PIVOT:
        made[_SUBJECT] = expected.subject
    return UNSENT | {name: value[:_HALF] for name, value in made.items()}
