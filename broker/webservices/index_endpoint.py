"""Owns `GET /`: what is here, for anybody with a certificate, so that the chain can be tried."""

import json

from flask import Response, current_app

from broker.transport.client_certificates import MACHINES
from broker.web.routes import Routes, roles_at
from broker.webservices.forms import Form, answers_in
from broker.webservices.ground import Ground
from broker.webservices.reception import current_client

_HIDDEN = frozenset({"HEAD", "OPTIONS"})


def make_index_endpoint(_ground: Ground) -> Routes:
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

    return blueprint
