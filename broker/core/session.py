"""Owns a person's session at one issuer, and the services that were opened in it: what a sign-out must end."""

from dataclasses import dataclass, field
from datetime import datetime

from broker.core.journey import Authentication
from broker.core.profile import Profile

# The names under which a session remembers the guichet that opened it, for a sign-out.
SAML_GUICHET, OIDC_GUICHET = "saml-guichet", "oidc-guichet"


@dataclass(frozen=True, slots=True)
class Participant:
    """Hold one service opened in a session, or the guichet above it, as a sign-out must address it.

    `protocol` is the language spoken with it and `service` its name there. `subject` is by what the service may name
    the session: the NameID, the CAS ticket, the OIDC `sid`; `index` is the SAML SessionIndex. `address` is where
    it is told, when the language has no other place for that; `subject_format` the NameID's Format and
    `subject_qualifiers` its NameQualifier and SPNameQualifier. `person` is the pseudonym of an OIDC logout token.
    """

    protocol: str
    service: str
    subject: str = field(repr=False)
    index: str = ""
    subject_format: str = ""
    address: str = ""
    resource: str = ""
    person: str = field(default="", repr=False)
    subject_qualifiers: tuple[str, str] = ("", "")
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Session:
    """Hold one session: who signed in by which guichet, and that guichet's own session where it named one.

    `id` is the digest of the browser's secret, so that whoever reads the store cannot become the person.
    `profile` is the one under which the person signed in, where the guichet asks first. `browser` is the digest of
    the browser's other secret, by which all its sessions are known: two tabs may open one each at the same moment.
    """

    id: str
    issuer: str
    guichet: str
    authentication: Authentication
    profile: Profile | None = None
    upstream: Participant | None = None
    browser: str = ""

    @property
    def ends(self) -> datetime:
        """Return when the session ends at the latest."""
        return self.authentication.session_end


@dataclass(frozen=True, slots=True)
class Grant:
    """Hold what a person has allowed to leave to one service, to be decided again when it is fetched.

    It names the person by what the guichet vouched for and holds no value: what leaves is decided at the moment when
    it leaves, by the contract as it then is. `journey` is the one that granted it.
    """

    issuer: str
    resource: str
    service: str
    session: str
    authentication: Authentication
    uai: str
    profile: Profile
    journey: str = ""

    def __repr__(self) -> str:
        """Show the resource only."""
        return f"Grant({self.resource})"
