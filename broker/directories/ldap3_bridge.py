"""Owns the only dealings with ldap3: pooled, verified, time-limited connections; our types in and out.

Refuses referrals. No failure carries a value: only what was being done and the name of what went wrong.
"""

import select
import ssl
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, Full, LifoQueue
from typing import Any

from broker.core.errors import ConfigurationError, Problem
from broker.core.refusals.decision import PersonAmbiguous
from broker.core.refusals.journey import DirectoryUnavailable
from broker.directories.ldap_settings import LdapSettings
from broker.directories.sdet_entries import Entry

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # ldap3 2.9.1 uses names that pyasn1 has renamed
    import ldap3
    from ldap3.core.exceptions import LDAPException, LDAPSASLPrepError
    from ldap3.utils.conv import escape_filter_chars

_PAGE = 500
_PAGED_RESULTS = "1.2.840.113556.1.4.319"
_SUCCESS, _SIZE_LIMIT, _NO_SUCH_OBJECT = 0, 4, 32
_INAPPROPRIATE, _WRONG_PASSWORD, _UNWILLING = 48, 49, 53  # RFC 4511 A.2; 53 is how servers say "disabled"
_NOT_OPENED = frozenset({_NO_SUCH_OBJECT, _INAPPROPRIATE, _WRONG_PASSWORD, _UNWILLING})


def equals(attribute: str, value: str) -> str:
    """Write the filter `(attribute=value)` with the value escaped (RFC 4515 3; security-catalogue.md J202)."""
    return f"({attribute}={escape_filter_chars(value)})"


def starts_with(attribute: str, value: str) -> str:
    """Write the filter `(attribute=value*)` with the value escaped."""
    return f"({attribute}={escape_filter_chars(value)}*)"


class _VerifyingTls(ldap3.Tls):  # type: ignore[misc] # ldap3 ships no types
    """Leave the whole verification, host name included, to the standard library, with one context for all."""

    def __init__(self, settings: LdapSettings) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self._context = ssl.create_default_context(cafile=settings.ca_file)

    def wrap_socket(self, connection: Any, do_handshake: bool = True) -> None:  # noqa: ANN401, FBT001, FBT002 - its shape
        connection.socket = self._context.wrap_socket(
            connection.socket, server_hostname=connection.server.host, do_handshake_on_connect=do_handshake
        )


class LdapConnections:
    """Search as the service account over a pool, and try people's passwords on connections of their own.

    Safe under threads: a connection belongs to one caller at a time.
    """

    def __init__(self, settings: LdapSettings) -> None:
        """Read the service account's password; nothing goes over the network yet."""
        self._settings = settings
        self._password = _read_password(settings)
        self._tls = _make_tls(settings)
        self._idle: LifoQueue[Any] = LifoQueue(settings.pool_size)

    def fetch(self, base: str, filter_: str, attributes: Sequence[str], most: int) -> list[Entry]:
        """Return the entries under a base; raise `PersonAmbiguous` beyond `most`."""
        return self._search(base, filter_, attributes, search_scope=ldap3.SUBTREE, size_limit=most)

    def fetch_one(self, dn: str, attributes: Sequence[str]) -> Entry | None:
        """Return the entry of that DN, which comes from the directory itself, or None."""
        found = self._search(dn, "(objectClass=*)", attributes, search_scope=ldap3.BASE)
        return found[0] if found else None

    def fetch_pages(self, base: str, filter_: str, attributes: Sequence[str]) -> Iterator[Entry]:
        """Yield every entry under a base, page by page (RFC 2696), on one connection."""
        with self._borrow() as connection:
            cookie: bytes | None = b""
            while cookie is not None:
                options = {"paged_size": _PAGE, "paged_cookie": cookie or None, "search_scope": ldap3.SUBTREE}
                yield from _ask(connection, base, filter_, attributes, options)
                controls = connection.result.get("controls") or {}
                cookie = controls.get(_PAGED_RESULTS, {}).get("value", {}).get("cookie") or None

    def opens(self, dn: str, password: str) -> bool:
        """Tell whether a bind with this password succeeds; an empty one is refused before any network.

        An empty password would be an unauthenticated bind, a success (RFC 4513 5.1.2; security-catalogue.md J203).
        """
        if not password or not dn:
            return False
        connection = self._open(dn, password)
        try:
            code = _bind(connection)
        finally:
            _close(connection)
        if code != _SUCCESS and code not in _NOT_OPENED:
            raise DirectoryUnavailable(cause=f"bind: result {code}")
        return bool(code == _SUCCESS)

    def close(self) -> None:
        """Close the idle connections."""
        while True:
            try:
                _close(self._idle.get_nowait())
            except Empty:
                return

    def _search(self, base: str, filter_: str, attributes: Sequence[str], **options: Any) -> list[Entry]:  # noqa: ANN401
        with self._borrow() as connection:
            return _ask(connection, base, filter_, attributes, options)

    @contextmanager
    def _borrow(self) -> Iterator[Any]:
        """Lend a connection; it returns to the pool unless something went wrong while it was out."""
        connection = self._take_idle() or self._bound()
        try:
            yield connection
        except PersonAmbiguous:
            self._give_back(connection)
            raise
        except BaseException:
            _close(connection)
            raise
        self._give_back(connection)

    def _take_idle(self) -> Any:  # noqa: ANN401
        """Return an idle connection that the server has not closed meanwhile, or None."""
        while True:
            try:
                connection = self._idle.get_nowait()
            except Empty:
                return None
            if _is_quiet(connection):
                return connection
            _close(connection)

    def _give_back(self, connection: Any) -> None:  # noqa: ANN401
        try:
            self._idle.put_nowait(connection)
        except Full:
            _close(connection)

    def _bound(self) -> Any:  # noqa: ANN401
        connection = self._open(self._settings.bind_dn, self._password)
        code = _bind(connection)
        if code != _SUCCESS:
            _close(connection)
            raise DirectoryUnavailable(cause=f"service account: bind result {code}")
        return connection

    def _server(self) -> Any:  # noqa: ANN401
        """Describe the server anew each time: a kept one shuns for a while an address that failed once."""
        return ldap3.Server(
            self._settings.host,
            port=self._settings.port,
            use_ssl=self._settings.is_ldaps,
            tls=self._tls,
            mode=ldap3.IP_V4_PREFERRED,
            get_info=ldap3.NONE,
            connect_timeout=self._settings.connect_seconds,
            allowed_referral_hosts=[],
        )

    def _open(self, dn: str, password: str) -> Any:  # noqa: ANN401
        """Open and protect a connection; nothing is sent in clear text unless the settings name it."""
        connection = ldap3.Connection(
            self._server(),
            user=dn,
            password=password,
            client_strategy=ldap3.SYNC,
            auto_bind=ldap3.AUTO_BIND_NONE,
            auto_referrals=False,
            check_names=False,
            read_only=True,
            receive_timeout=self._settings.answer_seconds,
        )
        step = "connect"
        try:
            connection.open(read_server_info=False)
            if not self._settings.is_ldaps and self._settings.start_tls:
                step = "StartTLS"
                if not connection.start_tls(read_server_info=False):
                    raise DirectoryUnavailable(cause="StartTLS: refused")
        except (LDAPException, OSError) as error:
            _close(connection)
            raise DirectoryUnavailable(cause=f"{step}: {type(error).__name__}") from None
        return connection


def _ask(
    connection: Any,  # noqa: ANN401
    base: str,
    filter_: str,
    attributes: Sequence[str],
    options: dict[str, Any],
) -> list[Entry]:
    try:
        connection.search(base, filter_, attributes=list(attributes), **options)
    except (LDAPException, OSError) as error:
        raise DirectoryUnavailable(cause=f"search: {type(error).__name__}") from None
    code = connection.result["result"]
    if code == _SIZE_LIMIT and options.get("size_limit"):
        raise PersonAmbiguous(expected=f"at most {options['size_limit']} entries", received="more")
    if code not in {_SUCCESS, _NO_SUCH_OBJECT}:
        raise DirectoryUnavailable(cause=f"search: result {code}")
    names = {name.lower(): name for name in attributes}
    return [_read(item, names) for item in connection.response or () if item["type"] == "searchResEntry"]


def _read(item: dict[str, Any], names: dict[str, str]) -> Entry:
    try:
        attributes = {
            names.get(name.partition(";")[0].lower(), name): [value.decode() for value in values]
            for name, values in item["raw_attributes"].items()
            if values
        }
    except UnicodeDecodeError:
        raise DirectoryUnavailable(cause="search: a value is not UTF-8") from None
    return Entry(item["dn"], attributes)


def _bind(connection: Any) -> int:  # noqa: ANN401
    try:
        connection.bind(read_server_info=False)
    except LDAPSASLPrepError:
        return _WRONG_PASSWORD  # characters that no password may hold (RFC 4013 2.3)
    except (LDAPException, OSError) as error:
        _close(connection)
        raise DirectoryUnavailable(cause=f"bind: {type(error).__name__}") from None
    code: int = connection.result["result"]
    return code


def _is_quiet(connection: Any) -> bool:  # noqa: ANN401
    """Tell whether an idle socket has nothing to read: a closed or dismissed one does."""
    socket = connection.socket
    if connection.closed or socket is None:
        return False
    readable, _, _ = select.select([socket], [], [], 0)
    return not readable


def _close(connection: Any) -> None:  # noqa: ANN401
    """Say goodbye where possible, and close the socket whatever happens."""
    socket = connection.socket
    with suppress(LDAPException, OSError):  # the peer may be gone already: only the socket matters
        connection.unbind()
    if socket is not None:
        socket.close()


def _make_tls(settings: LdapSettings) -> _VerifyingTls | None:
    if not settings.is_ldaps and not settings.start_tls:
        return None
    try:
        return _VerifyingTls(settings)
    except (OSError, ssl.SSLError) as error:
        what = f"the authorities cannot be read ({type(error).__name__})"
        problem = Problem("preau.toml", "directory.ca_file", what, "name a PEM file of certificates")
        raise ConfigurationError((problem,)) from None


def _read_password(settings: LdapSettings) -> str:
    hint = "name a readable file that holds the service account's password"
    try:
        password = settings.bind_password_file.read_text().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        what = f"the file cannot be read ({type(error).__name__})"
        raise ConfigurationError((Problem("preau.toml", "directory.bind_password_file", what, hint),)) from None
    if not password:
        raise ConfigurationError((Problem("preau.toml", "directory.bind_password_file", "the file is empty", hint),))
    return password
