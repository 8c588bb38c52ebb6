"""Owns the messages that a guichet would send to a person: here they stay in the sandbox's outbox."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from broker.core.sentence import Sentence


class Channel(StrEnum):
    """Name the way by which a message goes."""

    LETTER = "letter"
    SMS = "sms"
    MAIL = "mail"


class MessageKind(StrEnum):
    """Name what a message is for."""

    NOTIFICATION = "notification"
    CODE = "code"
    LOGIN = "login"
    CHANGED = "changed"


CHANNEL_TITLES = {
    Channel.LETTER: Sentence("Courrier", "Letter"),
    Channel.SMS: Sentence("SMS", "Text message"),
    Channel.MAIL: Sentence("Courriel", "E-mail"),
}
MESSAGE_TITLES = {
    MessageKind.NOTIFICATION: Sentence("Votre compte est à activer", "Your account is to be activated"),
    MessageKind.CODE: Sentence("Votre code de confirmation", "Your confirmation code"),
    MessageKind.LOGIN: Sentence("Votre identifiant", "Your login"),
    MessageKind.CHANGED: Sentence("Votre compte a été modifié", "Your account was changed"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """Hold one message; `login` and `code` are what it tells, empty where it tells none."""

    at: datetime
    issuer: str
    channel: Channel
    kind: MessageKind
    recipient: str = field(repr=False)
    login: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    ends: datetime | None = None
