"""Owns `/domaineGar`: the médiacentre's link, which sends the browser to the resource's own address.

The sign-on itself always starts at the resource (facts/gar.md 2).
"""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from broker.core.journey import Hint
from broker.core.refusals.decision import UnknownResource
from broker.core.refusals.journey import MalformedParameter
from broker.core.roles import ANYBODY
from broker.web.followed_link import leave_hint
from broker.web.parts import parts
from broker.web.routes import Routes
from broker.web.single_values import read_base64, read_query


def make_entry_page(path: str) -> Blueprint:
    """Make the blueprint of the access link at an issuer's path."""
    blueprint = Routes("entry", __name__, ANYBODY)
    blueprint.add_url_rule(path, "enter", _enter, methods=["GET"])
    return blueprint


def _enter() -> Response:
    """Check the link, remember what it said, and go to the resource."""
    found = parts()
    resource = read_query("idRessource") or read_base64("idSrc")
    if not resource:
        raise MalformedParameter(expected="idRessource (an ARK) or idSrc (its base64)", received="neither")
    contract = found.contracts.by_resource(found.issuer.name, resource)
    if found.sign_on.access is not None:
        found.sign_on.access.check_link(resource, contract)
    if contract is None:
        raise UnknownResource(expected="the identifier of a declared resource", received=resource[:200])
    hint = Hint(read_base64("idENT"), read_base64("idEtab"), resource)
    found.sign_on.guichets_for(hint)
    leave_hint(hint)
    return redirect(contract.access_url, 302)
