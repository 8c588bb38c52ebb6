"""Owns the screens of the helpdesk, and of a school for its own people: one account at a time, and the journal.

Who is looked for travels in forms: an address would stay in histories and logs (security-catalogue.md K224).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Blueprint
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.account import Account, AccountState
from broker.core.account_contact import mask
from broker.core.account_event import ACTOR_TITLES, EVENT_TITLES
from broker.core.identity import Identity
from broker.core.refusals.account import AccountUnknown
from broker.core.refusals.journey import MalformedParameter
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.flows.account_service import Desk
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.single_values import read_query
from idp.account import person_title
from idp.educonnect.account_form import OUTBOX, office, read_field
from idp.educonnect.outbox_page import check_desk

DESK = "/helpdesk"
_LINES = 50
_STATES = {
    AccountState.PROVISIONAL: Sentence("à activer", "to be activated"),
    AccountState.ACTIVE: Sentence("actif", "active"),
    AccountState.SUSPENDED: Sentence("suspendu", "suspended"),
}
_NONE = Sentence("pas de compte : l’annuaire seul", "no account: the directory alone")
_NOTIFY = Sentence("Envoyer une notification", "Send a notification")
_RESET = Sentence("Réinitialiser le mot de passe", "Reset the password")
_UNLOCK = Sentence("Débloquer", "Unlock")
_SUSPEND = Sentence("Suspendre", "Suspend")
_RESTORE = Sentence("Rétablir", "Restore")
_ACTS: dict[str, Callable[[Desk, str], Account]] = {
    "notify": Desk.send_notification,
    "unlock": Desk.unlock,
    "suspend": Desk.suspend,
    "restore": Desk.restore,
    "reassign": lambda desk, login: desk.reassign(login, read_field("to")),
}


@dataclass(frozen=True, slots=True)
class _Found:
    login: str = field(repr=False)
    title: str = field(repr=False)
    rows: tuple[tuple[Sentence, str | Sentence], ...] = field(repr=False)
    acts: tuple[tuple[str, Sentence], ...]
    has_account: bool


def make_desk_pages() -> Blueprint:
    """Make the blueprint of both desks."""
    blueprint = Routes("desk", __name__, ANYBODY)
    blueprint.add_url_rule(DESK, "show", _show, methods=["GET"])
    blueprint.add_url_rule(DESK, "take", _take, methods=["POST"])
    return blueprint


def _show() -> Response:
    check_desk()
    return _answer(_desk(read_query("school")), "")


def _take() -> Response:
    """Look for one account, and first do one thing to it where a button says so."""
    check_desk()
    desk, login, act = _desk(read_field("school")), read_field("login"), read_field("act")
    if not act:
        return _answer(desk, login)
    if act not in _ACTS:
        raise MalformedParameter(expected=f"act: one of {', '.join(_ACTS)}", received="another")
    return _answer(desk, _ACTS[act](desk, login).login)


def _answer(desk: Desk, login: str) -> Response:
    person, account, error = _find(desk, login)
    return render(
        "idp/educonnect/desk.html",
        404 if error else 200,
        action=DESK,
        csrf_token=generate_csrf(),
        schools=[(school.uai, school.name) for school in office().people.find_schools()],
        uai=desk.uai or "",
        login=login,
        error=error,
        found=_found(person, account) if person else None,
        lines=_lines(account) if person or not desk.uai else (),
        is_whole=office().journal.is_whole(),
        outbox_url=OUTBOX,
    )


def _desk(said: str | None) -> Desk:
    """Return whose desk this is: a school's, where one of the directory's is named."""
    uai = said or None
    if uai is not None and office().people.find_school(uai) is None:
        raise AccountUnknown(expected="school: a UAI of the directory")
    return Desk(office(), uai)


def _find(desk: Desk, login: str) -> tuple[Identity | None, Account | None, Sentence | None]:
    if not login:
        return None, None, None
    try:
        return *desk.find(login), None
    except AccountUnknown as refusal:
        return None, None, refusal.sentence


def _found(person: Identity, account: Account | None) -> _Found:
    return _Found(
        login=account.login if account else person.login,
        title=person_title(person),
        rows=_rows(account),
        acts=_acts(account),
        has_account=account is not None,
    )


def _rows(account: Account | None) -> tuple[tuple[Sentence, str | Sentence], ...]:
    state = _STATES[account.state] if account else _NONE
    rows: list[tuple[Sentence, str | Sentence]] = [(Sentence("État", "State"), state)]
    if account:
        rows += [(Sentence("Identifiant", "Login"), account.login), (Sentence("Numéro", "Number"), account.number)]
        rows += [(Sentence("Contact", "Contact"), mask(one)) for one in (account.mail, account.mobile) if one]
    if account and account.link:
        rows.append((Sentence("Lien", "Link"), "FranceConnect"))
    return tuple(rows)


def _acts(account: Account | None) -> tuple[tuple[str, Sentence], ...]:
    if account and account.state is AccountState.SUSPENDED:
        return (("restore", _RESTORE),)
    first = ("notify", _RESET if account and account.is_active else _NOTIFY)
    return (first, ("unlock", _UNLOCK), ("suspend", _SUSPEND))


def _lines(account: Account | None) -> tuple[tuple[str, Sentence, Sentence, str], ...]:
    number = account.number if account else None
    entries = office().journal.read(office().issuer, number, _LINES)
    return tuple(
        (f"{entry.at:%Y-%m-%d %H:%M:%S}", ACTOR_TITLES[entry.actor], EVENT_TITLES[entry.event], entry.account)
        for entry in entries
    )
