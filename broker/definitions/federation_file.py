"""Owns `metadata/federations/<name>.toml`: the federations that the sandbox itself publishes, and their members."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.core.sentence import Sentence
from broker.definitions.issuer_files import read_toml
from broker.definitions.problems import problems_of
from broker.saml.federations.aggregate_writer import Registration
from broker.saml.federations.publication import InventedMember, PublishedFederation

_STRICT = ConfigDict(frozen=True, extra="forbid")


class _Text(BaseModel):
    model_config = _STRICT
    fr: str
    en: str


class _Member(BaseModel):
    """Read one member: an `issuer` of the sandbox, or an invented one that nobody can reach."""

    model_config = _STRICT
    issuer: str | None = None
    entity_id: str | None = None
    title: _Text | None = None
    part: Literal["guichet", "service"] = "guichet"
    scopes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> Self:
        if (self.issuer is None) is (self.entity_id is None) or (self.entity_id is not None and self.title is None):
            raise ValueError("give issuer, or entity_id and title")
        return self

    def registration(self) -> Registration:
        return Registration(self.part, self.scopes, self.categories, self.supports, self.certifications)


class FederationFile(BaseModel):
    """Read one federation."""

    model_config = _STRICT
    title: _Text
    uri: str = Field(description="The name of the document, and of who registers its members.")
    invented_sign_on: str = Field(description="The page that says that a member is invented.")
    invented_certificate: str = Field(description="A PEM file beside this one, whose private key nobody has.")
    members: tuple[_Member, ...]


def read_federation(folder: Path, name: str, issuers: Iterable[Issuer], urls: Mapping[str, str]) -> PublishedFederation:
    """Read a federation by name; a member that is an issuer switched off is left out."""
    file = folder / f"{name}.toml"
    try:
        read = FederationFile.model_validate(read_toml(file, urls))
        certificate = (folder / read.invented_certificate).read_bytes()
    except ValidationError as error:
        raise ConfigurationError(problems_of(error, file.name)) from None
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise ConfigurationError((Problem(file.name, "invented_certificate", what),)) from None
    known = {issuer.name: issuer for issuer in issuers}
    members = tuple(
        (found, member.registration())
        for member in read.members
        if (found := _find(member, known, read.invented_sign_on, certificate)) is not None
    )
    return PublishedFederation(name, Sentence(read.title.fr, read.title.en), read.uri, members)


def _find(
    member: _Member, issuers: Mapping[str, Issuer], sign_on: str, certificate: bytes
) -> Issuer | InventedMember | None:
    if member.issuer is not None:
        return issuers.get(member.issuer)
    assert member.title is not None, "an invented member has a title"
    return InventedMember(member.entity_id or "", Sentence(member.title.fr, member.title.en), sign_on, certificate)
