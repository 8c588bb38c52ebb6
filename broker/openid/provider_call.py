"""Owns the calls to a provider from server to server: brief, never redirected, the answer capped."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import requests

from broker.core.refusals.upstream import GuichetUnavailable
from broker.transport.outgoing import local_session
from broker.transport.timed_adapter import read_body

_CONNECT_SECONDS, _SECONDS = 2.0, 5.0  # the latter in all
_MOST_BYTES = 262_144
_BROKEN = 500


@dataclass(frozen=True, slots=True)
class Answered:
    """Hold what a provider answered."""

    status: int
    media_type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProviderCall:
    """Call providers; `authorities` is the PEM file that certificates are verified against."""

    authorities: str

    def get(self, address: str, token: str = "") -> Answered:
        """Read an address, with an access token where one is needed; refuse where nobody answers."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._send("GET", address, headers, {}, None)

    def post(self, address: str, fields: Mapping[str, str], basic: tuple[str, str] | None = None) -> Answered:
        """Post a form; refuse where nobody answers."""
        return self._send("POST", address, {}, fields, basic)

    def _send(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        fields: Mapping[str, str],
        basic: tuple[str, str] | None,
    ) -> Answered:
        try:
            with (
                local_session(self.authorities, seconds=_SECONDS) as session,
                session.request(
                    method,
                    address,
                    headers={"Accept-Encoding": "identity", **headers},
                    data=fields or None,
                    auth=basic,
                    timeout=(_CONNECT_SECONDS, _SECONDS),
                    allow_redirects=False,
                    stream=True,
                ) as answer,
            ):
                found = _read(answer)
        except (requests.RequestException, OSError) as error:
            raise GuichetUnavailable(expected=f"an answer at {address}", received=type(error).__name__) from None
        if found.status >= _BROKEN:
            raise GuichetUnavailable(expected=f"an answer at {address}", received=f"HTTP {found.status}")
        return found


def _read(answer: requests.Response) -> Answered:
    media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answered(answer.status_code, media_type, read_body(answer, _MOST_BYTES)[: _MOST_BYTES + 1])
