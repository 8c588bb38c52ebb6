"""Owns a small browser for scripts: follows redirects, posts the forms that post themselves, fills in the rest."""

from dataclasses import dataclass, field
from urllib.parse import urljoin

import requests
from lxml import html

from broker.transport.outgoing import local_session

_TIMEOUT_SECONDS = 15
_MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Form:
    """Hold one form of a page."""

    action: str
    method: str
    fields: dict[str, str]
    choices: dict[str, tuple[str, ...]]
    automatic: bool


@dataclass(slots=True)
class Browser:
    """Keep cookies and the page reached; remember each SAML response and each address that went by."""

    http: requests.Session = field(default_factory=requests.Session)
    responses: list[tuple[str, str]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @classmethod
    def trusting(cls, authorities: str) -> "Browser":
        """Make a browser that trusts a file of authorities, and nothing that the environment names."""
        return cls(local_session(authorities))

    def get(self, url: str) -> requests.Response:
        """Open an address and post what posts itself."""
        return self._settle(self.http.get(url, timeout=_TIMEOUT_SECONDS))

    def submit(self, form: Form, values: dict[str, str]) -> requests.Response:
        """Send a form with some fields filled in."""
        return self._settle(self._send(form, {**form.fields, **values}))

    def _settle(self, response: requests.Response) -> requests.Response:
        for _ in range(_MOST_STEPS):
            self.places += [reached.url for reached in (*response.history, response)]
            further = self._go_further(response) if response.ok else None
            if further is None:
                return response
            response = further
        return response

    def _go_further(self, response: requests.Response) -> requests.Response | None:
        """Go on to where a page leads by itself, if it does."""
        form = next((found for found in forms_of(response) if found.automatic), None)
        if form is None:
            address = refresh_of(response) or link_of(response, "next")
            return self.http.get(address, timeout=_TIMEOUT_SECONDS) if address else None
        if "SAMLResponse" in form.fields:
            self.responses.append((form.action, form.fields["SAMLResponse"]))
        return self._send(form, form.fields)

    def _send(self, form: Form, values: dict[str, str]) -> requests.Response:
        if form.method == "get":
            return self.http.get(form.action, params=values, timeout=_TIMEOUT_SECONDS)
        return self.http.post(form.action, data=values, timeout=_TIMEOUT_SECONDS)


def forms_of(response: requests.Response) -> list[Form]:
    """Return the forms of a page, with their hidden fields and their choices."""
    if "html" not in response.headers.get("Content-Type", "") or not response.content.strip():
        return []
    page = html.fromstring(response.content)
    return [_form(found, response.url) for found in page.forms]


def link_of(response: requests.Response, relation: str) -> str | None:
    """Return the address of the page's link of that relation, in its head or in its text."""
    if "html" not in response.headers.get("Content-Type", ""):
        return None
    found = html.fromstring(response.content).xpath(f"//link[@rel='{relation}']/@href | //a[@rel='{relation}']/@href")
    return urljoin(response.url, str(found[0])) if found else None


def refresh_of(response: requests.Response) -> str | None:
    """Return the address to which the page goes on by itself."""
    if "html" not in response.headers.get("Content-Type", "") or not response.content.strip():
        return None
    found = html.fromstring(response.content).xpath("//meta[@http-equiv='refresh']/@content")
    return urljoin(response.url, str(found[0]).partition("url=")[2]) if found else None


def _form(found: html.FormElement, page_url: str) -> Form:
    fields: dict[str, str] = {}
    choices: dict[str, tuple[str, ...]] = {}
    for control in found.iter("input", "button"):
        name, kind = control.get("name"), control.get("type", "text")
        if not name:
            continue
        if kind in {"radio", "submit"} or control.tag == "button":
            choices[name] = (*choices.get(name, ()), control.get("value", ""))
        else:
            fields[name] = control.get("value", "")
    return Form(
        action=urljoin(page_url, found.get("action") or page_url),
        method=str(found.method).lower(),
        fields=fields,
        choices=choices,
        automatic=found.get("id") == "self-post",
    )
