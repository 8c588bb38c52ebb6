"""Owns the choice of one's institution among the members of a federation: by search, without any script.

Also serves the aggregate where the sandbox itself publishes the federation, and says of invented members that they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from flask import Blueprint, make_response
from werkzeug.wrappers import Response

from broker.core.issuer import FederationWay, Guichet
from broker.core.journey import Journey
from broker.core.roles import ANYBODY
from broker.core.searching import holds_every, searchable
from broker.core.sentence import Sentence
from broker.web.choice_pages import cancel_url, guichet_url, resume_journey, service_title
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.single_values import read_query

SEARCH, INVENTED = "/discovery", "/discovery/invented"
_SHOWN = 20
_LONGEST = 80
_AGGREGATE = "application/samlmetadata+xml"  # RFC 7580


class Published(Protocol):
    """Give what the sandbox publishes of a federation."""

    def read(self) -> bytes:
        """Return the signed document."""
        ...

    def read_certificate(self) -> bytes:
        """Return the certificates, as PEM, with which it is verified."""
        ...


@dataclass(frozen=True, slots=True)
class _MemberLink:
    title: Sentence
    domains: str
    url: str
    answers: bool


def make_discovery_pages(way: FederationWay, published: Published | None) -> Blueprint:
    """Make the blueprint of the search and, if the sandbox publishes the federation, of its aggregate."""
    blueprint = Routes("discovery", __name__, ANYBODY)
    blueprint.add_url_rule(SEARCH, "search", lambda: show_members(resume_journey()), methods=["GET"])
    blueprint.add_url_rule(INVENTED, "invented", _tell_invented, methods=["GET", "POST"])
    if published is not None and way.published is not None:
        certificate = f"{way.published.removesuffix('.xml')}.pem"
        blueprint.add_url_rule(way.published, "aggregate", lambda: _document(published.read(), _AGGREGATE))
        blueprint.add_url_rule(
            certificate, "signer", lambda: _document(published.read_certificate(), "application/x-pem-file")
        )
    return blueprint


def show_members(journey: Journey) -> Response:
    """Ask for the person's institution: those that fit the words searched, the first of all where there are none."""
    words = (read_query("q") or "")[:_LONGEST]
    offered = parts().sign_on.guichets_for(journey.hint)
    found = find_members(offered, words)
    links = [
        _MemberLink(
            guichet.title,
            ", ".join(sorted(guichet.rules.scopes or ())),
            guichet_url(journey, guichet),
            guichet.needed_categories <= guichet.categories,
        )
        for guichet in found[:_SHOWN]
    ]
    return render(
        "web/discovery.html",
        service_title=service_title(journey),
        members=links,
        journey_id=journey.id,
        search_url=SEARCH,
        words=words,
        found=len(found),
        known=len(offered),
        cancel_url=cancel_url(journey),
    )


def find_members(offered: Iterable[Guichet], words: str) -> list[Guichet]:
    """Return the guichets whose name or domains hold every word, in the order in which they are offered."""
    wanted = searchable(words).split()
    return [guichet for guichet in offered if holds_every(wanted, guichet.words)]


def _tell_invented() -> Response:
    return render("web/invented_member.html", http_status=404)


def _document(content: bytes, kind: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = kind
    return response
