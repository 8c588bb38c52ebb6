"""Owns the CAS kit: the facts of one service, as what a publisher takes away."""

from functools import partial

from broker.kits.attribute_facts import AttributeFact
from broker.kits.cas.clients import CLIENTS
from broker.kits.cas.facts import CasFacts
from broker.kits.cas.rendering import render_client
from broker.kits.cas.summary import assumptions_of, rules_of, summary_of
from broker.kits.kit import Kit

_COLUMNS = ("élément / element", "sens / meaning", "valeurs / values")


def make_kit(facts: CasFacts) -> Kit:
    """Make the kit of a resource that speaks CAS."""
    return Kit(
        language="cas",
        resource=facts.resource,
        rows=summary_of(facts),
        rules=rules_of(facts),
        columns=_COLUMNS,
        attributes=tuple(_row(found) for found in facts.attributes),
        assumptions=assumptions_of(facts),
        clients=tuple(CLIENTS),
        render=partial(render_client, facts),
    )


def _row(found: AttributeFact) -> tuple[str, ...]:
    return (f"cas:{found.code}", f"{found.meaning.fr} / {found.meaning.en}", found.count)
