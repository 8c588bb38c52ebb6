"""Owns `GET /` and `GET /openapi.json`: what is here, in short and in full, for anybody with a certificate."""

import json

from flask import Flask, Response, current_app

from broker.core.roles import Role
from broker.definitions.addresses import WEBSERVICES
from broker.transport.client_certificates import MACHINES
from broker.web.routes import Routes, roles_at
from broker.webservices.forms import Form, answers_in
from broker.webservices.ground import Ground
from broker.webservices.openapi_document import make_document
from broker.webservices.reception import current_client

_HIDDEN = frozenset({"HEAD", "OPTIONS"})


def make_index_endpoint(ground: Ground) -> Routes:
    """Make the endpoint."""
    blueprint = Routes("index", __name__, frozenset(MACHINES))

    @blueprint.get("/")
    @answers_in(Form.JSON)
    def index() -> Response:
        client = current_client()
        calls = [
            {"path": rule.rule, "methods": sorted((rule.methods or set()) - _HIDDEN), "roles": sorted(roles)}
            for rule in sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.rule)
            if client.role in (roles := roles_at(current_app, rule.endpoint))
        ]
        body = {
            "service": "Préau, bac à sable : services web simulés",
            "client": {"role": client.role.value, "name": client.name},
            "calls": calls,
        }
        return Response(json.dumps(body, ensure_ascii=False), mimetype=Form.JSON.value)

    @blueprint.get("/openapi.json")
    @answers_in(Form.JSON)
    def openapi() -> Response:
        document = make_document(ground.urls[WEBSERVICES], find_admitted(current_app))
        return Response(json.dumps(document, ensure_ascii=False), mimetype=Form.JSON.value)

    return blueprint


def find_admitted(app: Flask) -> dict[tuple[str, str], frozenset[Role]]:
    """Return the roles of each call, by its path as OpenAPI writes it and its method in small letters."""
    return {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower()): roles_at(app, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - _HIDDEN
    }
