"""Owns the first sign-in by FranceConnect: a child's birth date, a code sent to the mobile, and the account is tied."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint
from werkzeug.wrappers import Response

from broker.core.account_contact import read_mobile
from broker.core.identity import Identity
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.flows.account_linking import begin_linking, confirm_linking, is_linked_otherwise
from broker.login.account_addresses import FIRST_VISIT
from broker.login.entries import Entry, find_entry, let_in, take_entry
from broker.web.parts import parts
from broker.web.routes import Routes
from broker.web.single_values import read_query
from idp.educonnect.account_form import (
    CODE,
    TICKET,
    AccountForm,
    AccountPage,
    Field,
    browser,
    office,
    read_field,
    show,
)
from idp.educonnect.code_page import NO_MOBILE, SENT_IF_KNOWN, WRONG_CODE, make_code_page

_CODE_PATH = f"{FIRST_VISIT}/code"
_FIELDS = (
    Field(
        "birth_date", Sentence("Date de naissance d’un de vos enfants", "Birth date of one of your children"), "date"
    ),
    Field("mobile", Sentence("Téléphone mobile", "Mobile telephone"), "tel", "tel"),
)
_FIRST = Sentence(
    "C’est votre première connexion par FranceConnect : confirmez que ce compte est le vôtre.",
    "This is your first sign-in by FranceConnect: confirm that this account is yours.",
)
_CHANGED = Sentence(
    "Votre identité chez FranceConnect a changé depuis la dernière fois : confirmez que ce compte est le vôtre.",
    "Your identity at FranceConnect has changed since the last time: confirm that this account is yours.",
)
_PAGE = AccountPage(Sentence("Est-ce bien vous ?", "Is it really you?"), _FIRST, ())


def make_link_pages() -> Blueprint:
    """Make the blueprint of the first sign-in by another guichet."""
    blueprint = Routes("linking", __name__, ANYBODY)
    blueprint.add_url_rule(FIRST_VISIT, "show", _show, methods=["GET"])
    blueprint.add_url_rule(FIRST_VISIT, "claim", _claim, methods=["POST"])
    blueprint.add_url_rule(_CODE_PATH, "confirm", _confirm, methods=["POST"])
    return blueprint


def _show() -> Response:
    return show(_first_page(_person(find_entry(_entry_ticket()))))


def _claim() -> Response:
    person = _person(find_entry(_entry_ticket()))
    mobile = read_mobile(read_field("mobile"))
    if mobile is None:
        return show(_first_page(person), NO_MOBILE)
    return show(_code_page(begin_linking(office(), browser(), person, mobile, read_field("birth_date"))))


def _confirm() -> Response:
    ticket, entry = read_field(TICKET), find_entry(_entry_ticket())
    if not confirm_linking(office(), browser(), _person(entry), (ticket, read_field(CODE)), entry.link):
        return show(_code_page(ticket), WRONG_CODE)
    return let_in(take_entry(_entry_ticket()))


def _entry_ticket() -> str:
    return read_query("entry") or ""


def _person(entry: Entry) -> Identity:
    return parts().sign_on.find_person(entry.authentication)


def _path(path: str) -> str:
    return f"{path}?{urlencode({'entry': _entry_ticket()})}"


def _first_page(person: Identity) -> AccountPage:
    form = AccountForm(Sentence("Recevoir un code", "Get a code"), _FIELDS, path=_path(FIRST_VISIT))
    lead = _CHANGED if is_linked_otherwise(office(), person) else _FIRST
    return replace(_PAGE, lead=lead, forms=(form,))


def _code_page(ticket: str) -> AccountPage:
    return make_code_page(SENT_IF_KNOWN, Sentence("C’est bien moi", "It is me"), ticket, _path(_CODE_PATH))
