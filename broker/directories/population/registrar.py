"""Owns what every person is given: a number, a login, an AAF key, an identifier and the demo password's hash."""

from typing import Any

from broker.core.academies import SANDBOX_ACADEMY
from broker.directories.population.draws import Draws
from broker.directories.population.logins import Logins
from broker.directories.sandbox_academy import DEMO_HASH, PEOPLE_DN

BESIDE = 9_000_000
_TAIL = f",{PEOPLE_DN}\nuid: P"


def person_dn(number: int) -> str:
    """Return the DN of the n-th person."""
    return f"uid=P{number:07d},{PEOPLE_DN}"


class Registrar:
    """Number the people of one academy, in order."""

    def __init__(self, seed: int, logins: Logins | None = None, after: int = 0) -> None:
        """Start after a number; `logins` may be shared with another registrar."""
        self.count = after
        self._draws = Draws(seed, "person")
        self.logins = logins or Logins()
        self._next = self._draws.take(self.count + 1)

    def peek(self) -> tuple[Any, ...]:
        """Return the draws of the next person, from which their name may be chosen."""
        return self._next

    def register(self, stem: str, identifier: str = "", academy: str = SANDBOX_ACADEMY) -> tuple[str, str]:
        """Return the first lines of the next person's entry, and the login.

        `stem` is what the login begins with; an `identifier` takes the place of a new one; `academy` names their AAF
        key.
        """
        self.count = number = self.count + 1
        unique = self._next[12]
        self._next = self._draws.take(number + 1)
        login = self.logins.take(stem)
        lines = (
            f"dn: uid=P{number:07d}{_TAIL}{number:07d}\n"
            f"ENTPersonLogin: {login}\n"
            f"ENTPersonJointure: {academy}${number}\n"
            f"ENTPersonGARIdentifiant: {identifier or format_identifier(unique)}\n"
            f"userPassword: {DEMO_HASH}\n"
        )
        return lines, login


def format_identifier(unique: bytes) -> str:
    """Write 16 bytes as a UUID of version 4 (RFC 9562 5.4)."""
    text = unique.hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"
