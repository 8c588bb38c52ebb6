"""Owns what the pages of one issuer are given by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app
from werkzeug.wrappers import Response

from broker.core.errors import Problem, Refusal
from broker.core.issuer import Issuer
from broker.core.journey import Journey, Step
from broker.flows.ports import Clock, Contracts, Directory, JourneyBook, Store, TraceBook
from broker.flows.sign_on import SignOn

EXTENSION = "preau"


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """Hold a form that hands an answer to a service: address and hidden fields."""

    action: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """Gather what one issuer's pages call; `issuers` are all those of the installation.

    `steps` and `refusal_forms` are filled once, while the application is composed.
    """

    issuer: Issuer
    clock: Clock
    directory: Directory
    store: Store
    journeys: JourneyBook
    traces: TraceBook
    contracts: Contracts
    sign_on: SignOn
    issuers: tuple[Issuer, ...]
    find_services: Callable[[], tuple[str, ...]]
    find_problems: Callable[[], tuple[Problem, ...]]
    demo_password: str | None
    steps: dict[Step, Callable[[Journey], Response]] = field(default_factory=dict)
    refusal_forms: dict[str, Callable[[Journey, Refusal], ReturnForm]] = field(default_factory=dict)

    @property
    def hub(self) -> Issuer:
        """Return the issuer that carries the console: the access broker."""
        return next(issuer for issuer in self.issuers if issuer.console)

    @property
    def home_url(self) -> str:
        """Return the address of the sandbox's home."""
        return self.hub.url


def parts() -> Parts:
    """Return the parts of the issuer that is serving this request."""
    found: Parts = current_app.extensions[EXTENSION]
    return found
