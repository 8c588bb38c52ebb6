"""Owns the questions whose answers settle a decision: each is asked once of a person, for every contract.

They are asked of the pieces that the decision itself is made of; nothing is decided here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broker.core.access_policy import check_access
from broker.core.contract import Clause, Contract
from broker.core.derivation import Derivation
from broker.core.errors import Refusal
from broker.core.impact.reads import form_facets, is_of_sign_on
from broker.core.impact.world import Standing, World
from broker.core.minimisation import derive_subject, draw_well_formed
from broker.core.precision import Precision
from broker.core.release import Withholding
from broker.core.transformation import levels_of

State = str | bool
Answer = Derivation | State
FAILED, WELL_FORMED, LET_IN = "failed", "well_formed", ""


@dataclass(frozen=True, slots=True)
class Probe:
    """Ask one question; probes of one key have one answer, whichever world or contract asks."""

    key: tuple[object, ...]
    ask: Callable[[Standing], Answer]


def probes_of(contract: Contract, world: World, now: datetime) -> list[Probe]:
    """Return every question whose answers, with the profile, settle the decision for a contract."""
    found = [_expired(now), _subject(contract, world)]
    if contract.access is not None:
        found.append(_access(contract, now))
    if any(clause.transformation.precision is Precision.LEVEL for clause in contract.clauses):
        found.append(Probe(("levels",), _levels))
    words = (word_probe(clause, contract, world) for clause in contract.clauses)
    return [*found, *(word for word in words if word is not None)]


def _levels(one: Standing) -> State:
    """Tell whether levels may take a class's place: there are none, they are well formed, or one is not."""
    known = levels_of(one.membership)
    return FAILED if known is None else WELL_FORMED if known else ""


def word_probe(clause: Clause, contract: Contract, world: World) -> Probe | None:
    """Return the question whether an attribute is there and well formed; None where the vocabulary has no such word."""
    row = world.words_of(contract).get(clause.code)
    if row is None:
        return None
    signs = is_of_sign_on(row)

    def ask(one: Standing) -> Answer:
        person = Standing(world.signed(one.identity, contract), one.membership) if signs else one
        try:
            return draw_well_formed(row, person.subject(contract, world.key))
        except Exception:  # noqa: BLE001 - whatever fails in a rule, the decision says that it failed
            return FAILED

    return Probe(("word", row, *form_facets(row, contract)), ask)


def state_of(answer: Answer) -> State:
    """Return what a decision makes of an answer: never a value."""
    if isinstance(answer, Derivation):
        return WELL_FORMED
    return answer.value if isinstance(answer, Withholding) else answer


def _expired(now: datetime) -> Probe:
    today = now.date()
    return Probe(("expired",), lambda one: one.identity.expires is not None and today >= one.identity.expires)


def _subject(contract: Contract, world: World) -> Probe:
    def ask(one: Standing) -> Answer:
        try:
            derive_subject(one.subject(contract, world.key))
        except Refusal:
            return FAILED
        return WELL_FORMED

    return Probe(("subject", contract.subject), ask)


def _access(contract: Contract, now: datetime) -> Probe:
    def ask(one: Standing) -> Answer:
        membership = one.membership if contract.per_school else None
        try:
            check_access(contract.access, one.identity, membership, now.date())
        except Refusal as refusal:
            return refusal.code
        return LET_IN

    return Probe(("access", contract.access, contract.per_school), ask)
