"""Owns the shape of `metadata/contracts/<name>.toml`: one contract as a file (design.md decision 7)."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import Field, Strict, ValidationError, field_validator, model_validator
from pydantic_core import InitErrorDetails
from pydantic_core.core_schema import ValidationInfo

from broker.core.access_policy import AccessPolicy
from broker.core.contract import Approval, Clause, Contract, Identifier, Provider, Ruling, Status, Strength
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.pseudonym import Sector, SubjectForm
from broker.core.roles import CONSOLE_ROLES, Role
from broker.core.sentence import Sentence
from broker.definitions.contract_reach import is_of_the_school
from broker.definitions.contract_rules import Fault, find_clause_faults
from broker.definitions.contract_terms import CasTable, OidcTable, PageTable, SamlTable
from broker.definitions.contract_words import (
    Address,
    Code,
    Day,
    Name,
    Profiles,
    Retention,
    StableName,
    StrictTable,
    Switch,
    Vocabulary,
    Words,
    fault,
)


class TextTable(StrictTable):
    """Hold one text in French and in English."""

    fr: Words
    en: Words

    def sentence(self) -> Sentence:
        """Return the text as the core holds it."""
        return Sentence(self.fr, self.en)


class ProviderTable(StrictTable):
    """Name who receives the data."""

    siren_isni: str = Field(pattern=r"^\d{9}_\d{16}$", description="SIREN_ISNI; sixteen zeros without an ISNI.")
    name: Words


class AttributeRow(StrictTable):
    """Allow one attribute of the catalogue, with the reason."""

    code: Code
    purpose: Words = Field(description="Why this resource needs this attribute.")
    required: Switch = Field(default=False, description="Refuse the person who lacks it.")
    profiles: Profiles | None = Field(default=None, description="Only for these, among the contract's profiles.")
    necessity: Annotated[str, Field(max_length=1000)] = Field(
        default="", description="Why the purpose cannot be reached without it."
    )
    legal_basis: Annotated[str, Field(max_length=1000)] = Field(
        default="", description="On what legal basis, where that is not the contract's."
    )
    transformation: Precision = Field(
        default=Precision.AS_IT_IS,
        description="How precisely it leaves: year of a date, level instead of a class, truncated words.",
    )
    length: Annotated[int, Strict(), Field(ge=1, le=100)] | None = Field(
        default=None, description="How many characters stay of a truncated value; one when absent."
    )
    retention: Retention = Field(
        default="", description="How long the provider keeps it, when not as the contract says."
    )
    ruling: Ruling = Field(default=Ruling.APPROVED, description="What was decided of it: only what is approved leaves.")
    ruled_because: Annotated[str, Field(max_length=1000)] = Field(default="", description="The reason given for that.")

    @model_validator(mode="after")
    def _length_is_of_a_truncation(self) -> Self:
        if self.length is not None and self.transformation is not Precision.TRUNCATED:
            raise fault("length is of a truncated value", 'add transformation = "truncated", or remove length')
        return self

    def clause(self) -> Clause:
        """Return the row as the core holds it."""
        same = self.model_dump(exclude={"transformation", "length"})
        return Clause(**same, transformation=Transformation(self.transformation, self.length or 1))


class ApprovalRow(StrictTable):
    """Record that somebody, in a role, approved what the contract allowed on a day."""

    role: Role = Field(description="In which role.")
    by: Words
    on: Day
    content: str = Field(pattern=r"^[0-9a-f]{64}$", description="The fingerprint of what was approved.")

    @field_validator("role")
    @classmethod
    def _is_of_the_console(cls, role: Role) -> Role:
        if role not in CONSOLE_ROLES:
            raise fault(f"{role} approves no contract", f"one of {', '.join(CONSOLE_ROLES)}")
        return role

    def approval(self) -> Approval:
        """Return the row as the core holds it."""
        return Approval(self.role, self.by, self.on, self.content)


class AccessTable(StrictTable):
    """Say which agents may open the service: each rule that is not empty must be met."""

    functions: frozenset[Annotated[str, Field(pattern=r"^[0-9A-Z]{2,8}$")]] = Field(
        default=frozenset(), description="Functions (FrEduFonctAdm)."
    )
    schools: frozenset[Annotated[str, Field(pattern=r"^[0-9]{7}[A-Z]$")]] = Field(
        default=frozenset(), description="Schools (UAI), one of which must be the person's."
    )
    school_kinds: frozenset[Annotated[str, Field(pattern=r"^[0-9A-Z]{2,8}$")]] = Field(
        default=frozenset(), description="Types of school (LYC, CLG…), likewise."
    )
    delegations: frozenset[Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,60}$")]] = Field(
        default=frozenset(), description="Applications, a delegation for one of which lets in by itself (FrEduResDel)."
    )

    def policy(self) -> AccessPolicy:
        """Return the table as the core holds it."""
        return AccessPolicy(self.functions, self.schools, self.school_kinds, self.delegations)


class ContractFile(StrictTable):
    """Say what one service may receive, about whom, why and until when."""

    title: TextTable
    issuer: Name = Field(description="Issuer at which the contract holds, by name.")
    resource: StableName = Field(description="ARK of the resource, or the stable name of another service.")
    access_url: Address = Field(description="Where a person opens the resource.")
    provider: ProviderTable
    purpose: TextTable = Field(description="What the processing is for.")
    legal_basis: Words
    profiles: Profiles = Field(description="Who may open the resource.")
    vocabulary: Vocabulary = "gar"
    attributes: tuple[AttributeRow, ...] = Field(min_length=1)
    valid_from: Day = Field(description="First day of validity.")
    valid_until: Day = Field(description="Last day of validity.")
    approved_by: Annotated[str, Field(max_length=1000)] = Field(
        description="Who approved it; while this is empty, the contract allows nothing."
    )
    version: Annotated[int, Strict(), Field(ge=1)] = 1
    identifier: Identifier = Identifier.TRANSIENT
    sector: Sector = Sector.PROVIDER
    subject: SubjectForm = Field(
        default=SubjectForm.PSEUDONYM, description="pivot: FranceConnect's formula over the pivot identity."
    )
    per_school: Switch = Field(default=True, description="Whether a session is for one school of the person.")
    authentication: Strength = Field(default=Strength.ONE_FACTOR, description="How strongly people must sign in.")
    access: AccessTable | None = Field(default=None, description="Which agents may open the service.")
    open_to_all: Switch = Field(
        default=False,
        description="Whether people need no subscription to open it: for a resource under test.",
    )
    status: Status = Field(
        default=Status.ACTIVE, description="Where it stands: only an active contract allows anything."
    )
    retention: Retention = Field(default="", description="How long the provider keeps what it is sent.")
    security: TextTable | None = Field(default=None, description="How the provider protects what it is sent.")
    transfers: TextTable | None = Field(
        default=None, description="To which third countries it goes, and under which guarantees; none when absent."
    )
    approvals: tuple[ApprovalRow, ...] = Field(default=(), description="Who approved which content, and when.")
    saml: SamlTable | None = Field(default=None, description="How the service speaks SAML 2.0.")
    cas: CasTable | None = Field(default=None, description="How the service speaks CAS.")
    oidc: OidcTable | None = Field(default=None, description="How the service speaks OpenID Connect.")
    page: PageTable | None = Field(default=None, description="Which page of the issuer's own it is, for no service.")

    @field_validator("attributes")
    @classmethod
    def _attributes_fit(cls, rows: tuple[AttributeRow, ...], info: ValidationInfo) -> tuple[AttributeRow, ...]:
        profiles = info.data.get("profiles", frozenset(Profile))
        vocabulary = info.data.get("vocabulary", "")
        _raise_together(find_clause_faults(tuple(row.clause() for row in rows), profiles, vocabulary))
        return rows

    @field_validator("per_school")
    @classmethod
    def _needs_a_school(cls, per_school: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic passes it so
        of_the_school = [row.code for row in info.data.get("attributes", ()) if is_of_the_school(row.code)]
        if not per_school and of_the_school:
            what = f"per_school = false chooses no school, and these are of one: {', '.join(of_the_school)}"
            raise fault(what, "remove those attributes, or per_school = false")
        return per_school

    @field_validator("valid_until")
    @classmethod
    def _ends_after_it_begins(cls, last: date, info: ValidationInfo) -> date:
        first = info.data.get("valid_from", last)
        if last < first:
            raise fault(f"{last} is before valid_from, {first}", "exchange or correct the two days")
        return last

    @model_validator(mode="after")
    def _speaks_a_language(self) -> Self:
        if self.saml is None and self.cas is None and self.oidc is None and self.page is None:
            raise fault("the service speaks no language", "add a [saml], [cas] or [oidc] table")
        return self

    @classmethod
    def read(cls, data: object) -> Self:
        """Read a contract's data; raise pydantic's ValidationError with every fault, each with its `hint`."""
        return cls.model_validate(data)

    def contract(self, name: str, fingerprint: str = "") -> Contract:
        """Return the contract as the core holds it; `fingerprint` is that of the file (`contract_fingerprint`)."""
        same = self.model_dump(
            include={"issuer", "resource", "legal_basis", "profiles", "access_url", "valid_from", "valid_until"}
            | {"approved_by", "version", "identifier", "sector", "subject", "per_school", "vocabulary"}
            | {"authentication", "open_to_all", "status", "retention"}
        )
        return Contract(
            name=name,
            title=self.title.sentence(),
            provider=Provider(self.provider.siren_isni, self.provider.name),
            purpose=self.purpose.sentence(),
            clauses=tuple(row.clause() for row in self.attributes),
            **same,
            security=self.security.sentence() if self.security else None,
            transfers=self.transfers.sentence() if self.transfers else None,
            approvals=tuple(row.approval() for row in self.approvals),
            fingerprint=fingerprint,
            access=self.access.policy() if self.access else None,
            saml=self.saml.terms() if self.saml else None,
            cas=self.cas.terms() if self.cas else None,
            oidc=self.oidc.terms() if self.oidc else None,
            page=self.page.terms() if self.page else None,
        )


def _raise_together(faults: Iterable[Fault]) -> None:
    details = [InitErrorDetails(type=fault(one.what, one.hint), loc=one.where, input=None) for one in faults]
    if details:
        raise ValidationError.from_exception_data("attributes", details)
