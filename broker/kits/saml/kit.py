"""Owns the SAML kit: the facts of one resource, as what a publisher takes away."""

from functools import partial

from broker.kits.kit import Kit
from broker.kits.saml.clients import CLIENTS
from broker.kits.saml.facts import KitFacts, SamlAttribute
from broker.kits.saml.rendering import render_client
from broker.kits.saml.summary import assumptions_of, rules_of, summary_of

_COLUMNS = ("code", "Name", "NameFormat", "FriendlyName", "sens / meaning", "valeurs / values")


def make_kit(facts: KitFacts) -> Kit:
    """Make the kit of a resource that speaks SAML."""
    return Kit(
        language="saml",
        resource=facts.resource,
        rows=summary_of(facts),
        rules=rules_of(facts),
        columns=_COLUMNS,
        attributes=tuple(_row(found) for found in facts.attributes),
        assumptions=assumptions_of(facts),
        clients=tuple(CLIENTS),
        render=partial(render_client, facts),
    )


def _row(found: SamlAttribute) -> tuple[str, ...]:
    name_format, meaning = found.name_format.rpartition(":")[2], f"{found.meaning.fr} / {found.meaning.en}"
    return (found.code, found.name, name_format, found.friendly_name, meaning, found.count)
