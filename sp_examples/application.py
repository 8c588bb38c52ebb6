"""Owns the Flask application: the resources it serves, the language, the headers of each page, the error page."""

from collections.abc import Callable, Mapping

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from sp_examples.desk import Desk
from sp_examples.hub import Hub
from sp_examples.keys import Keys
from sp_examples.pages import views
from sp_examples.resources import Resource

_LARGEST_FORM_BYTES = 200_000
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_application(resources: Mapping[str, tuple[Resource, Keys | None]], hub: Hub) -> Flask:
    """Return the application that serves these resources, by slug."""
    application = Flask("sp_examples")
    application.config.update(MAX_CONTENT_LENGTH=_LARGEST_FORM_BYTES, MAX_FORM_MEMORY_SIZE=_LARGEST_FORM_BYTES)
    application.extensions["desks"] = {
        slug: Desk(resource, keys, hub.at(resource.issuer)) for slug, (resource, keys) in resources.items()
    }
    application.register_blueprint(views)
    application.context_processor(_speak)
    application.after_request(_protect)
    application.register_error_handler(HTTPException, _show_error)
    return application


def _language() -> str:
    asked = request.args.get("lang", "")
    if asked in {"fr", "en"}:
        return asked
    return request.accept_languages.best_match(["fr", "en"], "fr") or "fr"


def _speak() -> dict[str, str | Callable[[str, str], str]]:
    language = _language()
    return {"language": language, "say": lambda french, english: english if language == "en" else french}


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _show_error(error: HTTPException) -> Response | tuple[str, int]:
    return render_template("error.html", code=error.code, name=error.name), error.code or 500
