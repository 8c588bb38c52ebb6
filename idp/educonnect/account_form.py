"""Owns the form that each page of the accounts is made of: fields, what is wrong, a button, and where one goes on."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import redirect, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.account import LONGEST_PASSWORD, SHORTEST_PASSWORD, is_acceptable_password
from broker.core.identity import Identity
from broker.core.sentence import Sentence
from broker.flows.account_office import AccountOffice
from broker.flows.sign_on import browser_digest
from broker.login.guichet_session import sign_in_here
from broker.login.password_pages import ACCOUNT, SIGN_IN
from broker.web.browser import browser_secret
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.single_values import read_form, read_query

OUTBOX = "/outbox"
PASSWORD, AGAIN, CODE, TICKET = "new_password", "new_password_again", "code", "ticket"
_RULE = Sentence(
    f"De {SHORTEST_PASSWORD} à {LONGEST_PASSWORD} signes, variés, sans votre identifiant.",
    f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, varied, without your login.",
)
_UNLIKE = Sentence("Les deux mots de passe ne sont pas les mêmes.", "The two passwords are not the same.")
_WEAK = Sentence(
    f"Ce mot de passe ne convient pas. {_RULE.fr}",
    f"This password will not do. {_RULE.en}",
)


@dataclass(frozen=True, slots=True)
class Field:
    """Describe one field of a form."""

    name: str
    label: Sentence
    kind: str = "text"
    autocomplete: str = "off"
    hint: Sentence | None = None
    value: str = field(default="", repr=False)
    required: bool = True


@dataclass(frozen=True, slots=True)
class AccountForm:
    """Describe one form: its heading is shown where a page has several."""

    button: Sentence
    fields: tuple[Field, ...] = ()
    heading: Sentence | None = None
    hidden: tuple[tuple[str, str], ...] = ()
    path: str = ""

    @property
    def wants_username(self) -> bool:
        """Tell whether a password keeper looks in vain for whose passwords these are."""
        kinds = {one.kind for one in self.fields}
        return "password" in kinds and all(one.autocomplete != "username" for one in self.fields)


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Describe a page of forms."""

    title: Sentence
    lead: Sentence
    forms: tuple[AccountForm, ...]
    rows: tuple[tuple[Sentence, str], ...] = field(default=(), repr=False)


NEW_PASSWORD = (
    Field(PASSWORD, Sentence("Nouveau mot de passe", "New password"), "password", "new-password", _RULE),
    Field(AGAIN, Sentence("Le même, encore une fois", "The same once more"), "password", "new-password"),
)
CODE_FIELD = Field(CODE, Sentence("Code reçu", "Code received"), autocomplete="one-time-code")


def office() -> AccountOffice:
    """Return the accounts of the issuer that is serving this request."""
    found = parts().office
    assert found is not None, "these pages belong to an issuer with accounts"
    return found


def browser() -> str:
    """Return the digest by which codes are tied to this browser."""
    return browser_digest(browser_secret())


def read_field(name: str) -> str:
    """Return one field of the form, without the spaces around it, empty when absent."""
    return (read_form(name, 255) or "").strip()


def read_new_password(login: str) -> tuple[str, Sentence | None]:
    """Return the new password that was typed twice, and what is wrong with it."""
    password, again = read_form(PASSWORD, 1024) or "", read_form(AGAIN, 1024) or ""
    if password != again:
        return password, _UNLIKE
    return password, None if is_acceptable_password(password, login) else _WEAK


def show(page: AccountPage, error: Sentence | None = None, *, done: Sentence | None = None) -> Response:
    """Show a page of forms, with what is wrong or what was done."""
    desk_open = office().desk_open
    return render(
        "idp/educonnect/form.html",
        422 if error else 200,
        page=page,
        error=error,
        done=done,
        action=here,
        csrf_token=generate_csrf(),
        outbox_url=OUTBOX if desk_open else None,
        assumption=parts().issuer.assumption,
    )


def here(path: str = "") -> str:
    """Return the address of this page, or of another, on the way back to the same journey."""
    journey = read_query("journey")
    return f"{path or request.path}{'?' + urlencode({'journey': journey}) if journey else ''}"


def sign_in_and_go_on(person: Identity) -> Response:
    """Sign a person in who has just proved who they are, and go on: to the service, or to their account."""
    way = parts().issuer.password
    assert way is not None
    held = {membership.profile for membership in person.memberships}
    profile = next((profile for profile in way.profile_choices if profile in held), None)
    sign_in_here(person.login, person.key.project, profile)
    return redirect(here(SIGN_IN) if read_query("journey") else ACCOUNT, 303)
