"""Owns the body of the catalogue of resources that may be distributed (facts/gar.md 7.2)."""

from collections.abc import Iterable
from datetime import datetime

from broker.core.rights.notice import Actor, Notice
from broker.webservices.described_resource import Said
from broker.webservices.xml_text import DECLARATION, write_elements

NAMESPACE = "http://gar.education.fr/schemas/init/0/1/"
_BOOLEANS = {True: "true", False: "false"}


def write_catalogue(notices: Iterable[Notice], now: datetime) -> bytes:
    """Return the catalogue; one `distributeursCom` for each distributor is a simulated assumption."""
    resources = "".join(
        f"<ressourceDiffusable>{write_elements(_describe(one))}</ressourceDiffusable>" for one in notices
    )
    generated = write_elements({"dateGeneration": now.isoformat(timespec="milliseconds")})
    root = "listeRessourcesDiffusables"
    return f'{DECLARATION}<{root} xmlns="{NAMESPACE}">{generated}{resources}</{root}>'.encode()


def _describe(notice: Notice) -> dict[str, Said]:
    described: dict[str, Said] = {
        "idRessource": notice.resource,
        "nomRessource": notice.title.fr,
        "idEditeur": notice.publisher.identifier,
        "nomEditeur": notice.publisher.name,
        "distributeursCom": [_describe_distributor(actor) for actor in notice.commercial_distributors],
        "distributeurTech": notice.technical_distributor.identifier,
        "nomDistributeurTech": notice.technical_distributor.name,
        "affichable": _BOOLEANS[notice.displayable],
        "diffusable": _BOOLEANS[notice.distributable],
    }
    if notice.is_mother:  # that it says `true` is a simulated assumption
        described["mereFamille"] = _BOOLEANS[True]
    if notice.mother:
        described["membreFamille"] = notice.mother
    return described


def _describe_distributor(actor: Actor) -> dict[str, Said]:
    return {"distributeurCom": actor.identifier, "nomDistributeurCom": actor.name}
