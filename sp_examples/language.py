"""Owns the shape that all languages share: the same verbs, whatever a resource speaks with the hub."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from werkzeug.wrappers import Response

from sp_examples.received import Received

End = Callable[[frozenset[str]], int]  # end each visit that is known by all these names; return how many there were


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """Hold what came: the method, the place under the resource's URL, the fields that came once, the body."""

    method: str
    place: str
    fields: Mapping[str, str]
    body: bytes = b""


class Word(Enum):
    """Name what the hub may have to say to a resource."""

    ANSWER = auto()  # here is who signed on
    SIGNED_OUT = auto()  # somebody signed out elsewhere
    CAME_BACK = auto()  # here comes back who signed out at the resource


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """Hold what is put to the hub: its name, where to send the browser, what the resource keeps to itself."""

    reference: str
    location: str
    kept: Mapping[str, str] = field(default_factory=dict)


class Language(Protocol):
    """Speak with the hub. Every verb may raise HubUnavailable, and those that read a message NotAccepted."""

    def word(self, message: Message) -> Word | None:
        """Tell what a message is in this language; None: it is not the hub's, but somebody's who visits."""

    def expects(self) -> dict[str, str]:
        """Return what an answer must say, label → text, for the page of a refusal."""

    def ask(self) -> Question:
        """Ask who is there."""

    def accept(self, message: Message, pending: Mapping[str, Question]) -> Received:
        """Return what an answer to one of the pending questions brings, once everything in it is verified."""

    def sign_out(self, received: Received) -> Question | None:
        """Ask to be signed out everywhere; None when the hub offers nothing of the kind."""

    def confirm(self, message: Message, left: Question) -> bool | None:
        """Tell whether the sign-out reached everywhere; None when the language does not say."""

    def be_signed_out(self, message: Message, end: End) -> Response:
        """End the visits that the hub names, and return what it is answered."""
