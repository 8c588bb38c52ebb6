"""Owns what an issuer sends to services by itself: briefly, never redirected elsewhere, the answer unread."""

from collections.abc import Mapping
from dataclasses import dataclass

import requests

from broker.transport.outgoing import local_session

_CONNECT_SECONDS, _SECONDS = 1.0, 3.0  # the latter in all


class Unanswered(Exception):  # noqa: N818 - a statement, as a refusal is
    """Say that no answer came; `reason` is the kind of failure, no address and no value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Send requests; `authorities` is the PEM file that certificates are verified against."""

    authorities: str

    def get(self, address: str) -> int:
        """Call an address and return the status of its answer."""
        return self._send("GET", address, {})

    def post(self, address: str, fields: Mapping[str, str]) -> int:
        """Post a form and return the status of its answer."""
        return self._send("POST", address, fields)

    def _send(self, method: str, address: str, fields: Mapping[str, str]) -> int:
        try:
            with local_session(self.authorities, seconds=_SECONDS) as session:
                answer = session.request(
                    method,
                    address,
                    data=fields or None,
                    timeout=(_CONNECT_SECONDS, _SECONDS),
                    allow_redirects=False,
                    stream=True,  # the body is not even read
                )
                return answer.status_code
        except (requests.RequestException, OSError) as error:
            raise Unanswered(type(error).__name__) from None
