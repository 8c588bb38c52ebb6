"""Owns the first page of an issuer that has no pages of its own: what it is, and at which addresses it is spoken to."""

from collections.abc import Iterator

from flask import Blueprint
from werkzeug.wrappers import Response

from broker.core.issuer import Issuer
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.routes import Routes


def make_issuer_page() -> Blueprint:
    """Make the blueprint of the page."""
    blueprint = Routes("issuer", __name__, ANYBODY)
    blueprint.add_url_rule("/", "show", _show, methods=["GET"])
    return blueprint


def _show() -> Response:
    issuer = parts().issuer
    return render("web/issuer.html", issuer=issuer, rows=tuple(_rows(issuer)))


def _rows(issuer: Issuer) -> Iterator[tuple[Sentence, str]]:
    """Yield where each language is spoken."""
    yield Sentence("entityID SAML", "SAML entityID"), issuer.entity_id
    yield Sentence("Métadonnées SAML", "SAML metadata"), f"{issuer.url}{issuer.paths.metadata}"
    if issuer.oidc is not None:
        yield Sentence("Émetteur OpenID Connect", "OpenID Connect issuer"), f"{issuer.url}{issuer.oidc.issuer}"
    if issuer.cas is not None:
        yield Sentence("Serveur CAS", "CAS server"), f"{issuer.url}{issuer.cas.context}/"
