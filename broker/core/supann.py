"""Owns how what a university says of its people (eduPerson, supann) is read as an agent of the schools' world.

The words are those of facts/identity-providers.md 5; the mapping is a simulated assumption (docs/federation-hubs.md).
"""

from collections.abc import Mapping

from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Fact
from broker.core.refusals.said import NotAnAgent

_FUNCTIONS = {  # FrEduFonctAdm (facts/identity-providers.md 3.3), in the order in which one of several counts
    "teacher": "ENS",
    "faculty": "ENS",
    "researcher": "ENS",
    "staff": "ADM",
    "employee": "ADM",
}
_UAI = "{UAI}"


def read_as_agent(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return the facts with those that an agent has: function, uid, school; refuse somebody who is no agent."""
    return {**facts, **_agent_facts(facts)}


def labelled(values: tuple[str, ...], label: str) -> tuple[str, ...]:
    """Return the values under one supann label, `{UAI}0352440F` without it; those of other labels are left out."""
    return tuple(value.removeprefix(label) for value in values if value.startswith(label))


def _agent_facts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    function, source = _function(facts)
    found: dict[str, Fact] = {FactName.FUNCTION: Fact((function,), f"{source} → FrEduFonctAdm")}
    principal, establishment = facts.get(FactName.PRINCIPAL), facts.get(FactName.ESTABLISHMENT, NOTHING)
    if principal is not None and FactName.UID not in facts:
        found[FactName.UID] = Fact(principal.values, f"{principal.source} → uid")
    schools = labelled(establishment.values, _UAI)
    if schools:
        found[FactName.MAIN_SCHOOL] = Fact(schools[:1], f"{establishment.source} → rne")
    return found


def _function(facts: Mapping[str, Fact]) -> tuple[str, str]:
    """Return the function, and the attribute that says it: the plain affiliations count before the scoped ones."""
    for name in (FactName.AFFILIATIONS, FactName.SCOPED_AFFILIATIONS):
        fact = facts.get(name, NOTHING)
        said = {value.partition("@")[0].casefold() for value in fact.values}
        for word, function in _FUNCTIONS.items():
            if word in said:
                return function, fact.source
    raise NotAnAgent(expected=", ".join(_FUNCTIONS), received="none of these affiliations")
