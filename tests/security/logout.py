"""Owns the delivery of messages of single logout, right and forged, and what came of each."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests
from lxml import etree, html

from broker.lab.browser import Browser
from tests.journeys.sign_out_listener import REDIRECT, SOAP
from tests.journeys.sign_out_pages import is_signed_in_at_hub
from tests.journeys.sign_out_service import SignOutService, hub_address, post_soap, sign_out_service
from tests.protocols.saml.logout_builders import (
    SOAP_BINDING,
    Named,
    codes_of,
    message_query,
    out_of_query,
    out_of_soap,
    signed,
    soap_of,
)
from tests.protocols.saml.saml_builders import HTTP_POST, HTTP_REDIRECT, Party, Tree, a_party, encode
from tests.sandbox import Sandbox

BINDINGS = (HTTP_REDIRECT, HTTP_POST, SOAP_BINDING)
UNKNOWN = ["Requester", "UnknownPrincipal"]


@dataclass(frozen=True)
class Came:
    """Hold what the hub answered: a refusal's code on a page or in a fault, or the status codes of a LogoutResponse."""

    status: int
    code: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """Hold a person who has opened a service in a browser, and another service that is registered too."""

    service: SignOutService
    other: SignOutService
    browser: Browser
    named: Named

    @property
    def sandbox(self) -> Sandbox:
        return self.service.own.sandbox

    @property
    def key(self) -> Party:
        return a_party(self.service.own.name)

    @property
    def is_signed_in(self) -> bool:
        return is_signed_in_at_hub(self.browser, self.sandbox)

    def deliver(self, request: Tree, binding: str, party: Party | None = None) -> Came:
        """Send a request as it is, signed as its binding wants if a party is given, from nobody's browser."""
        address = hub_address(self.sandbox, binding)
        if binding == HTTP_REDIRECT:
            query = message_query("SAMLRequest", request, party)
            return read(requests.get(f"{address}?{query}", allow_redirects=False, timeout=15))
        message = signed(request, party) if party else request
        if binding == HTTP_POST:
            return read(
                requests.post(address, data={"SAMLRequest": encode(message)}, allow_redirects=False, timeout=15)
            )
        return read(post_soap(address, soap_of(message)))

    def check_control(self) -> None:
        """Fail unless the session is still there, and a right request ends it."""
        assert self.is_signed_in, "the forged message ended the session"
        request = self.service.request(self.named, SOAP_BINDING)
        assert self.deliver(request, SOAP_BINDING, self.key).codes == ("Success",)
        assert not self.is_signed_in


@contextmanager
def a_scene(sandbox: Sandbox, **about: str) -> Iterator[Scene]:
    """Register both services, and open one."""
    with (
        sign_out_service(sandbox, REDIRECT, "/slo/post", SOAP, **about) as service,
        sign_out_service(sandbox, SOAP) as other,
    ):
        browser = Browser()
        yield Scene(service, other, browser, service.open_in(browser))


def read(answer: requests.Response) -> Came:
    """Read an answer of the hub, whatever its form."""
    location = answer.headers.get("Location", "")
    if "SAMLResponse=" in location:
        return Came(answer.status_code, codes=tuple(codes_of(out_of_query(location, "SAMLResponse"))))
    if "xml" in answer.headers.get("Content-Type", ""):
        message = out_of_soap(answer.content)
        fault = message.findtext("faultstring")
        if fault is not None:
            return Came(answer.status_code, fault.partition(": ")[0])
        return Came(answer.status_code, codes=tuple(codes_of(message)))
    page = html.fromstring(answer.content)
    fields = page.xpath("//input[@name='SAMLResponse']/@value")
    if fields:
        return Came(answer.status_code, codes=tuple(codes_of(etree.fromstring(base64.b64decode(str(fields[0]))))))
    return Came(answer.status_code, str(page.xpath("string(//*[@id='refusal-code'])")).strip())
