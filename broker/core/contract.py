"""Owns contracts: what one service may receive, about whom, why and until when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from broker.core.access_policy import AccessPolicy
from broker.core.precision import AS_IT_IS, Transformation
from broker.core.profile import Profile
from broker.core.pseudonym import Sector, SubjectForm
from broker.core.roles import Role
from broker.core.sentence import Sentence
from broker.core.terms import CasTerms, OidcTerms, PageTerms, SamlTerms

PROTOCOLS = ("saml", "oidc", "cas")
PAGE = "page"  # the language of an issuer's own pages


class Strength(StrEnum):
    """Choose how strongly people must have signed in."""

    ONE_FACTOR = "one_factor"
    TWO_FACTORS = "two_factors"


class Identifier(StrEnum):
    """Choose what the subject of the assertion names: a value of the moment, or the pseudonym."""

    TRANSIENT = "transient"
    PSEUDONYM = "pseudonym"


IDENTIFIERS = {
    Identifier.TRANSIENT: Sentence("valeur du moment (transient)", "value of the moment (transient)"),
    Identifier.PSEUDONYM: Sentence("identifiant opaque (persistent)", "opaque identifier (persistent)"),
}


class Status(StrEnum):
    """Say where a contract stands in its life; that it is over follows from its days."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACTIVE = "active"
    SUSPENDED = "suspended"


STATUSES = {
    Status.DRAFT: Sentence("brouillon", "draft"),
    Status.SUBMITTED: Sentence("soumis", "submitted"),
    Status.ACTIVE: Sentence("actif", "active"),
    Status.SUSPENDED: Sentence("suspendu", "suspended"),
}


class Ruling(StrEnum):
    """Say what was decided of one attribute asked for."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


RULINGS = {
    Ruling.PENDING: Sentence("à décider", "to be decided"),
    Ruling.APPROVED: Sentence("approuvé", "approved"),
    Ruling.REFUSED: Sentence("refusé", "refused"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """Ask for one catalogue attribute, with the reason; a required one refuses the person who lacks it.

    `necessity` says why the purpose cannot be reached without it, `legal_basis` on what ground where that is not the
    contract's, `retention` how long the provider keeps it (ISO 8601, empty: as the contract says). Only what was
    approved leaves; `ruled_because` is the reason given.
    """

    code: str
    purpose: str
    required: bool = False
    profiles: frozenset[Profile] | None = None
    necessity: str = ""
    legal_basis: str = ""
    transformation: Transformation = AS_IT_IS
    retention: str = ""
    ruling: Ruling = Ruling.APPROVED
    ruled_because: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """Record that somebody, in a role, approved a content (the contract's fingerprint then) on a day."""

    role: Role
    by: str
    on: date
    content: str


@dataclass(frozen=True, slots=True)
class Provider:
    """Name who receives the data: `identifier` is `SIREN_ISNI` (facts/gar.md 0)."""

    identifier: str
    name: str


@dataclass(frozen=True, slots=True)
class Contract:
    """Say what one service may receive.

    `resource` is the ARK (or, for a hub at a guichet, any stable name); both days are included in its validity.
    `vocabulary` names the words that its clauses are taken from. `per_school` is false for a service that takes the
    person whole, without a school of the session (a hub at a guichet). `authentication` is how strongly people must
    have signed in, and `access` which agents may come in. `open_to_all` is the switch of a resource under test:
    nobody needs a subscription. `retention` is how long the provider keeps what it is sent (ISO 8601), `security` how
    it is protected there, `transfers` to which third countries it goes (None: to none). `fingerprint` is the SHA-256 of
    what the file allows, whatever its status, number and approvals; empty where no file was read. `saml`, `cas` and
    `oidc` say on which terms it is spoken to: at least one, and the release is the same; `page` is of a page of the
    issuer's own instead.
    """

    name: str
    issuer: str
    resource: str
    title: Sentence
    provider: Provider
    purpose: Sentence
    legal_basis: str
    profiles: frozenset[Profile]
    clauses: tuple[Clause, ...]
    access_url: str
    valid_from: date
    valid_until: date
    approved_by: str
    version: int = 1
    identifier: Identifier = Identifier.TRANSIENT
    sector: Sector = Sector.PROVIDER
    subject: SubjectForm = SubjectForm.PSEUDONYM
    per_school: bool = True
    vocabulary: str = "gar"
    authentication: Strength = Strength.ONE_FACTOR
    access: AccessPolicy | None = None
    open_to_all: bool = False
    status: Status = Status.ACTIVE
    retention: str = ""
    security: Sentence | None = None
    transfers: Sentence | None = None
    approvals: tuple[Approval, ...] = ()
    fingerprint: str = ""
    saml: SamlTerms | None = None
    cas: CasTerms | None = None
    oidc: OidcTerms | None = None
    page: PageTerms | None = None

    @property
    def entity_id(self) -> str:
        """Return the SAML entityID, empty where the service does not speak SAML."""
        return self.saml.entity_id if self.saml else ""

    def names_in(self, protocol: str) -> tuple[str, ...]:
        """Return the names by which the service asks in one language: entityID, CAS services or client_id."""
        if protocol == "saml":
            return (self.saml.entity_id,) if self.saml else ()
        if protocol == "cas":
            return self.cas.services if self.cas else ()
        if protocol == PAGE:
            return (f"{PAGE}:{self.page.path}",) if self.page else ()
        return (self.oidc.client_id,) if self.oidc else ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name by which the service asks."""
        return tuple(name for protocol in (*PROTOCOLS, PAGE) for name in self.names_in(protocol))

    @property
    def protocols(self) -> tuple[str, ...]:
        """Return the languages in which the service asks."""
        return tuple(protocol for protocol in PROTOCOLS if self.names_in(protocol))

    @property
    def sector_name(self) -> str:
        """Name the sector in which a person keeps one pseudonym."""
        names = {Sector.PROVIDER: self.provider.identifier, Sector.RESOURCE: self.resource, Sector.PROJECT: "project"}
        return f"{self.sector}:{names[self.sector]}"
