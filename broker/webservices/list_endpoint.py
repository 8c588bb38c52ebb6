"""Owns the list of what one person may open in one school, and the catalogue of all resources (facts/gar.md 7.1, 7.2).

The address of a list holds a person's identifier: nothing here logs or repeats it, and neither does anything around
(the log of calls and the bodies of errors write the route's parameters by their names).
"""

import base64

from flask import Response

from broker.core.identity import Identity
from broker.core.refusals.resource_list import PersonNotFound, ProjectNotYours, SchoolNotFound
from broker.core.roles import Role
from broker.web.routes import Routes
from broker.webservices.catalogue_body import write_catalogue
from broker.webservices.forms import Form, answers_in
from broker.webservices.ground import Ground
from broker.webservices.list_answers import ListAnswers
from broker.webservices.list_bodies import ListBodies
from broker.webservices.reception import current_client

_LABEL = "/static/preau.svg"


def make_list_endpoint(ground: Ground) -> Routes:
    """Make the endpoints."""
    blueprint = Routes("list", __name__, frozenset({Role.ENT}))
    lists = ListAnswers(ListBodies(ground.hub.entry_url, f"{ground.hub.url}{_LABEL}"))

    @blueprint.get("/ressources/<project>/<uai>/<person>")
    @answers_in(Form.JSON, Form.XML)
    def resources(project: str, uai: str, person: str) -> Response:
        own = _check_project(project)
        identity = _find_person(ground, own, uai, person)
        notices = tuple(listed.notice for listed in ground.listing.list_for(identity, uai))
        return lists.answer(notices, own, uai)

    @blueprint.get("/ressourcesDiffusables", endpoint="catalogue", roles=frozenset({Role.ENT, Role.DISTRIBUTOR}))
    @answers_in(Form.XML)
    def catalogue() -> Response:
        return Response(write_catalogue(ground.listing.catalogue(), ground.clock.now()), mimetype=Form.XML.value)

    return blueprint


def _check_project(given: str) -> str:
    """Return the project of the certificate, if the address names it: plainly or in base64 (a simulated assumption)."""
    own = current_client().name
    encoded = base64.b64encode(own.encode()).decode()
    if given not in {own, encoded, encoded.rstrip("=")}:
        raise ProjectNotYours(expected=f"{own} ou {encoded}", received="un autre")
    return own


def _find_person(ground: Ground, project: str, uai: str, person: str) -> Identity:
    school = ground.directory.find_school(uai)
    if school is None or school.project not in {None, project}:
        raise SchoolNotFound
    identity = ground.directory.find_person("person", person, project)
    if identity is None or all(membership.uai != uai for membership in identity.memberships):
        raise PersonNotFound
    return identity
