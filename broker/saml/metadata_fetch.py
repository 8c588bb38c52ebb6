"""Owns the fetching of metadata by its address: capped, without redirections, to the address that was checked."""

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, urlsplit

import requests

from broker.core.refusals.metadata import MetadataAddressForbidden, MetadataFetchFailed
from broker.saml.metadata_reader import ENTITY_CAP
from broker.transport.timed_adapter import TimedAdapter, read_body

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS = {"http": 80, "https": 443}
_VALIDATORS = {"etag": "ETag", "last_modified": "Last-Modified"}
_LONGEST_VALIDATOR = 512


def _resolve(host: str, port: int) -> tuple[str, ...]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[4][0]) for address in found))


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """Say how far a fetch may go: loopback only unless `outside`, and then public addresses too, never private ones.

    `seconds` is for the whole fetch. `resolve` gives the numeric addresses of a host and port. `authorities` is the
    file of those that HTTPS trusts, or True for the ones that requests brings.
    """

    outside: bool = False
    seconds: float = 10.0
    cap: int = ENTITY_CAP
    resolve: Callable[[str, int], tuple[str, ...]] = _resolve
    authorities: str | Literal[True] = True


@dataclass(frozen=True, slots=True)
class Question:
    """Hold what is asked of a server; `etag` and `last_modified` make it conditional (RFC 9110 13.1).

    `answers` are the statuses without content that are no failure: 304 where it is conditional, 404 where a query is.
    """

    url: str
    accept: str = ""
    etag: str = ""
    last_modified: str = ""
    answers: frozenset[int] = frozenset()

    def headers(self) -> dict[str, str]:
        """Return the headers of the request."""
        given = {"Accept": self.accept, "If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {"Accept-Encoding": "identity"} | {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a server answered: `body` is empty unless the status is 200."""

    status: int
    body: bytes = field(repr=False)
    etag: str = ""
    last_modified: str = ""


def fetch_metadata(url: str, policy: FetchPolicy) -> bytes:
    """Return the bytes at an address, or refuse (security-catalogue.md E111, J201)."""
    return ask_metadata(Question(url), policy).body


def ask_metadata(question: Question, policy: FetchPolicy) -> Answer:
    """Ask a server for metadata, or refuse.

    The host is resolved once, every address it has is checked, and the connection goes to the one checked:
    a name that changes its mind between check and use gains nothing.
    """
    parts = _check_url(question.url)
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    address = _checked_address(host, port, policy)
    written = f"[{address}]" if isinstance(address, ipaddress.IPv6Address) else str(address)
    pinned = parts._replace(netloc=f"{written}:{port}", fragment="").geturl()
    with requests.Session() as session:
        session.trust_env = False  # no proxy, no .netrc
        session.mount("http://", TimedAdapter(policy.seconds))
        session.mount("https://", _NamedHost(host, policy.seconds))
        try:
            with session.get(
                pinned,
                headers={"Host": parts.netloc} | question.headers(),
                allow_redirects=False,
                stream=True,
                verify=policy.authorities,
                timeout=policy.seconds,
            ) as answer:
                return _answered(answer, question, policy)
        except (requests.RequestException, OSError) as error:
            raise MetadataFetchFailed(received=type(error).__name__, cause=type(error).__name__) from error


def _check_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as error:
        raise MetadataAddressForbidden(received=url[:200]) from error
    plain = url.isascii() and url.isprintable() and not {" ", "\\"} & set(url)
    if not plain or parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise MetadataAddressForbidden(expected="http:// or https://", received=url[:200])
    return parts


def _checked_address(host: str, port: int, policy: FetchPolicy) -> _Address:
    try:
        addresses = [ipaddress.ip_address(found.partition("%")[0]) for found in policy.resolve(host, port)]
    except (OSError, UnicodeError, ValueError) as error:
        raise MetadataFetchFailed(expected="a host name that resolves", received=host[:120]) from error
    if not addresses or not all(_is_allowed(address, policy) for address in addresses):
        where = "loopback or public addresses" if policy.outside else "loopback addresses"
        raise MetadataAddressForbidden(expected=where, received=host[:120])
    return addresses[0]


def _is_allowed(address: _Address, policy: FetchPolicy) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback or (policy.outside and address.is_global and not address.is_multicast)


def _answered(answer: requests.Response, question: Question, policy: FetchPolicy) -> Answer:
    if answer.status_code in question.answers:
        return Answer(answer.status_code, b"")
    body = _read(answer, policy)
    kept = {name: answer.headers.get(header, "")[:_LONGEST_VALIDATOR] for name, header in _VALIDATORS.items()}
    return Answer(answer.status_code, body, **kept)


def _read(answer: requests.Response, policy: FetchPolicy) -> bytes:
    if answer.status_code != requests.codes.ok:  # a redirection is not followed, wherever it goes
        raise MetadataFetchFailed(expected="200", received=str(answer.status_code))
    if answer.headers.get("Content-Encoding", "identity") != "identity":  # D101: nothing to inflate
        raise MetadataFetchFailed(expected="no Content-Encoding", received="a compressed answer")
    body = read_body(answer, policy.cap)
    if len(body) > policy.cap:
        raise MetadataFetchFailed(expected=f"at most {policy.cap} bytes", received="more")
    return body


class _NamedHost(TimedAdapter):
    """Connect to a numeric address and yet ask TLS for the host's name and certificate."""

    def __init__(self, host: str, seconds: float) -> None:
        self._host = host
        super().__init__(seconds)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: object) -> None:  # noqa: FBT001, FBT002 - the signature is requests'
        """Pass the name on to the pool."""
        super().init_poolmanager(
            connections, maxsize, block, server_hostname=self._host, assert_hostname=self._host, **kwargs
        )
