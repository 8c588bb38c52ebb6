"""Owns the OpenID Connect kit: the facts of one client, as what a publisher takes away."""

from functools import partial

from broker.kits.attribute_facts import AttributeFact
from broker.kits.kit import Kit
from broker.kits.oidc.clients import CLIENTS
from broker.kits.oidc.facts import OidcFacts
from broker.kits.oidc.rendering import render_client
from broker.kits.oidc.summary import assumptions_of, rules_of, summary_of

_COLUMNS = ("claim", "forme / form", "sens / meaning", "valeurs / values")


def make_kit(facts: OidcFacts) -> Kit:
    """Make the kit of a resource that speaks OpenID Connect."""
    return Kit(
        language="oidc",
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
    form = "liste / array" if found.many else "texte / string"  # facts/gar.md 3.2
    return (found.code, form, f"{found.meaning.fr} / {found.meaning.en}", found.count)
