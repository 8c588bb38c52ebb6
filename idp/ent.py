"""Owns the simulated ENT's own pages: its médiacentre, from which a person opens a resource."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.access_link import access_link
from broker.core.contract import Contract
from broker.core.identity import Identity
from broker.core.issuer import Issuer
from broker.core.sentence import Sentence
from broker.login.guichet_session import current_person
from broker.login.password_pages import SIGN_IN
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.sign_out_pages import SIGN_OUT
from broker.web.single_values import read_query
from idp.account import AccountLinks, make_account_pages, person_title

MEDIACENTRE = "/mediacentre"


@dataclass(frozen=True, slots=True)
class _School:
    name: str
    uai: str
    selected: bool
    url: str


@dataclass(frozen=True, slots=True)
class _Resource:
    title: Sentence
    provider: str
    url: str
    description: Sentence


def make_pages() -> tuple[Blueprint, ...]:
    """Make the pages of an ENT."""
    blueprint = Blueprint("mediacentre", __name__)
    blueprint.add_url_rule(MEDIACENTRE, "show", _show, methods=["GET"])
    return (make_account_pages(MEDIACENTRE, AccountLinks(MEDIACENTRE)), blueprint)


def _show() -> Response:
    """Show what the person may try to open: every declared resource, so that refusals can be seen too."""
    person = current_person()
    if person is None:
        return redirect(SIGN_IN, 302)
    uai = _school_asked(person)
    hub = parts().hub
    return render(
        "idp/mediacentre.html",
        person_title=person_title(person),
        schools=_schools(person, uai),
        resources=[_resource(contract, hub, uai) for contract in parts().contracts.all(hub.name)],
        sign_out_action=SIGN_OUT,
        csrf_token=generate_csrf(),
    )


def _school_asked(person: Identity) -> str | None:
    known = [membership.uai for membership in person.memberships]
    asked = read_query("school")
    return asked if asked in known else next(iter(known), None)


def _schools(person: Identity, selected: str | None) -> list[_School]:
    names = {membership.uai: membership.school_name for membership in person.memberships}
    return [
        _School(name, uai, uai == selected, f"{MEDIACENTRE}?{urlencode({'school': uai})}")
        for uai, name in names.items()
    ]


def _resource(contract: Contract, hub: Issuer, uai: str | None) -> _Resource:
    way = parts().issuer.password
    url = access_link(hub.entry_url, contract.resource, project=way.project if way else None, uai=uai)
    return _Resource(contract.title, contract.provider.name, url, contract.purpose)
