"""Owns what a delivery brought about: the refusal shown, or the assertion released to the service."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, Self

from lxml import etree, html

from broker.core.refusals.listing import all_refusals
from tests.protocols.saml.saml_builders import NAMESPACES, SAML, Tree


class Answer(Protocol):
    """Say what is read of an answer, whichever client had it."""

    @property
    def status_code(self) -> int:
        """Return the HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the headers."""
        ...

    @property
    def content(self) -> bytes:
        """Return the body."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold one answer of the hub: `released` is the Response that carries an assertion, `told` any other."""

    status: int
    code: str
    action: str = ""
    relay_state: str | None = None
    released: Tree = None
    told: Tree = None
    location: str = ""
    page: str = field(default="", repr=False)

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Read an answer: the code of the refusal page, and whatever SAMLResponse form it holds."""
        kind = answer.headers.get("Content-Type", "")
        location = answer.headers.get("Location", "")
        if "html" not in kind or not answer.content.strip():
            return cls(answer.status_code, "", location=location)
        page = html.fromstring(answer.content)
        code = " ".join(element.text_content().strip() for element in page.xpath("//*[@id='refusal-code']"))
        fields = [found.get("value") for found in page.xpath("//input[@name='SAMLResponse']")]
        states = [found.get("value") for found in page.xpath("//input[@name='RelayState']")]
        action = page.xpath("string(//form[.//input[@name='SAMLResponse']]/@action)")
        response = etree.fromstring(base64.b64decode(fields[0])) if fields else None
        released = response is not None and bool(
            response.xpath("//saml:Assertion|//saml:EncryptedAssertion", namespaces=NAMESPACES)
        )
        return cls(
            status=answer.status_code,
            code=code,
            action=str(action),
            relay_state=states[0] if states else None,
            released=response if released else None,
            told=None if released else response,
            location=location,
            page=answer.content.decode(),
        )

    @property
    def attributes(self) -> dict[str, tuple[str, ...]]:
        """Return what the service received, by name."""
        assert self.released is not None, f"nothing released: {self.status} {self.code}"
        return {
            found.get("Name"): tuple(value.text or "" for value in found)
            for found in self.released.iter(f"{{{SAML}}}Attribute")
        }

    def assert_refused(self, code: str) -> None:
        """Fail unless this is exactly that refusal, with its declared status, and nothing left the hub."""
        assert self.released is None, f"released in spite of {code}"
        assert self.code == code, f"{self.code or 'no refusal'} (HTTP {self.status}) where {code} is due"
        assert self.status == all_refusals()[code].status, f"{code} with HTTP {self.status}"
        assert not self.location, f"{code} redirects"
