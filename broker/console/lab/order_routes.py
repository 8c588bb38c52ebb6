"""Owns the routes of orders: who may ask for an altered release at the console, and how a browser makes it its own."""

import re
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, request

from broker.console.lab.ownership import check_own
from broker.core.contract import Contract
from broker.core.refusals.decision import NoContract
from broker.core.refusals.lab import LabClosed, OrderFromElsewhere, OrderUnknown, OrderUnreadable
from broker.core.roles import ANYBODY, Role
from broker.core.starvation import Alteration, Cut
from broker.flows.rights_ports import Notices
from broker.flows.sign_on import browser_digest
from broker.lab.orders import ORDER_SECONDS, OrderBook
from broker.lab.probe import ORDER_PATH
from broker.web.browser import browser_secret
from broker.web.parts import parts
from broker.web.routes import Routes
from broker.web.single_values import read_form, read_query

ORDERS_PATH = "/lab/orders"
LAB_ROLES = frozenset({Role.PUBLISHER, Role.OPERATOR})
_OWN_ACCORD = ("none", "same-origin")  # what Sec-Fetch-Site says where no other site is the cause
_CUT = re.compile(r"([A-Za-z0-9_-]{1,60}):(withheld|emptied|renamed|multiplied)")


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """Take orders at the console: a publisher's for its own resources, an operator's for all."""

    notices: Notices
    is_open: bool

    def pages(self) -> Blueprint:
        """Make the blueprint of the desk."""
        blueprint = Routes("lab_orders", __name__, LAB_ROLES)
        blueprint.add_url_rule(ORDERS_PATH, "place", self._place, methods=["POST"])
        return blueprint

    def _place(self) -> Response:
        if not self.is_open:
            raise LabClosed(received="an order")
        issuer, resource = read_form("issuer") or "", read_form("resource") or ""
        contract = parts().contracts.by_resource(issuer, resource)
        if contract is None:
            raise NoContract(expected="the issuer and the name of a resource with a contract", received=resource[:100])
        check_own(contract, self.notices)
        cuts = _read_cuts(read_form("cuts") or "", contract)
        token = OrderBook(parts().store, parts().clock).place(issuer, resource, cuts)
        return _never_kept(jsonify(token=token, seconds=ORDER_SECONDS))


def make_order_claim() -> Blueprint:
    """Make the blueprint, at each issuer, by which a browser makes an order its own and is told what became of it."""
    blueprint = Routes("lab_order", __name__, ANYBODY)
    blueprint.add_url_rule(ORDER_PATH, "order", _answer_claim, methods=["GET"])
    return blueprint


def _answer_claim() -> Response:
    book, issuer = OrderBook(parts().store, parts().clock), parts().issuer.name
    browser = browser_digest(browser_secret())
    token = read_query("token") if "token" in request.args else None
    site = request.headers.get("Sec-Fetch-Site", "none")
    if token is not None and site not in _OWN_ACCORD:
        raise OrderFromElsewhere(expected=" or ".join(_OWN_ACCORD), received=site[:20])
    order = book.find(issuer, browser) if token is None else book.claim(token, issuer, browser)
    if order is None:
        raise OrderUnknown(expected="a token of the last minute, or a browser with an order")
    return _never_kept(
        jsonify(
            resource=order.resource,
            cuts=[str(cut) for cut in order.cuts],
            used=order.is_used,
            profile=order.profile,
            altered=list(order.altered),
        )
    )


def _read_cuts(text: str, contract: Contract) -> tuple[Cut, ...]:
    """Read `CODE:alteration`, by commas: attributes of the contract, each once."""
    found = [_CUT.fullmatch(one) for one in text.split(",")]
    cuts = tuple(Cut(one[1], Alteration(one[2])) for one in found if one)
    codes = {clause.code for clause in contract.clauses}
    if len(cuts) != len(found) or len({cut.code for cut in cuts}) != len(cuts) or not {c.code for c in cuts} <= codes:
        raise OrderUnreadable(expected=", ".join(f"{code}:withheld" for code in sorted(codes)), received=text[:200])
    return cuts


def _never_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
