"""Owns the tree of refusals: every coded, explained no.

    Refusal                      a journey stops; somebody must understand why
    ├── DecisionRefused          the rules say no: contract, profile, school, person   refusals/decision.py,
    │                            access.py (which agents a service lets in)
    ├── JourneyRefused           the sign-on itself cannot go on                       refusals/journey.py
    ├── MessageRefused           a message from a peer is not acceptable               refusals/message.py,
    │   │                            condition.py (what it states), exchange.py (its place),
    │   │                            ticket.py (what CAS tickets are worth),
    │   │                            registration.py (what no OpenID Connect client registered)
    │   ├── AuthorizationRefused an OpenID Connect request to sign on: the client knows at once
    │   │                                                                              refusals/authorization.py
    │   └── ClientRefused        what a client asks server to server                   refusals/client.py
    ├── MetadataRefused          a peer's metadata is not acceptable                   refusals/metadata.py
    ├── KeyRefused               a key of ours is not where a step needs it            refusals/rotation.py
    ├── MachineRefused           who calls a web service, and how                      refusals/machine.py
    └── others                   what a page or a command does not do    refusals/console.py, preview.py
    ConfigurationError           settings, contracts or files are wrong: all problems at once

Each refusal speaks to three audiences: `sentence` to the person, `rule`, `source`, `expected`,
`received` and `remedy` to the publisher, `cause` to the operator. None of them may carry a personal value.
"""

from dataclasses import dataclass
from typing import ClassVar

from broker.core.sentence import Sentence


class Refusal(Exception):  # noqa: N818 - a refusal is a statement, not a mishap (style.md, Names)
    """Stop a journey with a stable public code and an explanation.

    `expected` and `received` are for the publisher: names, codes, times and addresses, never personal
    values. `cause` is for the operator's log only. `may_return` tells whether the service may be told.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 403
    may_return: ClassVar[bool] = False
    sentence: ClassVar[Sentence]
    rule: ClassVar[Sentence]
    source: ClassVar[str]
    remedy: ClassVar[Sentence]

    def __init__(self, *, expected: str = "", received: str = "", cause: str = "") -> None:
        """Keep what was expected and what came, in words a publisher can act upon."""
        super().__init__(self.code)
        self.expected = expected
        self.received = received
        self.cause = cause


class DecisionRefused(Refusal):
    """Refuse because the rules say no to this person, school, resource and day."""

    may_return = True


class JourneyRefused(Refusal):
    """Refuse because the sign-on cannot go on."""

    status = 400


class MessageRefused(Refusal):
    """Refuse a message that a peer sent."""

    status = 400
    sentence = Sentence(
        "Le message reçu n’est pas valide. Il est resté sans effet, et rien n’a été transmis à la ressource.",
        "The message received is not valid. It had no effect, and nothing was sent to the resource.",
    )


class AuthorizationRefused(MessageRefused):
    """Refuse a request to sign on that a known OpenID Connect client sent from its own address."""


class ClientRefused(MessageRefused):
    """Refuse what an OpenID Connect client asks server to server: tokens, userinfo and what is said of them."""


class MetadataRefused(Refusal):
    """Refuse the metadata of a peer."""

    status = 400
    sentence = Sentence(
        "La déclaration technique de ce service n’est pas valide.",
        "The technical declaration of this service is not valid.",
    )


class KeyRefused(Refusal):
    """Refuse a step with our own keys that would make no sense, or that cannot be done."""

    status = 409
    sentence = Sentence(
        "Cette étape n’est pas possible dans l’état présent des clés.",
        "This step is not possible in the present state of the keys.",
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """Name one thing that is wrong in a file: where (dotted path or line), what, and what to change."""

    file: str
    where: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        """Write the problem as one line."""
        hint = f" → {self.hint}" if self.hint else ""
        return ": ".join(part for part in (self.file, self.where, f"{self.what}{hint}") if part)


class ConfigurationError(Exception):
    """Report every problem found in settings, contracts, issuers or workspace, together."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems in the order found."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
