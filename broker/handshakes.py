"""Owns the TLS side of the listeners: a handshake holds no thread and no other client, however slow or silent it is."""

import logging
import selectors
import socket
import ssl
import threading
from contextlib import suppress
from datetime import timedelta
from errno import ECONNRESET
from pathlib import Path

from cheroot.ssl.builtin import BuiltinSSLAdapter

from broker.core.errors import ConfigurationError
from broker.file_stamps import Stamp, stamp_now
from broker.flows.ports import Clock
from broker.transport.client_certificates import ClientCertificates
from broker.transport.local_certificates import LocalCertificates

_PLAIN = (
    "Ce port ne parle que HTTPS : dans l’adresse, remplacez http:// par https://.\n"
    "This port speaks HTTPS only: in the address, write https:// for http://.\n"
).encode()
_PLAIN_ANSWER = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_PLAIN), _PLAIN)
)
_MOST_DRAINED = 65_536
_NO_CHECK_TIME = ssl.VerifyFlags(0x200000)  # X509_V_FLAG_NO_CHECK_TIME, which the ssl module does not name
_TRY_AGAIN = timedelta(hours=1)
_log = logging.getLogger("preau.serving")


class HandshakeFailed(Exception):  # noqa: N818 - a refusal is a statement
    """Say that a connection will never speak TLS with us."""


class _Connection(ssl.SSLSocket):
    """Close by itself: of a client that leaves while it is being wrapped, the library leaves a socket to nobody."""

    is_over = False  # refused, and left open for the client to read why

    def __del__(self) -> None:
        self.close()


class Handshakes(BuiltinSSLAdapter):
    """Wrap connections without waiting for them, with the certificate of the moment."""

    def __init__(
        self, certificates: LocalCertificates, clock: Clock, clients: ClientCertificates | None = None
    ) -> None:
        """Read the certificate; `clock` is the machine's, since clients compare with theirs.

        With `clients`, each client may show a certificate of their authority; one of another authority ends the
        handshake. Whether it is there, in its time and still kept is for the application: it can say so in words.
        """
        self._certificates, self._clock = certificates, clock
        self._renewal = threading.Lock()  # all listeners share one certificate
        self._renew_at = certificates.provide(clock.now())
        super().__init__(str(certificates.certificate_file), str(certificates.key_file))
        self.context.sslsocket_class = _Connection
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.options |= ssl.OP_NO_RENEGOTIATION
        self._clients, self._clients_seen = clients, None if clients is None else self._read_authority_of(clients)

    @property
    def authority_file(self) -> Path:
        """Return the certificate that a client has to trust."""
        return self._certificates.authority_file

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """Begin TLS on a connection; the handshake is taken further each time the client has said something."""
        self._renew()
        try:
            sock.getpeername()
        except OSError as error:  # it left: wrap_socket would leave a socket behind, and cheroot a line in the log
            sock.close()
            raise ConnectionResetError(ECONNRESET, "left before its handshake") from error
        return self.context.wrap_socket(sock, do_handshake_on_connect=False, server_side=True), {}

    def _read_authority_of(self, clients: ClientCertificates) -> Stamp:
        """Take client certificates of this authority from now on; one that came before it stays, and signs no more."""
        seen = stamp_now(str(clients.authority_file))
        self.context.verify_mode = ssl.CERT_OPTIONAL
        self.context.load_verify_locations(clients.authority_file)
        self.context.verify_flags |= _NO_CHECK_TIME
        return seen

    def _follow_clients(self, clients: ClientCertificates) -> None:
        """Notice a new authority: somebody has removed the folder, and made certificates again."""
        if stamp_now(str(clients.authority_file)) in {self._clients_seen, None}:
            return
        try:
            self._clients_seen = self._read_authority_of(clients)
        except OSError as error:
            _log.error("the clients' authority is not read again: %s", error.strerror or "damaged")

    def _renew(self) -> None:
        if self._clients is not None:
            self._follow_clients(self._clients)
        with self._renewal:
            now = self._clock.now()
            if now < self._renew_at:
                return
            try:
                self._renew_at = self._certificates.provide(now)
                self.context.load_cert_chain(self.certificate, self.private_key)
            except ConfigurationError as error:  # the present one serves for weeks yet
                self._renew_at = now + _TRY_AGAIN
                _log.error("the certificate is not renewed: %s", error)


def take_further(connection: ssl.SSLSocket, timeout: float) -> int:
    """Take a handshake as far as what has come allows, without waiting.

    Returns 0 once it is complete, `timeout` then being that of each reading and writing; else what has to be waited
    for: `selectors.EVENT_READ` or `EVENT_WRITE`. Raises HandshakeFailed.
    """
    connection.settimeout(0)
    if getattr(connection, "is_over", False):
        return _listen_on(connection)
    try:
        connection.do_handshake()
    except ssl.SSLWantReadError:
        return selectors.EVENT_READ
    except ssl.SSLWantWriteError:
        return selectors.EVENT_WRITE
    except ssl.SSLCertVerificationError:
        return _refuse(connection)
    except OSError as error:
        _say_why(connection, error)
        raise HandshakeFailed from None
    connection.settimeout(timeout)
    return 0


def _refuse(connection: ssl.SSLSocket) -> int:
    """Let a client with another authority's certificate read the alert that it was sent.

    With TLS 1.3 it may be speaking already: closed at once, what it says would be answered by a reset, and the alert
    lost. It stays without a thread, until it leaves or its time is over.
    """
    _log.warning("a client showed a certificate of another authority: preau certificates make gives one of ours")
    with suppress(OSError):  # it has left
        socket.socket.shutdown(connection, socket.SHUT_WR)
    connection.is_over = True  # type: ignore[attr-defined]  # one of ours, as the context makes them
    return selectors.EVENT_READ


def _listen_on(connection: ssl.SSLSocket) -> int:
    try:
        said = socket.socket.recv(connection, _MOST_DRAINED)
    except OSError:
        said = b""
    if not said:
        raise HandshakeFailed
    return selectors.EVENT_READ


def _say_why(connection: ssl.SSLSocket, error: OSError) -> None:
    reason = getattr(error, "reason", None)
    if reason == "HTTP_REQUEST":
        _answer_plainly(connection)
    elif reason and "ALERT" in reason:  # most often: the client does not trust the local authority
        _log.warning("a client ended the TLS handshake: %s", reason)


def _answer_plainly(connection: ssl.SSLSocket) -> None:
    """Tell a client that speaks plain HTTP; what it sent is read first, or closing would take the answer with it."""
    with suppress(OSError):
        # Below TLS, where SSLSocket's own methods do not go.
        socket.socket.recv(connection, _MOST_DRAINED)
        socket.socket.send(connection, _PLAIN_ANSWER)
