"""Owns the pages for whoever forgot their login or their password; none tells whether there is such an account."""

from flask import Blueprint
from werkzeug.wrappers import Response

from broker.core.account_contact import read_mail, read_mobile
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.flows.account_recovery import begin_recovery, find_recovering, recover, send_login
from broker.login.account_addresses import FORGOTTEN_LOGIN, FORGOTTEN_PASSWORD
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
from idp.educonnect.code_page import NO_CONTACT, WRONG_CODE, make_code_page

_CODE_PATH = f"{FORGOTTEN_PASSWORD}/code"
_LOGIN_PAGE = AccountPage(
    Sentence("Identifiant oublié", "Forgotten login"),
    Sentence(
        "Votre identifiant vous est envoyé à l’adresse ou au mobile de votre compte.",
        "Your login is sent to the e-mail or the mobile of your account.",
    ),
    (
        AccountForm(
            Sentence("Recevoir mon identifiant", "Get my login"),
            (Field("contact", Sentence("Adresse électronique ou mobile", "E-mail or mobile"), autocomplete="email"),),
        ),
    ),
)
_PASSWORD_PAGE = AccountPage(
    Sentence("Mot de passe oublié", "Forgotten password"),
    Sentence(
        "Un code part vers le mobile ou l’adresse de votre compte. Sans l’un ni l’autre, demandez à l’établissement.",
        "A code goes to the mobile or e-mail of your account. Without either, ask the school.",
    ),
    (
        AccountForm(
            Sentence("Recevoir un code", "Get a code"),
            (Field("login", Sentence("Identifiant", "Login"), autocomplete="username"),),
        ),
    ),
)
_SENT_TO_CONTACT = Sentence(
    "Si un compte porte cet identifiant et un contact, un code de six chiffres y est parti.",
    "If an account has this login and a contact, a code of six digits went there.",
)
_SENT = Sentence(
    "Si un compte porte ce contact, son identifiant y est parti.",
    "If an account has this contact, its login went there.",
)


def make_recovery_pages() -> Blueprint:
    """Make the blueprint of both."""
    blueprint = Routes("recovery", __name__, ANYBODY)
    blueprint.add_url_rule(FORGOTTEN_LOGIN, "ask_contact", lambda: show(_LOGIN_PAGE), methods=["GET"])
    blueprint.add_url_rule(FORGOTTEN_LOGIN, "send_login", _send_login, methods=["POST"])
    blueprint.add_url_rule(FORGOTTEN_PASSWORD, "ask_login", lambda: show(_PASSWORD_PAGE), methods=["GET"])
    blueprint.add_url_rule(FORGOTTEN_PASSWORD, "send_code", _send_code, methods=["POST"])
    blueprint.add_url_rule(_CODE_PATH, "confirm", _confirm, methods=["POST"])
    return blueprint


def _send_login() -> Response:
    said = read_field("contact")
    contact = read_mail(said) or read_mobile(said)
    if contact is None:
        return show(_LOGIN_PAGE, NO_CONTACT)
    send_login(office(), contact)
    return show(_LOGIN_PAGE, done=_SENT)


def _send_code() -> Response:
    return show(_code_page(begin_recovery(office(), browser(), read_field("login"))))


def _confirm() -> Response:
    ticket = read_field(TICKET)
    password, wrong = read_new_password("")
    if wrong:
        return show(_code_page(ticket), wrong)
    person = find_recovering(office(), browser(), ticket, read_field(CODE))
    if person is None:
        return show(_code_page(ticket), WRONG_CODE)
    recover(office(), person, password)
    return sign_in_and_go_on(person)


def _code_page(ticket: str) -> AccountPage:
    button = Sentence("Changer mon mot de passe", "Change my password")
    return make_code_page(_SENT_TO_CONTACT, button, ticket, _CODE_PATH, NEW_PASSWORD)
