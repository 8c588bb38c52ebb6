"""Owns TLS in front of the resources: cheroot's own, less its handshake in the one thread that takes connections."""

import socket
import ssl
from errno import ECONNRESET
from typing import Any

from cheroot.errors import FatalSSLAlert
from cheroot.ssl.builtin import BuiltinSSLAdapter


class SecureConnections(BuiltinSSLAdapter):
    """Speak TLS 1.2 or later; a client that says nothing holds a thread of its own, and none of the others."""

    def __init__(self, certificate: str, private_key: str) -> None:
        super().__init__(certificate, private_key)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.sslsocket_class = _Connection

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """Begin TLS on a connection; the first reading does the handshake."""
        try:
            sock.getpeername()
        except OSError as error:  # it left: cheroot expects this error, and says nothing of it
            sock.close()
            raise ConnectionResetError(ECONNRESET, "left before its handshake") from error
        secured = self.context.wrap_socket(sock, do_handshake_on_connect=False, server_side=True)
        return secured, {"wsgi.url_scheme": "https", "HTTPS": "on"}


class _Connection(ssl.SSLSocket):
    """Say what is no TLS, or no longer, as cheroot understands it: the connection ends, without a word in the log."""

    def recv_into(self, *arguments: Any) -> int:  # noqa: ANN401  as the socket takes them
        try:
            return super().recv_into(*arguments)
        except OSError as error:
            if isinstance(error, ssl.SSLError) or self.version() is None:
                raise FatalSSLAlert(str(error)) from error
            raise

    def send(self, *arguments: Any) -> int:  # noqa: ANN401  likewise
        try:
            return super().send(*arguments)
        except ssl.SSLError as error:
            raise FatalSSLAlert(str(error)) from error
