"""Owns how a page is made: language, assets, filters, and the mark "bac à sable" on each."""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from flask import Flask, Response, g, make_response, render_template, request, send_from_directory, session
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined

from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.web.parts import parts
from broker.web.routes import Routes

_ROOT = Path(__file__).resolve().parent.parent
_STATIC = Path(__file__).resolve().parent / "static"
_TEMPLATES = [_ROOT / "web" / "templates", _ROOT / "console" / "templates", _ROOT.parent / "idp" / "templates"]
LANGUAGES = ("fr", "en")
_YEAR = 31_536_000


def language() -> str:
    """Return the language of this request: the person's choice, else the browser's, else French."""
    if "language" not in g:
        g.language = _find_language()
    found: str = g.language
    return found


def prefer_language(wanted: str) -> None:
    """Take the languages that a service asks for (a list of tags, the preferred first), unless the person chose one."""
    found = next((tag[:2] for tag in wanted.lower().split() if tag[:2] in LANGUAGES), None)
    if found is not None and "language" not in session:
        g.language = session["language"] = found


def _find_language() -> str:
    chosen = request.args.get("lang") or session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES) or "fr"


def render(template: str, http_status: int = 200, **context: object) -> Response:
    """Make a page of this issuer."""
    issuer = parts().issuer
    text = render_template(
        template,
        language=language(),
        issuer_title=say(issuer.title),
        home_url=parts().home_url,
        **context,
    )
    return make_response(text, http_status)


def say(text: Sentence | str) -> str:
    """Return a text in the language of this request."""
    return text if isinstance(text, str) else text.in_language(language())


def read_again_at(url: str) -> None:
    """Say where this page can be read again: a message that brought it here is used once, so not by its own address."""
    g.read_again_at = url


def language_url(wanted: str) -> str:
    """Return this page's address in another language."""
    again: str | None = g.get("read_again_at")
    if again is None:
        again = f"{_own_path()}?{urlencode(request.args.to_dict())}" if request.method == "GET" else "/"
    parts_of_url = urlsplit(again)
    values = {**dict(parse_qsl(parts_of_url.query)), "lang": wanted}
    return parts_of_url._replace(query=urlencode(values)).geturl()


def _own_path() -> str:
    """Return this request's path as one of ours; two slashes, or one of each kind, would name another site (J200)."""
    return "/" + quote(request.path.lstrip("/\\"))


@cache
def asset(name: str) -> str:
    """Return the address of a static file, changed whenever its content is."""
    digest = hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def prepare_rendering(app: Flask) -> None:
    """Give an application its templates, languages and static files."""
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in _TEMPLATES])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["say"] = say
    app.jinja_env.globals.update(asset=asset, language_url=language_url)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(_ROOT / "web" / "translations")
    Babel(app, default_locale="fr", locale_selector=language)
    files = Routes("files", __name__, ANYBODY)
    files.add_url_rule("/static/<path:name>", "static", _send_static)
    app.register_blueprint(files)
    app.before_request(_remember_language)


def _remember_language() -> None:
    if b"lang=" not in request.query_string:
        return
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and session.get("language") != chosen:
        session["language"] = chosen


def _send_static(name: str) -> Response:
    response = send_from_directory(_STATIC, name, max_age=_YEAR)
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response
