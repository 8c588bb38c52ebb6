"""Owns the asking of the web services as one of their clients: mutual TLS, by the certificate kept of that client."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import requests

from broker.core.errors import ConfigurationError
from broker.core.refusals.resource_list import ListUnavailable
from broker.core.roles import Holder
from broker.transport.client_certificates import ClientCertificates
from broker.transport.outgoing import local_session
from broker.transport.timed_adapter import read_body

_SECONDS = 10
_MOST_BYTES = 16 * 1024 * 1024
_MAKE = "preau certificates make"


@dataclass(frozen=True, slots=True)
class Asked:
    """Say what is asked: the path, and the form in which the answer is wanted."""

    path: str = field(repr=False)
    accept: str


@dataclass(frozen=True, slots=True)
class MachineAnswer:
    """Hold what a web service has answered."""

    status: int
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class MachineCaller:
    """Call the web services at `url`, trusting `authorities` and showing the certificates kept in `clients`."""

    url: str
    authorities: str
    clients: ClientCertificates

    def ask(self, holder: Holder, wanted: Sequence[Asked]) -> tuple[MachineAnswer, ...]:
        """Return the answers to several questions, on one connection, within ten seconds in all.

        Raises ListUnavailable where there is no certificate, no connection, or no whole answer in time.
        """
        with _telling(), local_session(self.authorities, seconds=_SECONDS) as session:
            session.cert = self._pair_of(holder)
            return tuple(self._ask(session, asked) for asked in wanted)

    def _ask(self, session: requests.Session, asked: Asked) -> MachineAnswer:
        headers = {"Accept": asked.accept, "Accept-Encoding": "gzip"}
        answer = session.get(
            f"{self.url}{asked.path}", headers=headers, timeout=_SECONDS, stream=True, allow_redirects=False
        )
        body = read_body(answer, _MOST_BYTES)
        if len(body) > _MOST_BYTES:
            raise ListUnavailable(expected=f"{_MOST_BYTES} bytes at most", received="more")
        return MachineAnswer(answer.status_code, body)

    def _pair_of(self, holder: Holder) -> tuple[str, str]:
        kept = self.clients.find(holder)
        if kept is None:
            command = f"{_MAKE} --{holder.role.value} {holder.name}"
            raise ListUnavailable(expected=f"a certificate of {holder.role.value} {holder.name} ({command})")
        return str(kept.certificate_file), str(kept.key_file)


@contextmanager
def _telling() -> Iterator[None]:
    """Say which kind of failure it was, and never by its text: that names the address, which names a person."""
    try:
        yield
    except (requests.RequestException, OSError, ConfigurationError) as error:
        raise ListUnavailable(received=type(error).__name__, cause=type(error).__name__) from None
