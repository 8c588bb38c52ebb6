"""Owns what the pages of one issuer are given by the composition root."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol
from urllib.parse import parse_qsl, urlencode

from flask import current_app
from werkzeug.wrappers import Response

from broker.core.errors import Problem, Refusal
from broker.core.issuer import Issuer
from broker.core.journey import Authentication, Journey, Step
from broker.core.profile import Profile
from broker.core.rights.seeds import SeededCase
from broker.core.roles import Holder
from broker.core.session import Participant, Session
from broker.core.sign_out import SignOut
from broker.flows.account_office import AccountOffice
from broker.flows.act_desk import ActDesk
from broker.flows.ports import Clock, Contracts, Directory, JourneyBook, SessionBook, Store, TraceBook
from broker.flows.resource_listing import ResourceListing
from broker.flows.sign_on import SignOn
from broker.flows.sign_out import BackChannel, SignOutFlow
from broker.transport.machine_caller import MachineCaller

EXTENSION = "preau"


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """Hold a form that hands an answer to a service: address, hidden fields, and whether it goes in the query.

    `written` is the address that says the same, where it goes in the query.
    """

    action: str
    fields: tuple[tuple[str, str], ...]
    method: Literal["post", "get"] = "post"
    written: str = ""

    @classmethod
    def in_query(cls, address: str, fields: tuple[tuple[str, str], ...]) -> "ReturnForm":
        """Make the form whose fields go in the query, beside what stands there: a browser would drop that.

        The address that says the same keeps what stands there to the character (RFC 6749 3.1.2).
        """
        action, mark, query = address.partition("?")
        own = tuple(parse_qsl(query, keep_blank_values=True))
        joint = "&" if query else "" if mark else "?"
        written = f"{address}{joint}{urlencode(fields)}" if fields else address
        return cls(action, (*own, *fields), "get", written)

    @property
    def address(self) -> str:
        """Return the address that carries the fields in its query."""
        return self.written or self.action


class Language(Protocol):
    """Answer services in one language: the last step of a journey, a refusal, and the end of a session."""

    def answer(self, journey: Journey) -> Response:
        """Release to the service: the last step of a journey."""
        ...

    def refuse(self, journey: Journey, refusal: Refusal) -> ReturnForm | None:
        """Make the form that hands a refusal to the service; None where the language has no words for it."""
        ...

    def answer_sign_out(self, sign_out: SignOut) -> ReturnForm | None:
        """Make the form that tells the service who asked for a sign-out what became of it; None where it wants none."""
        ...


class FrontChannel(Protocol):
    """Tell services of one language through the browser that their session is over."""

    def send(self, participant: Participant, sign_out: SignOut) -> Response | None:
        """Send the browser to a service, which will send it back; None where the service does not answer at all."""
        ...


class OpenSession(Protocol):
    """Open this browser's session here, in the way of this issuer."""

    def __call__(
        self,
        guichet: str,
        authentication: Authentication,
        upstream: Participant | None = None,
        profile: Profile | None = None,
    ) -> Session:
        """Return the session opened, under a new secret (J193)."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """Gather what one issuer's pages call; `issuers` are all those of the installation.

    `find_session` gives this browser's session here, `open_session` opens it and `forget_session` makes the browser
    forget it. `office` keeps accounts, where the issuer does, and `acts` writes into the journal. `authorities` is the
    file that every outgoing HTTPS request passes as `verify=`, and `second_factor_secret` that from which people's
    one-time passwords are derived.
    `listing` lists the hub's resources, and `machine` asks the web services as one of their clients.
    `find_holders` gives the roles of this browser, and `sign_in_for` sends it to sign in for a page of ours.
    `find_cases` gives what is worth trying in the sandbox as it starts. `steps`, `languages`, `back_channels` and
    `front_channels` (by protocol) are filled once, while the application is composed.
    """

    issuer: Issuer
    clock: Clock
    directory: Directory
    directories: Mapping[str, Directory]
    office: AccountOffice | None
    store: Store
    acts: ActDesk
    journeys: JourneyBook
    sessions: SessionBook
    traces: TraceBook
    contracts: Contracts
    sign_on: SignOn
    sign_out: SignOutFlow
    find_session: Callable[[], Session | None]
    open_session: OpenSession
    forget_session: Callable[[], None]
    listing: ResourceListing
    machine: MachineCaller
    issuers: tuple[Issuer, ...]
    find_services: Callable[[], tuple[str, ...]]
    find_cases: Callable[[], tuple[SeededCase, ...]]
    find_problems: Callable[[], tuple[Problem, ...]]
    demo_password: str | None
    authorities: str
    second_factor_secret: bytes = field(repr=False)
    find_holders: Callable[[], tuple[Holder, ...]]
    sign_in_for: Callable[[str], Response]
    steps: dict[Step, Callable[[Journey], Response]] = field(default_factory=dict)
    languages: dict[str, Language] = field(default_factory=dict)
    back_channels: dict[str, BackChannel] = field(default_factory=dict)
    front_channels: dict[str, FrontChannel] = field(default_factory=dict)

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
