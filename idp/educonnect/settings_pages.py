"""Owns what a signed-in person changes of their own account: password, e-mail, mobile, link to another guichet."""

from collections.abc import Callable

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from broker.core.account_contact import mask, read_mail, read_mobile
from broker.core.identity import Identity
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.flows.account_changes import begin_contact, change_password, confirm_contact, is_own_password, unlink
from broker.login.attempts import check_attempts, count_failure
from broker.login.guichet_session import current_person
from broker.login.password_pages import SIGN_IN
from broker.web.parts import parts
from broker.web.routes import Routes
from broker.web.single_values import read_form
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
)
from idp.educonnect.code_page import NO_CONTACT, WRONG_CODE, make_code_page

SETTINGS = "/account/settings"
_PASSWORD, _CONTACT, _CODE, _UNLINK = (f"{SETTINGS}/{name}" for name in ("password", "contact", "code", "unlink"))
_TITLE = Sentence("Gérer mon compte", "My account")
_PRESENT = Field("password", Sentence("Mot de passe actuel", "Present password"), "password", "current-password")
_PASSWORD_FORM = AccountForm(
    Sentence("Changer le mot de passe", "Change the password"),
    (
        _PRESENT,
        *NEW_PASSWORD,
    ),
    Sentence("Mot de passe", "Password"),
    path=_PASSWORD,
)
_CONTACT_FORM = AccountForm(
    Sentence("Recevoir un code", "Get a code"),
    (
        _PRESENT,
        Field("contact", Sentence("Nouvelle adresse ou nouveau mobile", "New e-mail or mobile"), autocomplete="email"),
    ),
    Sentence("Adresse électronique ou mobile", "E-mail or mobile"),
    path=_CONTACT,
)
_UNLINK_FORM = AccountForm(
    Sentence("Retirer le lien", "Remove the link"), heading=Sentence("FranceConnect", "FranceConnect"), path=_UNLINK
)
_WRONG_PASSWORD = Sentence("Le mot de passe actuel n’est pas le bon.", "The present password is wrong.")
_CHANGED = Sentence("C’est changé.", "It is changed.")


def make_settings_pages() -> Blueprint:
    """Make the blueprint; each of its pages is for whoever is signed in here."""
    blueprint = Routes("settings", __name__, ANYBODY)
    blueprint.add_url_rule(SETTINGS, "show", _for_whoever_is_here(_show), methods=["GET"])
    for path, name, view in (
        (_PASSWORD, "password", _change_password),
        (_CONTACT, "contact", _ask_contact),
        (_CODE, "code", _confirm_contact),
        (_UNLINK, "unlink", _unlink),
    ):
        blueprint.add_url_rule(path, name, _for_whoever_is_here(view), methods=["POST"])
    return blueprint


def _for_whoever_is_here(view: Callable[[Identity], Response]) -> Callable[[], Response]:
    def answer() -> Response:
        person = current_person()
        return redirect(SIGN_IN, 303) if person is None else view(person)

    return answer


def _show(person: Identity, error: Sentence | None = None, done: Sentence | None = None) -> Response:
    account = office().accounts.find_of_person(office().issuer, person.login)
    rows = [(Sentence("Identifiant", "Login"), account.login if account else person.login)]
    if account and account.mail:
        rows.append((Sentence("Adresse électronique", "E-mail"), mask(account.mail)))
    if account and account.mobile:
        rows.append((Sentence("Mobile", "Mobile"), mask(account.mobile)))
    forms = [_PASSWORD_FORM, _CONTACT_FORM, *([_UNLINK_FORM] if account and account.link else [])]
    lead = Sentence(
        "Chaque changement est noté au journal, sans aucune valeur.",
        "Each change goes into the journal, without any value.",
    )
    return show(AccountPage(_TITLE, lead, tuple(forms), tuple(rows)), error, done=done)


def _change_password(person: Identity) -> Response:
    """Change it for whoever knows the present one: an open session alone is not enough."""
    password, wrong = read_new_password(person.login)
    if wrong:
        return _show(person, wrong)
    if not _knows_password(person):
        return _show(person, _WRONG_PASSWORD)
    change_password(office(), person, password)
    return _show(person, done=_CHANGED)


def _knows_password(person: Identity) -> bool:
    check_attempts(parts().store, office().issuer, "settings", person.login)
    if is_own_password(office(), person, read_form("password", 1024) or ""):
        return True
    count_failure(parts().store, office().issuer, "settings", person.login)
    return False


def _ask_contact(person: Identity) -> Response:
    """Send a code to whoever knows the present password: by the contact, a forgotten one is changed."""
    said = read_field("contact")
    contact = read_mail(said) or read_mobile(said)
    if contact is None:
        return _show(person, NO_CONTACT)
    if not _knows_password(person):
        return _show(person, _WRONG_PASSWORD)
    return show(_code_page(begin_contact(office(), browser(), person, contact)))


def _confirm_contact(person: Identity) -> Response:
    ticket = read_field(TICKET)
    if confirm_contact(office(), browser(), person, (ticket, read_field(CODE))) is None:
        return show(_code_page(ticket), WRONG_CODE)
    return _show(person, done=_CHANGED)


def _unlink(person: Identity) -> Response:
    unlink(office(), person)
    return _show(person, done=_CHANGED)


def _code_page(ticket: str) -> AccountPage:
    lead = Sentence("Un code de six chiffres y est parti.", "A code of six digits went there.")
    return make_code_page(lead, Sentence("Confirmer", "Confirm"), ticket, _CODE)
