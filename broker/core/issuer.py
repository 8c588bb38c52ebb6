"""Owns issuers: anything that signs people on and answers services. They differ only in data."""

from dataclasses import dataclass, field

from broker.core.answer_style import AnswerStyle
from broker.core.fact_names import FactName
from broker.core.oidc_dialect import OidcDialect
from broker.core.oidc_upstream import OidcUpstream
from broker.core.profile import Profile
from broker.core.said_rules import NO_RULES, SaidRules
from broker.core.sentence import Sentence

PEOPLE = "people"  # the directory of the schools' people, which an issuer asks unless it names another


@dataclass(frozen=True, slots=True)
class SignOutPaths:
    """Hold an issuer's own addresses of SAML single logout, one per binding; the same for both its roles."""

    redirect: str
    post: str
    soap: str


@dataclass(frozen=True, slots=True)
class UnsolicitedPath:
    """Hold where a link asks for an unsolicited response, and its parameters: the service's name, and where to go."""

    path: str
    service: str
    target: str


@dataclass(frozen=True, slots=True)
class SamlPaths:
    """Hold an issuer's own SAML paths, under its base URL; `consumer` only where it asks other guichets."""

    metadata: str
    redirect: str
    post: str
    consumer: str | None = None
    sign_out: SignOutPaths | None = None
    unsolicited: UnsolicitedPath | None = None


@dataclass(frozen=True, slots=True)
class CasPaths:
    """Hold where an issuer speaks CAS under its base URL: `context` stands before /login and its like."""

    context: str = ""


@dataclass(frozen=True, slots=True)
class OidcPaths:
    """Hold an issuer's OpenID Connect paths under its base URL; `issuer` is the path of its issuer identifier.

    An empty path is an endpoint that it has not. `dialect` is how it speaks there.
    """

    issuer: str
    authorize: str
    token: str
    userinfo: str
    jwks: str
    end_session: str
    introspection: str = ""
    revocation: str = ""
    bearer_sign_out: str = ""
    pushed: str = ""
    dialect: OidcDialect = field(default_factory=OidcDialect)


@dataclass(frozen=True, slots=True)
class Guichet:
    """Describe one way in that a hub offers: who vouches, for whom, and how to find the person.

    `key_attribute` is what the guichet sends, `key_kind` the directory key it is (see `Directory.find_person`), or
    `said` where no directory is asked: then `facts` say which of the guichet's attributes (the first that is there)
    holds which fact. `protocol` is the language in which it is asked, `oidc` how where that is OpenID Connect. Where
    `vouched_attribute` is set, its values choose the vouched profiles. `rules` say what its facts must be like. Of a
    federation's member, `categories` are the entity categories that it supports, among which must be those needed (RFC
    8409), and `words` what a search looks at (`core.searching`). `sha1_tolerated` and `loose_times` are named
    leniencies for one real guichet (facts/gar.md 5).
    """

    name: str
    title: Sentence
    description: Sentence
    entity_id: str
    projects: frozenset[str]
    key_kind: str
    key_attribute: str
    project_attribute: str | None = None
    vouched: frozenset[Profile] = frozenset(Profile)
    vouched_attribute: str | None = None
    vouched_by_value: tuple[tuple[str, frozenset[Profile]], ...] = ()
    sha1_tolerated: bool = False
    loose_times: bool = False
    protocol: str = "saml"
    facts: tuple[tuple[FactName, tuple[str, ...]], ...] = ()
    oidc: OidcUpstream | None = None
    rules: SaidRules = NO_RULES
    categories: frozenset[str] = frozenset()
    needed_categories: frozenset[str] = frozenset()
    words: str = ""


@dataclass(frozen=True, slots=True)
class FederationWay:
    """Say that every member of a federation is a guichet of this issuer, all of them asked and read as `template`.

    `name` is the federation's; `published` is the path at which its aggregate is served, where the sandbox itself
    publishes that federation.
    """

    name: str
    template: Guichet
    published: str | None = None


@dataclass(frozen=True, slots=True)
class LeavingPaths:
    """Hold where services send a person who leaves: `pages` ask to sign out, `chain` leads on by its `return`."""

    pages: tuple[str, ...]
    chain: str | None = None


@dataclass(frozen=True, slots=True)
class PasswordWay:
    """Say whom an issuer signs on itself, and how its form names the fields.

    `session_seconds` is how long its session lasts, None for as long as any session may.
    `preselections` are the words by which a service chooses the profile for the person; `submit_field` is the name of
    the form's button; where it `counts_steps`, each showing of the form has its number in the address.
    `one_time_password` says that its people have a second factor, asked where a service or its contract wants it.
    """

    profiles: frozenset[Profile]
    project: str | None = None
    profile_choices: tuple[Profile, ...] = ()
    username_field: str = "username"
    password_field: str = "password"  # noqa: S105 - the name of a form field
    session_seconds: int | None = None
    preselections: tuple[tuple[str, Profile], ...] = ()
    submit_field: str | None = None
    counts_steps: bool = False
    one_time_password: bool = False


@dataclass(frozen=True, slots=True)
class Issuer:
    """Describe one issuer: where it listens, what it is called, how people prove who they are.

    `paths.metadata` under `url` serves its metadata; `entity_id` is its SAML name in both roles. `directory` names
    where its people are looked for, `accounts` says that it keeps accounts of theirs; where it `regroups_guardians`,
    several records of one are one account there. `remember_guichet` offers the guichet chosen last first.
    `rights` says that its resources are subscribed to: nobody opens one without a right to it.
    `return_address` is where its services send a person who leaves them. `assumption` is shown where the issuer's
    shape is a simulated assumption. The two `…must_be…` switches and `answers` are how strict it is towards SAML
    services whose contract says nothing else (facts/gar.md 4.2, 5).
    """

    name: str
    title: Sentence
    url: str
    listener: int
    entity_id: str
    paths: SamlPaths
    password: PasswordWay | None = None
    guichets: tuple[Guichet, ...] = ()
    federation: FederationWay | None = None
    pages: str | None = None
    directory: str = PEOPLE
    console: bool = False
    entry_path: str | None = None
    sign_response: bool = False
    remember_guichet: bool = False
    answers: AnswerStyle = AnswerStyle.STRICT
    relay_state_must_be_access_url: bool = False
    entity_id_must_be_metadata_url: bool = False
    cas: CasPaths | None = None
    oidc: OidcPaths | None = None
    accounts: bool = False
    assumption: Sentence | None = None
    leaving: LeavingPaths | None = None
    return_address: str | None = None
    regroups_guardians: bool = False
    rights: bool = False
    role: Sentence = field(default_factory=lambda: Sentence("", ""))

    @property
    def consumer_url(self) -> str:
        """Return the address at which guichets answer this issuer."""
        return f"{self.url}{self.paths.consumer or ''}"

    @property
    def entry_url(self) -> str:
        """Return the address of the médiacentres' links, of an issuer that has one."""
        return f"{self.url}{self.entry_path or ''}"
