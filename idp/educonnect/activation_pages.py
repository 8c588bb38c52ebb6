"""Owns the activation of an account by the provisional login and code of a notification."""

from dataclasses import replace

from flask import Blueprint
from werkzeug.wrappers import Response

from broker.core.account_contact import read_mail
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.flows.account_activation import Provisional, activate, find_provisional
from broker.login.account_addresses import ACTIVATION
from broker.web.routes import Routes
from idp.educonnect.account_form import (
    NEW_PASSWORD,
    AccountForm,
    AccountPage,
    Field,
    office,
    read_field,
    read_new_password,
    show,
    sign_in_and_go_on,
)

_LOGIN, _CODE, _BIRTH_DATE, _MAIL = "login", "provisional_code", "birth_date", "mail"
_FIELDS = (
    Field(_LOGIN, Sentence("Identifiant provisoire", "Provisional login"), autocomplete="username"),
    Field(_CODE, Sentence("Code d’activation", "Activation code")),
    Field(
        _BIRTH_DATE,
        Sentence("Date de naissance", "Birth date"),
        "date",
        hint=Sentence("Celle de l’élève, ou d’un de vos enfants.", "The pupil's, or one of your children's."),
    ),
    *NEW_PASSWORD,
    Field(
        _MAIL,
        Sentence("Adresse électronique (facultatif)", "E-mail (optional)"),
        "email",
        "email",
        Sentence("Pour retrouver votre identifiant.", "To recover your login."),
        required=False,
    ),
)
_PAGE = AccountPage(
    Sentence("Activer mon compte", "Activate my account"),
    Sentence(
        "Le courrier de l’établissement porte un identifiant et un code, valables trois mois.",
        "The school's letter holds a login and a code, good for three months.",
    ),
    (AccountForm(Sentence("Activer mon compte", "Activate my account"), _FIELDS),),
)
_WRONG = Sentence(
    "L’identifiant, le code et la date de naissance ne vont pas ensemble, ou le code n’a plus cours.",
    "The login, the code and the birth date do not belong together, or the code is over.",
)
_NO_MAIL = Sentence("Cette adresse électronique n’en est pas une.", "This is no e-mail address.")


def make_activation_pages() -> Blueprint:
    """Make the blueprint of the activation."""
    blueprint = Routes("activation", __name__, ANYBODY)
    blueprint.add_url_rule(ACTIVATION, "show", lambda: show(_PAGE), methods=["GET"])
    blueprint.add_url_rule(ACTIVATION, "take", _take, methods=["POST"])
    return blueprint


def _take() -> Response:
    login, typed = read_field(_LOGIN), read_field(_MAIL)
    password, wrong = read_new_password(login)
    mail = read_mail(typed)
    if wrong or (typed and mail is None):
        return show(_again(), wrong or _NO_MAIL)
    account = find_provisional(office(), Provisional(login, read_field(_CODE), read_field(_BIRTH_DATE)))
    person = office().person_of(account) if account else None
    if account is None or person is None:
        return show(_again(), _WRONG)
    activate(office(), account, password, mail=mail, mobile=None)
    return sign_in_and_go_on(person)


def _again() -> AccountPage:
    """Return the page with what was typed, but for what is secret."""
    kept = {_LOGIN, _BIRTH_DATE, _MAIL}
    fields = tuple(replace(one, value=read_field(one.name)) if one.name in kept else one for one in _FIELDS)
    return replace(_PAGE, forms=(replace(_PAGE.forms[0], fields=fields),))
