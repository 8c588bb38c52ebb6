"""Owns a guardian's own registration: who they are, a code sent to their mobile, a password."""

from dataclasses import replace

from flask import Blueprint
from werkzeug.wrappers import Response

from broker.core.account_contact import read_mobile
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.flows.account_activation import Claim, begin_registration, find_registration, register
from broker.login.account_addresses import REGISTER
from broker.web.routes import Routes
from idp.educonnect.account_form import (
    CODE,
    NEW_PASSWORD,
    TICKET,
    AccountForm,
    AccountPage,
    Field,
    browser,
    office,
    read_field,
    read_new_password,
    show,
    sign_in_and_go_on,
)
from idp.educonnect.code_page import NO_MOBILE, SENT_IF_KNOWN, WRONG_CODE, make_code_page

_CODE_PATH = f"{REGISTER}/code"
_GO_ON = Sentence("Recevoir un code", "Get a code")
_FIELDS = (
    Field("given_name", Sentence("Prénom", "Given name"), autocomplete="given-name"),
    Field("family_name", Sentence("Nom", "Family name"), autocomplete="family-name"),
    Field(
        "mail",
        Sentence("Adresse électronique connue de l’établissement", "E-mail that the school knows"),
        "email",
        "email",
    ),
    Field(
        "birth_date", Sentence("Date de naissance d’un de vos enfants", "Birth date of one of your children"), "date"
    ),
    Field("mobile", Sentence("Téléphone mobile", "Mobile telephone"), "tel", "tel"),
)
_PAGE = AccountPage(
    Sentence("Créer mon compte par SMS", "Register by text message"),
    Sentence(
        "Pour les responsables légaux : ces renseignements sont comparés à ceux de l’établissement.",
        "For guardians: what you say is compared with what the school knows.",
    ),
    (AccountForm(_GO_ON, _FIELDS),),
)


def make_registration_pages() -> Blueprint:
    """Make the blueprint of the registration."""
    blueprint = Routes("registering", __name__, ANYBODY)
    blueprint.add_url_rule(REGISTER, "show", lambda: show(_PAGE), methods=["GET"])
    blueprint.add_url_rule(REGISTER, "claim", _claim, methods=["POST"])
    blueprint.add_url_rule(_CODE_PATH, "confirm", _confirm, methods=["POST"])
    return blueprint


def _claim() -> Response:
    said = {one.name: read_field(one.name) for one in _FIELDS}
    mobile = read_mobile(said["mobile"])
    if mobile is None:
        fields = tuple(replace(one, value=said[one.name]) for one in _FIELDS)
        return show(replace(_PAGE, forms=(AccountForm(_GO_ON, fields),)), NO_MOBILE)
    ticket = begin_registration(office(), browser(), Claim(**{**said, "mobile": mobile}))
    return show(_code_page(ticket))


def _confirm() -> Response:
    ticket = read_field(TICKET)
    password, wrong = read_new_password("")
    if wrong:
        return show(_code_page(ticket), wrong)
    found = find_registration(office(), browser(), ticket, read_field(CODE))
    if found is None:
        return show(_code_page(ticket), WRONG_CODE)
    person, mobile = found
    register(office(), person, mobile, password)
    return sign_in_and_go_on(person)


def _code_page(ticket: str) -> AccountPage:
    button = Sentence("Créer mon compte", "Make my account")
    return make_code_page(SENT_IF_KNOWN, button, ticket, _CODE_PATH, NEW_PASSWORD)
