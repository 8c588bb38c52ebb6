"""Owns an ENT's asking for a person's list of resources: of the web service, as a real ENT does.

Source: facts/gar.md 7.1, 7.2. The list does not say which family a resource is of; the catalogue does.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from lxml import etree

from broker.core.identity import PersonKey
from broker.core.refusals.resource_list import ListDenied, ListUnavailable
from broker.core.roles import Holder, Role
from broker.transport.machine_caller import Asked, MachineAnswer, MachineCaller
from broker.web.resource_cards import Card, shown_thumbnail

_OK = 200
_NS = "{http://gar.education.fr/schemas/init/0/1/}"
_MOST_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class FetchedList:
    """Hold what the web service listed for one person in one school; `mothers` are the titles of families by ARK."""

    cards: tuple[Card, ...]
    mothers: Mapping[str, str]


def fetch_list(caller: MachineCaller, person: PersonKey, uai: str, hub_url: str) -> FetchedList:
    """Ask for a person's list in one school, whose pictures are the hub's; raise ListUnavailable or ListDenied."""
    path = "/".join(quote(part, safe="") for part in ("ressources", person.project, uai, person.identifier))
    wanted = (Asked(f"/{path}", "application/json"), Asked("/ressourcesDiffusables", "application/xml"))
    listed, catalogue = caller.ask(Holder(Role.ENT, person.project), wanted)
    try:
        resources = json.loads(_body_of(listed))["listeRessources"]["ressource"]
        families, mothers = _read_families(_body_of(catalogue))
        return FetchedList(tuple(_card(one, families, hub_url) for one in resources), mothers)
    except (ValueError, KeyError, TypeError, etree.LxmlError) as error:
        raise ListUnavailable(expected="a list that can be read", received=type(error).__name__) from None


def _body_of(answer: MachineAnswer) -> bytes:
    if answer.status != _OK:
        raise ListDenied(expected=f"HTTP {_OK}", received=f"HTTP {answer.status} {_message_of(answer.body)}")
    return answer.body


def _message_of(body: bytes) -> str:
    """Return what a refusal says, be it in JSON or in XML."""
    try:
        return str(json.loads(body)["Erreur"]["Message"])[:_MOST_SHOWN]
    except (ValueError, KeyError, TypeError):
        return str(_parse(body).findtext("Message") or "")[:_MOST_SHOWN]


def _card(said: Mapping[str, Any], families: Mapping[str, str], hub_url: str) -> Card:
    types = (*said["typePedagogique"], *said["typologieDocument"])
    return Card(
        resource=said["idRessource"],
        title=said["nomRessource"],
        url=said["urlAccesRessource"],
        thumbnail=shown_thumbnail(said["urlVignette"], hub_url),
        presentation=said["typePresentation"]["nom"],
        publisher=said["nomEditeur"],
        description=said.get("description", ""),
        types=tuple(term["nom"] for term in types),
        levels=tuple(term["nom"] for term in said["niveauEducatif"]),
        subjects=tuple(term["nom"] for term in said["domaineEnseignement"]),
        mother=families.get(said["idRessource"], ""),
    )


def _read_families(catalogue: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Return the mother of each daughter by ARK, and the title of each mother."""
    families: dict[str, str] = {}
    titles: dict[str, str] = {}
    for one in _parse(catalogue).iter(f"{_NS}ressourceDiffusable"):
        resource, mother = one.findtext(f"{_NS}idRessource"), one.findtext(f"{_NS}membreFamille")
        if mother:
            families[resource] = mother
        if one.find(f"{_NS}mereFamille") is not None:
            titles[resource] = one.findtext(f"{_NS}nomRessource")
    return families, titles


def _parse(body: bytes) -> Any:  # noqa: ANN401 - lxml's element
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(body, parser)
