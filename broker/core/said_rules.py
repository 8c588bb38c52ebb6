"""Owns what the facts that a guichet states must be like before anybody believes them: there, and in its scope.

A member of a federation speaks for its own domains only: those that the federation's signed metadata gives it
(`shibmd:Scope`, facts/identity-providers.md 3.1, 5), never those that it claims itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from broker.core.fact_names import FactName
from broker.core.identity import Fact
from broker.core.refusals.said import SaidFactMissing, SaidScopeForeign, SaidSiretInvalid
from broker.core.siret import is_siret
from broker.core.supann import read_as_agent

SCOPED = (FactName.PRINCIPAL, FactName.SCOPED_AFFILIATIONS, FactName.MAIL)


class Reading(StrEnum):
    """Name the ways of reading what a guichet states."""

    AS_SAID = "as_said"
    SUPANN_AGENT = "supann_agent"


@dataclass(frozen=True, slots=True)
class SaidRules:
    """Hold the rules of one guichet; `scopes` is None where nobody says for which domains it speaks.

    `only` gives the values that it may state of a fact which has no domain: of the academy, its own.
    """

    required: frozenset[FactName] = frozenset()
    scopes: frozenset[str] | None = None
    reading: Reading = Reading.AS_SAID
    only: tuple[tuple[FactName, frozenset[str]], ...] = ()


NO_RULES = SaidRules()


def read_said(rules: SaidRules, said: tuple[tuple[str, Fact], ...]) -> tuple[tuple[str, Fact], ...]:
    """Return the facts as they are believed, read as the rules say; refuse what they do not allow."""
    facts = dict(said)
    _check_required(rules, facts)
    _check_scopes(rules, facts)
    _check_only(rules, facts)
    _check_siret(facts)
    return tuple((read_as_agent(facts) if rules.reading is Reading.SUPANN_AGENT else facts).items())


def is_in_scope(value: str, scopes: frozenset[str]) -> bool:
    """Tell whether a value `name@domain` is of one of these domains, to the letter but for case: none is a suffix."""
    name, sign, domain = value.rpartition("@")
    return bool(name and sign) and "@" not in name and domain.casefold() in {scope.casefold() for scope in scopes}


def _check_required(rules: SaidRules, facts: Mapping[str, Fact]) -> None:
    missing = sorted(name for name in rules.required if not facts.get(name, Fact((), "")).values)
    if missing:
        raise SaidFactMissing(expected=", ".join(sorted(rules.required)), received=f"without {', '.join(missing)}")


def _check_siret(facts: Mapping[str, Fact]) -> None:
    """Refuse an establishment that cannot be one (facts/identity-providers.md 4.1)."""
    fact = facts.get(FactName.SIRET)
    if fact is not None and not all(map(is_siret, fact.values)):
        raise SaidSiretInvalid(expected=f"{fact.source}: a siret with a right key", received="another number")


def _check_only(rules: SaidRules, facts: Mapping[str, Fact]) -> None:
    """Refuse who states that somebody is another's: two academies may give two people the same login."""
    for name, own in rules.only:
        fact = facts.get(name)
        if fact is not None and not own.issuperset(fact.values):
            raise SaidScopeForeign(expected=f"{fact.source}: {', '.join(sorted(own))}", received="another value")


def _check_scopes(rules: SaidRules, facts: Mapping[str, Fact]) -> None:
    if rules.scopes is None:
        return
    for name in SCOPED:
        fact = facts.get(name)
        if fact is not None and not all(is_in_scope(value, rules.scopes) for value in fact.values):
            domains = ", ".join(sorted(rules.scopes)) or "no domain at all"
            raise SaidScopeForeign(expected=f"{fact.source}: …@ one of {domains}", received="another domain, or none")
