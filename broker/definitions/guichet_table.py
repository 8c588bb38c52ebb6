"""Owns the table `[[guichets]]` of an issuer's definition, which alone is the file of a guichet of one's own."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from broker.core.fact_names import FactName
from broker.core.issuer import Guichet
from broker.core.profile import Profile
from broker.core.said_rules import Reading, SaidRules
from broker.core.sentence import Sentence
from broker.definitions.upstream_table import UpstreamTable

_STRICT = ConfigDict(frozen=True, extra="forbid")


class Text(BaseModel):
    """Hold a sentence in both languages."""

    model_config = _STRICT
    fr: str
    en: str

    def sentence(self) -> Sentence:
        """Return it as the core holds it."""
        return Sentence(self.fr, self.en)


class Key(BaseModel):
    """Say what a guichet calls the person, and which key of the directory that is."""

    model_config = _STRICT
    kind: str = Field(pattern="^(person|login|join_key|mail|said|pivot)$")
    attribute: str
    project_attribute: str | None = None


class _Vouched(BaseModel):
    model_config = _STRICT
    profiles: frozenset[Profile] = frozenset(Profile)
    attribute: str | None = None
    values: dict[str, frozenset[Profile]] = {}


class GuichetFile(BaseModel):
    """Read one guichet: inside an issuer's file, or alone in the workspace for one's own ENT."""

    model_config = _STRICT
    name: str = Field(pattern="^[a-z][a-z0-9-]{0,40}$")
    title: Text
    description: Text = Text(fr="", en="")
    entity_id: str | None = None
    projects: frozenset[str] = frozenset()
    at: frozenset[str] = Field(frozenset({"gar"}), description="The issuers that offer it, for one in the workspace.")
    key: Key
    vouched: _Vouched = _Vouched()
    sha1_tolerated: bool = False
    loose_times: bool = False
    protocol: Literal["saml", "oidc"] = "saml"
    facts: dict[FactName, tuple[str, ...]] = {}
    required: frozenset[FactName] = frozenset()
    scopes: frozenset[str] | None = Field(None, description="The domains for which it speaks; all where none is named.")
    reading: Reading = Reading.AS_SAID
    only: dict[FactName, frozenset[str]] = Field({}, description="The only values that it may state of a fact.")
    oidc: UpstreamTable | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Hold the parts to each other: who is asked by OpenID Connect is asked somewhere."""
        if (self.protocol == "oidc") != (self.oidc is not None):
            raise ValueError('protocol = "oidc" and [guichets.oidc] go together')
        return self

    @property
    def own_name(self) -> str | None:
        """Return the name under which the guichet speaks, where the file says it: of a provider, its issuer."""
        return self.oidc.issuer if self.oidc else self.entity_id

    def guichet(self, entity_id: str) -> Guichet:
        """Return the guichet; `entity_id` is used where the file names none."""
        return Guichet(
            name=self.name,
            title=self.title.sentence(),
            description=self.description.sentence(),
            entity_id=self.own_name or entity_id,
            projects=self.projects,
            key_kind=self.key.kind,
            key_attribute=self.key.attribute,
            project_attribute=self.key.project_attribute,
            vouched=self.vouched.profiles,
            vouched_attribute=self.vouched.attribute,
            vouched_by_value=tuple(self.vouched.values.items()),
            sha1_tolerated=self.sha1_tolerated,
            loose_times=self.loose_times,
            protocol=self.protocol,
            facts=tuple(self.facts.items()),
            rules=SaidRules(self.required, self.scopes, self.reading, tuple(self.only.items())),
            oidc=self.oidc.upstream() if self.oidc else None,
        )
