"""Owns an account: what a guichet keeps of a person beside the directory, and how each change makes a new one."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128


class AccountState(StrEnum):
    """Name where an account is in its life."""

    PROVISIONAL = "provisional"  # a notification was sent, and nobody has used it yet
    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Account:
    """Hold one account at one issuer; frozen, each change stores a new one.

    `number` is opaque: the journal names an account by nothing else. `person` is the login, in the directory, of who
    it opens for. `password` is a hash, of the provisional code until `code_ends` while the account is provisional.
    `link` is what another guichet calls the person. `version` counts the changes, so that none is lost.
    """

    number: str
    issuer: str
    login: str
    person: str
    project: str
    state: AccountState
    password: str | None = field(default=None, repr=False)
    code_ends: datetime | None = None
    mail: str | None = None
    mobile: str | None = None
    link: str | None = None
    version: int = 0

    def __repr__(self) -> str:
        """Show the opaque number and the state only."""
        return f"Account({self.number}, {self.state})"

    @property
    def is_active(self) -> bool:
        """Tell whether its own password opens it."""
        return self.state is AccountState.ACTIVE

    def notified(self, password: str, ends: datetime) -> "Account":
        """Return it waiting for its activation with a new provisional code, until then."""
        return replace(self, state=AccountState.PROVISIONAL, password=password, code_ends=ends)

    def activated(self, password: str, *, mail: str | None = None, mobile: str | None = None) -> "Account":
        """Return it active with a password of the person's own; contacts that are not given stay."""
        return replace(
            self,
            state=AccountState.ACTIVE,
            password=password,
            code_ends=None,
            mail=mail or self.mail,
            mobile=mobile or self.mobile,
        )

    def takes_code(self, now: datetime) -> bool:
        """Tell whether a provisional code may still activate it."""
        return self.state is AccountState.PROVISIONAL and self.code_ends is not None and now < self.code_ends


def is_acceptable_password(password: str, login: str) -> bool:
    """Tell whether a new password is long enough, varied, and does not hold the login (a simulated assumption)."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return False
    varied = len(set(password)) >= SHORTEST_PASSWORD // 2
    return varied and not (login and login.casefold() in password.casefold())
