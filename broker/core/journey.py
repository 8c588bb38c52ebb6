"""Owns a journey: one sign-on attempt, stored between steps, and the one order of its steps."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from broker.core.identity import Fact
from broker.core.profile import Profile
from broker.core.sign_in_methods import is_two_factors

SESSION = timedelta(hours=6)  # facts/gar.md 4.3: a GAR session lasts six hours at the most


class Step(StrEnum):
    """Name what comes next in a journey."""

    CHOOSE_GUICHET = "choose_guichet"
    CHOOSE_PROFILE = "choose_profile"
    AUTHENTICATE = "authenticate"
    CHOOSE_ACCOUNT = "choose_account"
    SECOND_FACTOR = "second_factor"
    CHOOSE_MEMBERSHIP = "choose_membership"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Hint:
    """Hold what the médiacentre's link, or the request, said: ENT project, school, resource, profile."""

    project: str | None = None
    uai: str | None = None
    resource: str | None = None
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """Hold what a service asked, verified, in no protocol's words.

    `reply_to` is the registered address to answer at; `request_id` (empty where the language has none, and requests
    repeat by right) and `relay_state` are handed back as they came; `entity_id` names the service. `contexts` are the
    ways of signing in that it asks for, by `comparison`, and `preferred` those that it would like; `max_age` is how
    many seconds ago the person may have signed in. `hint` is what the request itself says of resource, school and
    profile. `details` are what its language needs again to answer, as (name, value) pairs.
    """

    protocol: str
    entity_id: str
    request_id: str
    reply_to: str
    relay_state: str | None = None
    passive: bool = False
    fresh: bool = False
    comparison: str = "exact"
    contexts: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    max_age: int | None = None
    hint: Hint = field(default_factory=Hint)
    details: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def wants_new_sign_in(self) -> bool:
        """Tell whether a guichet that is asked must ask the person again: no session was young enough."""
        return self.fresh or self.max_age is not None

    def detail(self, name: str) -> str:
        """Return one of the details, empty when it was not given."""
        return next((value for found, value in self.details if found == name), "")


@dataclass(frozen=True, slots=True)
class Authentication:
    """Hold what a guichet vouched for: how to find the person, when and how strongly they signed in.

    `key_kind` says by which key the directory is asked (`person`, `login`, `join_key`, `mail`); `ends` is when the
    guichet's own session ends, where it says so; `projects` are the ENT projects for which it may speak, None for all.
    With the kind `said`, no directory is asked: the person is who the guichet says, by `facts` (name and fact).
    `other_keys` are those that the guichet sent beside `key`: until they are matched, nobody is found by any.
    """

    key_kind: str
    key: str
    project: str | None
    at: datetime
    method: str
    vouched: frozenset[Profile] = frozenset(Profile)
    ends: datetime | None = None
    projects: frozenset[str] | None = None
    facts: tuple[tuple[str, Fact], ...] = ()
    other_keys: tuple[str, ...] = ()

    @property
    def session_end(self) -> datetime:
        """Return when a session must end: six hours after signing in, or earlier with the guichet's (B075)."""
        longest = self.at + SESSION
        return min(longest, self.ends) if self.ends else longest

    def __repr__(self) -> str:
        """Show the kind of key, never the key."""
        return f"Authentication({self.key_kind}, {self.method})"


@dataclass(frozen=True, slots=True)
class Journey:
    """Hold one sign-on attempt at one issuer; frozen, each step stores a new one.

    `browser` is the digest of the browser's own cookie: a journey goes on in that browser only. `session` names the
    session of this issuer in which the person is; `spared` says that it was open before, so that nobody was asked to
    sign in. `two_factors` says that the service or its contract asks for a second factor. `stored` is false while one
    request alone knows of the journey. `accounts` are the keys of the accounts that a guichet's answer matches, while
    the person has not chosen one.
    """

    id: str
    issuer: str
    browser: str
    started: datetime
    request: ServiceRequest
    hint: Hint = field(default_factory=Hint)
    guichet: str | None = None
    profile_asked: bool = False
    two_factors: bool = False
    profile: Profile | None = None
    accounts: tuple[str, ...] = field(default=(), repr=False)
    authentication: Authentication | None = None
    uai: str | None = None
    membership_chosen: bool = False
    session: str | None = None
    spared: bool = False
    stored: bool = False


def next_step(journey: Journey) -> Step:
    """Return what comes next: the only place that knows the order."""
    if journey.guichet is None:
        return Step.CHOOSE_GUICHET
    if journey.authentication is None:
        if journey.accounts:
            return Step.CHOOSE_ACCOUNT
        return Step.CHOOSE_PROFILE if journey.profile_asked and journey.profile is None else Step.AUTHENTICATE
    if journey.two_factors and not is_two_factors(journey.authentication.method):
        return Step.SECOND_FACTOR
    if not journey.membership_chosen:
        return Step.CHOOSE_MEMBERSHIP
    return Step.RELEASE
