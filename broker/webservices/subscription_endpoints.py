"""Owns the routes of subscriptions, and of the list of schools, for distributors (facts/gar.md 7.3).

PUT creates, POST changes: so the service is, and its clients are surprised too. A search may have its body on GET.
What a success answers besides its status is not known: here it is the subscription as kept, a simulated assumption.
"""

from collections.abc import Callable

from flask import Response, request

from broker.core.refusals.machine import BodyOfAnotherKind
from broker.core.refusals.subscription_body import BodyMissing
from broker.core.rights.subscription import Subscription
from broker.core.roles import Role
from broker.flows.subscription_desk import SubscriptionDesk
from broker.web.routes import Routes
from broker.webservices.forms import Form, answers_in, chosen_form
from broker.webservices.ground import Ground
from broker.webservices.reception import current_client
from broker.webservices.school_documents import write_schools
from broker.webservices.subscription_documents import (
    read_draft,
    write_document,
    write_json,
    write_json_list,
    write_list,
)
from broker.webservices.subscription_filters import read_search

_KINDS = ("application/xml", "text/xml")


def make_subscription_endpoints(ground: Ground) -> Routes:
    """Make the endpoints."""
    blueprint = Routes("subscriptions", __name__, frozenset({Role.DISTRIBUTOR}))
    desk = SubscriptionDesk(ground.clock, ground.subscriptions, ground.directory)

    @blueprint.put("/<subscription>")
    @answers_in(Form.XML, Form.JSON)
    def create(subscription: str) -> Response:
        return _answer(desk.create(current_client().name, subscription, read_draft(_body())), 201)

    @blueprint.post("/<subscription>")
    @answers_in(Form.XML, Form.JSON)
    def change(subscription: str) -> Response:
        return _answer(desk.change(current_client().name, subscription, read_draft(_body())), 200)

    @blueprint.delete("/<subscription>")
    @answers_in(Form.XML, Form.JSON)
    def delete(subscription: str) -> Response:
        desk.delete(current_client().name, subscription)
        response = Response(status=204)
        del response.headers["Content-Type"]  # nothing is in it (RFC 9110, 8.3)
        return response

    @blueprint.route("/abonnements", methods=["GET", "POST"])
    @answers_in(Form.XML, Form.JSON)
    def search() -> Response:
        asked = read_search(_read_body(), request.args.get("debut"), request.args.get("fin"))
        found = desk.search(current_client().name, asked)
        return _written(lambda: write_list(found), lambda: write_json_list(found), 200)

    @blueprint.get("/etablissements/etablissements.xml")
    @answers_in(Form.XML)
    def schools() -> Response:
        return Response(write_schools(ground.directory.find_schools()), mimetype=Form.XML.value)

    return blueprint


def _body() -> bytes:
    body = _read_body()
    if not body.strip():
        raise BodyMissing(expected="<abonnement>", received="0")
    return body


def _read_body() -> bytes:
    """Return the body, empty or of XML; the application has capped its size."""
    body = request.get_data(cache=False)
    if body and request.mimetype not in _KINDS:
        raise BodyOfAnotherKind(expected=_KINDS[0], received=request.mimetype[:100] or "no Content-Type")
    return body


def _answer(subscription: Subscription, status: int) -> Response:
    return _written(lambda: write_document(subscription), lambda: write_json(subscription), status)


def _written(as_xml: Callable[[], bytes], as_json: Callable[[], str], status: int) -> Response:
    form = chosen_form()
    body = as_xml() if form is Form.XML else as_json()
    return Response(body, status, mimetype=form.value)
