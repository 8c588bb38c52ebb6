"""Owns the facts that a CAS client's configuration states: the issuer's addresses, its own service address."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from broker.core.contract import Contract
from broker.core.issuer import Issuer
from broker.core.sentence import Sentence
from broker.core.terms import CasTerms
from broker.kits.attribute_facts import AttributeFact, account_key_of, attributes_of
from broker.kits.cas_services import is_taken_by


@dataclass(frozen=True, slots=True)
class HubFacts:
    """State where the issuer speaks CAS; `authority` is the file of its TLS's local authority.

    `is_broker` tells the GAR's own hub, whose habits are not those of an ENT.
    """

    title: Sentence
    is_broker: bool
    url: str
    context: str
    authority: str | None
    assumption: Sentence | None

    @property
    def base_url(self) -> str:
        """Return what clients put before login and its like, with its slash."""
        return f"{self.url}{self.context}/"

    @property
    def login_url(self) -> str:
        """Return where a sign-on is asked for."""
        return f"{self.base_url}login"

    @property
    def logout_url(self) -> str:
        """Return where a sign-out is asked for."""
        return f"{self.base_url}logout"

    @property
    def validate_url(self) -> str:
        """Return where a ticket is validated, with the attributes (CAS protocol 3.0, 2.8)."""
        return f"{self.base_url}p3/serviceValidate"

    @property
    def host(self) -> str:
        """Return the name of its host."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Return the port at which it listens."""
        return urlsplit(self.url).port or (443 if self.secure else 80)

    @property
    def secure(self) -> bool:
        """Tell whether it speaks HTTPS."""
        return self.url.startswith("https:")


@dataclass(frozen=True, slots=True)
class CasFacts:
    """Gather what every configuration of one service states."""

    resource: str
    title: Sentence
    access_url: str
    valid_until: date
    hub: HubFacts
    service: CasTerms
    attributes: tuple[AttributeFact, ...]

    @property
    def account_attribute(self) -> str | None:
        """Return the attribute that is the key of an account; None where the contract gives none."""
        return account_key_of(self.attributes)

    @property
    def service_url(self) -> str:
        """Return one address that the contract takes: the access address if it does, else the first that it names."""
        if is_taken_by(self.service.services, self.access_url):
            return self.access_url
        return self.service.services[0].removesuffix("*")


def gather_facts(issuer: Issuer, contract: Contract, authority: str | None) -> CasFacts:
    """Gather the facts of one resource that speaks CAS, at an issuer that does."""
    assert issuer.cas is not None
    assert contract.cas is not None
    secure = issuer.url.startswith("https:")
    return CasFacts(
        resource=contract.resource,
        title=contract.title,
        access_url=contract.access_url,
        valid_until=contract.valid_until,
        hub=HubFacts(
            title=issuer.title,
            is_broker=issuer.console,
            url=issuer.url,
            context=issuer.cas.context,
            authority=authority if secure else None,
            assumption=issuer.assumption,
        ),
        service=contract.cas,
        attributes=attributes_of(contract),
    )
