"""Owns what the journal of accounts says: who did what to which account, never with which value."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from broker.core.sentence import Sentence


class Actor(StrEnum):
    """Name who makes a change."""

    PERSON = "person"
    HELPDESK = "helpdesk"
    SCHOOL = "school"


class AccountEvent(StrEnum):
    """Name one kind of change."""

    NOTIFIED = "notified"
    ACTIVATED = "activated"
    REGISTERED = "registered"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an event
    MAIL_CHANGED = "mail_changed"
    MOBILE_CHANGED = "mobile_changed"
    LINKED = "linked"
    UNLINKED = "unlinked"
    LOGIN_SENT = "login_sent"
    RESET = "reset"
    UNLOCKED = "unlocked"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    REASSIGNED = "reassigned"


EVENT_TITLES = {
    AccountEvent.NOTIFIED: Sentence("notification envoyée", "notification sent"),
    AccountEvent.ACTIVATED: Sentence("compte activé", "account activated"),
    AccountEvent.REGISTERED: Sentence("compte activé par SMS", "account activated by text message"),
    AccountEvent.PASSWORD_CHANGED: Sentence("mot de passe changé", "password changed"),
    AccountEvent.MAIL_CHANGED: Sentence("adresse électronique changée", "e-mail changed"),
    AccountEvent.MOBILE_CHANGED: Sentence("téléphone mobile changé", "mobile telephone changed"),
    AccountEvent.LINKED: Sentence("compte lié à un autre guichet", "account linked to another guichet"),
    AccountEvent.UNLINKED: Sentence("lien avec l’autre guichet retiré", "link to the other guichet removed"),
    AccountEvent.LOGIN_SENT: Sentence("identifiant rappelé", "login recalled"),
    AccountEvent.RESET: Sentence("mot de passe réinitialisé", "password reset"),
    AccountEvent.UNLOCKED: Sentence("compte débloqué", "account unlocked"),
    AccountEvent.SUSPENDED: Sentence("compte suspendu", "account suspended"),
    AccountEvent.RESTORED: Sentence("compte rétabli", "account restored"),
    AccountEvent.REASSIGNED: Sentence("compte réattribué", "account reassigned"),
}
ACTOR_TITLES = {
    Actor.PERSON: Sentence("la personne", "the person"),
    Actor.HELPDESK: Sentence("l’assistance", "the helpdesk"),
    Actor.SCHOOL: Sentence("l’établissement", "the school"),
}


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Hold one line of the journal; `account` is the account's opaque number."""

    at: datetime
    issuer: str
    account: str
    actor: Actor
    event: AccountEvent
