"""Owns the Flask application of an issuer: Flask itself, less some things that it does again on every request."""

from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIEnvironment

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import Headers


class _Sessions(SecureCookieSessionInterface):
    """Sign session cookies with one serializer: the key does not change while the process lives."""

    _serializer: URLSafeTimedSerializer | None = None

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request; whoever brings no cookie, a client server to server above all, has none."""
        if app.config["SESSION_COOKIE_NAME"] not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the serializer, made once."""
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer


class _Answer(Response):
    """Leave the address of a redirect as it is written, where a library would write some of its signs another way."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Return the headers; a service compares what comes back with its own address to the character."""
        headers = super().get_wsgi_headers(environ)
        written = self.headers.get("Location") if "Location" in headers else None
        if written is not None and written.isascii():
            headers["Location"] = written
        return headers


class IssuerApplication(Flask):
    """Serve one issuer. Its views are plain functions, so that none has to be asked whether it is a coroutine."""

    response_class = _Answer

    def __init__(self, name: str, *, static_folder: None) -> None:
        """Make the application with sessions of its own."""
        super().__init__(name, static_folder=static_folder)
        self.session_interface = _Sessions()

    def log_exception(self, exc_info: object) -> None:
        """Say nothing here: the handler of failures logs the kind and the place, never a traceback (J215)."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the view as it is."""
        return func
