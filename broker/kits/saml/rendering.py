"""Owns the writing of a kit: facts and templates in, finished files out. Touches no network, clock or workspace."""

from collections.abc import Iterator
from dataclasses import replace
from textwrap import wrap
from urllib.parse import urlsplit

from broker.core.sentence import Sentence
from broker.kits.kit import PLACEHOLDER, ClientFiles
from broker.kits.saml.clients import CLIENTS, Client, Placement, place
from broker.kits.saml.facts import KitFacts, fingerprint_of
from broker.kits.template_files import fill_in
from broker.saml import names
from broker.saml.pysaml2_bridge import HTTP_POST, HTTP_REDIRECT, NAME_FORMAT_BASIC, SOAP

_CLOCK_SKEW_SECONDS = 60
_CERTIFICATE_PLACEHOLDER = "A-REMPLACER"
_PEM_WIDTH = 64
_URIS = {
    "rsa_sha256": names.RSA_SHA256,
    "sha256": names.SHA256,
    "http_post": HTTP_POST,
    "http_redirect": HTTP_REDIRECT,
    "soap": SOAP,
    "basic": NAME_FORMAT_BASIC,
}


def render_client(facts: KitFacts, client_name: str, folder: str | None = None) -> ClientFiles:
    """Return the files of one client, which will lie in a folder; raises KeyError for an unknown client."""
    client = CLIENTS[client_name]
    placement = place(client, facts.service)
    found = _remarks(facts, client, placement)
    values = {**_values(facts, placement), "folder": folder or client.folder}
    files = {
        name: fill_in(f"saml/{client.name}/{name}", (_title(facts, client), *(() if index else found)), values)
        for index, name in enumerate(client.files)
    }
    return ClientFiles(files, (*found, *client.remarks))


def _values(facts: KitFacts, placement: Placement) -> dict[str, object]:
    service = replace(facts.service, consumer_url=placement.consumer_url)
    return {
        **_URIS,
        "hub": facts.hub,
        "service": service,
        "attributes": facts.attributes,
        "account_attribute": facts.account_attribute,
        "title": facts.title,
        "placement": placement,
        "access_path": urlsplit(service.access_url).path or "/",
        "metadata_path": urlsplit(service.entity_id).path or "/",
        "certificate_body": service.certificate_body or _CERTIFICATE_PLACEHOLDER,
        "certificate_lines": wrap(facts.hub.certificate_body, _PEM_WIDTH),
        "secure": placement.consumer_url.startswith("https:"),
        "skew": _CLOCK_SKEW_SECONDS,
    }


def _title(facts: KitFacts, client: Client) -> Sentence:
    return Sentence(
        f"{client.title} derrière « {facts.hub.title.fr} » (bac à sable Préau), pour {facts.resource}.",
        f"{client.title} behind “{facts.hub.title.en}” (Préau sandbox), for {facts.resource}.",
    )


def _remarks(facts: KitFacts, client: Client, placement: Placement) -> tuple[Sentence, ...]:
    found = []
    if not facts.service.registered:
        found.append(
            Sentence(
                f"À FAIRE : les métadonnées de ce service ne sont pas déposées ; remplacez {PLACEHOLDER} partout, "
                "puis preau resource add.",
                f"TO DO: this service's metadata is not registered; replace {PLACEHOLDER} everywhere, "
                "then preau resource add.",
            )
        )
    elif not placement.fits:
        found.append(
            Sentence(
                f"À FAIRE : {client.title} ne sert pas l’adresse déposée {facts.service.consumer_url} mais "
                f"{placement.consumer_url} ; déposez de nouvelles métadonnées.",
                f"TO DO: {client.title} does not serve the registered address {facts.service.consumer_url} but "
                f"{placement.consumer_url}; register new metadata.",
            )
        )
    found.append(
        Sentence(
            f"L’entityID est l’adresse à laquelle vos métadonnées sont servies : {facts.service.entity_id}",
            f"The entityID is the address at which your metadata is served: {facts.service.entity_id}",
        )
    )
    found.append(
        Sentence(
            "Métadonnées de l’émetteur, à relire quand son certificat change (environ chaque année) : "
            f"{facts.hub.metadata_url}",
            "The issuer's metadata, to be read again when its certificate changes (about every year): "
            f"{facts.hub.metadata_url}",
        )
    )
    return (*found, *_announcement(facts))


def _announcement(facts: KitFacts) -> Iterator[Sentence]:
    if facts.hub.announced is not None:
        fingerprint = fingerprint_of(facts.hub.announced)
        yield Sentence(
            f"À FAIRE : un second certificat est annoncé (SHA-256 {fingerprint}) et signera bientôt ; acceptez-le dès "
            "maintenant, à côté de celui-ci. Il est dans les métadonnées de l’émetteur.",
            f"TO DO: a second certificate is announced (SHA-256 {fingerprint}) and will sign soon; accept it from now "
            "on, beside this one. It is in the issuer's metadata.",
        )
