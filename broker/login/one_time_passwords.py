"""Owns one-time passwords (RFC 6238): each person's secret, the code of the moment, and that a code serves once.

A secret is derived from the installation's own, so that nothing has to be enrolled before the first sign-in.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from broker.flows.ports import JourneyBook

SECONDS, DIGITS = 30, 6
_SECRET_BYTES = 20  # RFC 4226 4, R6: 160 bits
_CODE = re.compile(rf"[0-9]{{{DIGITS}}}")
# RFC 6238 5.2, 6: one step before, for the time of typing, and one after, for a clock that is ahead.
_WINDOW = (0, -1, 1)
_REMEMBERED = SECONDS * (len(_WINDOW) + 1)


@dataclass(frozen=True, slots=True)
class OneTimePasswords:
    """Make and check the codes of one issuer's people."""

    secret: bytes
    issuer: str

    def code_at(self, person: str, moment: datetime) -> str:
        """Return a person's code of the moment, as their own device shows it."""
        return self._of(person).generate(int(moment.timestamp())).decode()

    def enrolment_uri(self, person: str, title: str) -> str:
        """Return what an authenticator application reads to make the codes (otpauth)."""
        return self._of(person).get_provisioning_uri(person, title)

    def accept(self, person: str, code: str, moment: datetime, book: JourneyBook) -> bool:
        """Tell whether a code is the person's, of this moment, and used for the first time (RFC 6238 5.2)."""
        plain = "".join(code.split())
        if not _CODE.fullmatch(plain):
            return False
        made = self._of(person)
        for step in _WINDOW:
            counter = int(moment.timestamp()) // SECONDS + step
            try:
                made.verify(plain.encode(), counter * SECONDS)
            except InvalidToken:
                continue
            return book.use_once(f"one-time password {self.issuer}", f"{_digest(person)} {counter}", _REMEMBERED)
        return False

    def _of(self, person: str) -> TOTP:
        key = hmac.digest(self.secret, f"{self.issuer}\0{person}".encode(), "sha256")[:_SECRET_BYTES]
        return TOTP(key, DIGITS, SHA1(), SECONDS)  # noqa: S303 - RFC 6238 1.2: HMAC-SHA-1 is what authenticators do


def _digest(person: str) -> str:
    return sha256(person.encode()).hexdigest()
