"""Owns the page that carries a message to its destination: a form that posts itself, with a visible button.

Every sign-on ends with this page, so that its text is rendered once for each issuer, language and destination; what
is one message's own is put into its places each time, escaped. A test compares it with the template itself.
"""

import secrets

from flask import Response, make_response, redirect, request
from markupsafe import escape
from werkzeug.wrappers import Response as AnyResponse

from broker.core.sentence import Sentence
from broker.web.parts import ReturnForm, parts
from broker.web.rendering import LANGUAGES, language, language_url, render, say
from broker.web.security_headers import allow_form_to

_MARK = f"-{secrets.token_hex(8)}-"  # what no page can hold by chance
_MOST_PAGES = 512
_Key = tuple[object, ...]
_pages: dict[_Key, list[str]] = {}


def hand_over(form: ReturnForm, destination: Sentence | str, *, anew: bool = False) -> AnyResponse:
    """Send an answer to a service at once: in the query of an address, or by the page that posts itself."""
    if form.method == "post":
        return self_post(form, destination)
    return lead_to(form.address, destination, anew=anew)


def lead_to(address: str, destination: Sentence | str, *, anew: bool = False) -> AnyResponse:
    """Send the browser on to an address of a service, by a redirect or, where it would stop one, by a page.

    A browser holds the policy of the page whose form was sent (form-action, CSP 3 6.4.1) against every redirect that
    follows, and the guichet's page names the hub alone. It follows twenty redirects at the most: `anew` begins anew
    where the address leads further, from one site to the next. What is no browser says nothing of its mode, and is
    redirected.
    """
    if request.headers.get("Sec-Fetch-Mode") == "navigate" and (anew or request.method == "POST"):
        return render("web/onward.html", address=address, destination_title=destination)
    if request.method != "POST":
        return redirect(address, 302)
    return redirect(address, 303)  # F134: a redirect that posts nothing again


def self_post(form: ReturnForm, destination: Sentence | str) -> Response:
    """Make the page; its policy lets this one form reach this one origin."""
    allow_form_to(form.action)
    values = {"action": form.action, **{wanted: language_url(wanted) for wanted in LANGUAGES}}
    values |= {_field(index): value for index, (_, value) in enumerate(form.fields)}
    page = _page(say(destination), tuple(name for name, _ in form.fields))
    written = list(page)
    written[1::2] = [str(escape(values[place])) for place in page[1::2]]
    return make_response("".join(written))


def _page(destination: str, names: tuple[str, ...]) -> list[str]:
    """Return the page's text cut at its places: text, a place's name, text and so on."""
    key: _Key = (parts().home_url, parts().issuer.name, language(), destination, names)
    page = _pages.get(key)
    if page is None:
        rendered = render(
            "web/self_post.html",
            action=_place("action"),
            fields=tuple((name, _place(_field(index))) for index, name in enumerate(names)),
            destination_title=destination,
            language_url=_place,
        )
        if len(_pages) >= _MOST_PAGES:
            _pages.clear()
        page = _pages[key] = rendered.get_data(as_text=True).split(_MARK)
    return page


def _field(index: int) -> str:
    return f"field{index}"


def _place(name: str) -> str:
    return f"{_MARK}{name}{_MARK}"
