"""Owns what a resource fetched from the hub for a ticket or a code: unseen by the browser, told by the trace."""

from collections.abc import Sequence
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from lxml import html

from broker.core.contract import Contract
from broker.core.issuer import Issuer
from broker.core.refusals.listing import find_refusal
from broker.lab.browser import Browser

_TIMEOUT_SECONDS = 15
_DELIVERIES = ("cas_validated", "userinfo_response")  # the legs by which values leave (console/leg_titles.py)
_ARE_SIGN_ON = frozenset({"sub", "id", "auth_time", "client_id", "service"})  # of userinfo: no attributes
_REFUSAL = "string((//*[@id='refusal-code'] | //li[@data-leg='call_refused']//div[dt='code']/dd)[last()])"

Document = dict[str, object]


def was_handed_over(places: Sequence[str], contract: Contract) -> bool:
    """Tell whether the browser took a CAS ticket or an OpenID Connect code to the resource."""
    redirect_uris = contract.oidc.redirect_uris if contract.oidc else ()
    took_ticket = contract.cas is not None and any("ticket" in _query(place) for place in places)
    return took_ticket or any(place.startswith(redirect_uris) and "error" not in _query(place) for place in places)


def read_fetched(browser: Browser, hub: Issuer, contract: Contract) -> Document:
    """Return the attributes that left in the newest journey to the resource, else why none did."""
    address = _newest_journey(browser, hub, contract)
    trace = _get(browser, address) if address else html.fromstring("<p></p>")
    legs = trace.xpath("//li[@data-leg]")
    delivered = [leg for leg in legs if leg.get("data-leg") in _DELIVERIES]
    refused = str(trace.xpath(_REFUSAL)).strip()
    if delivered and not refused:
        return {"decision": "release", "attributes": _attributes(trace, delivered[-1]), "trace": address}
    kind = find_refusal(refused)
    sentence = kind.sentence.en if kind else "the resource was handed a ticket or a code, and fetched nothing for it"
    return {"decision": "refusal", "code": refused or "login.nothing_fetched", "sentence": sentence, "trace": address}


def _newest_journey(browser: Browser, hub: Issuer, contract: Contract) -> str:
    names = contract.names_in("cas") + contract.names_in("oidc")
    for row in _get(browser, f"{hub.url}/journeys").xpath("//tbody/tr"):
        service, issuer = (str(row.xpath(f"string(td[{place}])")).strip() for place in (2, 3))
        if service in names and issuer == hub.name:
            return urljoin(f"{hub.url}/", str(row.xpath("string(.//a/@href)")))
    return ""


def _attributes(trace: html.HtmlElement, leg: html.HtmlElement) -> dict[str, list[str]]:
    """Return what left: of userinfo those attributes that it held, since `claims` and the scope narrow it."""
    rows = trace.xpath("//section[@aria-labelledby='released-title']//tbody/tr")
    released = {
        str(row.xpath("string(th//code)")): [str(value.text or "") for value in row.xpath(".//code[@class='value']")]
        for row in rows
    }
    if leg.get("data-leg") == "cas_validated":
        return released
    held = {str(name.text or "").strip() for name in leg.xpath(".//dt")} - _ARE_SIGN_ON
    return {name: values for name, values in released.items() if name in held}


def _get(browser: Browser, address: str) -> html.HtmlElement:
    answer: requests.Response = browser.http.get(address, timeout=_TIMEOUT_SECONDS)
    return html.fromstring(answer.content)


def _query(place: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(place).query)
