"""Owns `metadata/issuers/<name>.toml` and `<workspace>/guichets/<name>.toml`: issuers and guichets as data."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from broker.core.errors import ConfigurationError, Problem
from broker.core.fact_names import FactName
from broker.core.issuer import (
    PEOPLE,
    CasPaths,
    FederationWay,
    Guichet,
    Issuer,
)
from broker.core.said_rules import Reading, SaidRules
from broker.core.sentence import Sentence
from broker.definitions.guichet_table import GuichetFile, Key, Text
from broker.definitions.issuer_languages import STRICT, CasPart, OidcPart, SamlPart
from broker.definitions.own_people_tables import LeavingTable, PasswordTable
from broker.definitions.placeholders import replace_placeholders
from broker.definitions.problems import problems_of


class _Federation(BaseModel):
    """Read how the members of a federation are asked and read: each of them is a guichet."""

    model_config = STRICT
    name: str = Field(pattern="^[a-z][a-z0-9-]{0,40}$")
    published: str | None = Field(None, pattern=r"^/[A-Za-z0-9._/-]+$")
    needed_categories: frozenset[str] = frozenset()
    key: Key
    facts: dict[FactName, tuple[str, ...]] = {}
    required: frozenset[FactName] = frozenset()
    reading: Reading = Reading.AS_SAID

    def way(self) -> FederationWay:
        template = Guichet(
            name=self.name,
            title=Sentence("", ""),
            description=Sentence("", ""),
            entity_id="",
            projects=frozenset(),
            key_kind=self.key.kind,
            key_attribute=self.key.attribute,
            facts=tuple(self.facts.items()),
            rules=SaidRules(self.required, frozenset(), self.reading),
            needed_categories=self.needed_categories,
        )
        return FederationWay(self.name, template, self.published)


class IssuerFile(BaseModel):
    """Read one issuer's definition."""

    model_config = STRICT
    title: Text
    role: Text
    listener: int = Field(ge=0, le=99)
    entity_id: str
    saml: SamlPart
    cas: CasPart | None = None
    oidc: OidcPart | None = None
    password: PasswordTable | None = None
    guichets: tuple[GuichetFile, ...] = ()
    federation: _Federation | None = None
    pages: str | None = Field(None, pattern=r"^[a-z_.]+:[a-z_]+$")
    console: bool = False
    entry_path: str | None = None
    sign_response: bool = False
    remember_guichet: bool = False
    directory: str = PEOPLE
    accounts: bool = False
    leaving: LeavingTable | None = None
    return_address: str | None = None
    regroups_guardians: bool = False
    rights: bool = False
    assumption: Text | None = None


def read_toml(file: Path, urls: Mapping[str, str]) -> dict[str, object]:
    """Read one TOML file and replace its `{name}` placeholders by base URLs."""
    try:
        return replace_placeholders(tomllib.loads(file.read_text(encoding="utf-8")), urls, file.name)
    except OSError as error:
        raise ConfigurationError((Problem(file.name, "file", error.strerror or "unreadable"),)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError((Problem(file.name, "syntax", str(error), "correct the TOML"),)) from None


def read_listeners(*folders: Path) -> dict[str, int]:
    """Return the listener number of each issuer defined in these folders, by name."""
    numbers: dict[str, int] = {}
    for file in _issuer_files(folders):
        number = read_toml(file, _AnyName()).get("listener")
        numbers[file.stem] = number if isinstance(number, int) else 0
    return numbers


def _issuer_files(folders: Iterable[Path]) -> list[Path]:
    return sorted((file for folder in folders for file in folder.glob("*.toml")), key=lambda file: file.stem)


def read_issuers(folders: Iterable[Path], urls: Mapping[str, str]) -> tuple[Issuer, ...]:
    """Read every issuer of these folders; raise ConfigurationError with the problems of all files together."""
    problems: list[Problem] = []
    files: dict[str, IssuerFile] = {}
    for file in _issuer_files(folders):
        if file.stem in files:
            problems.append(Problem(str(file), "file", f"an issuer is called {file.stem} already", "name it otherwise"))
            continue
        try:
            files[file.stem] = IssuerFile.model_validate(read_toml(file, urls))
        except ValidationError as error:
            problems += problems_of(error, file.name)
        except ConfigurationError as error:
            problems += error.problems
    entities = {name: read.entity_id for name, read in files.items()}
    problems += [
        Problem(
            f"{name}.toml", "guichets", f"no issuer is called {guichet.name}", "give entity_id, or define the issuer"
        )
        for name, read in files.items()
        for guichet in read.guichets
        if guichet.own_name is None and guichet.name not in entities
    ]
    if problems:
        raise ConfigurationError(tuple(problems))
    return tuple(_issuer(name, read, urls[name], entities) for name, read in files.items())


def _issuer(name: str, read: IssuerFile, url: str, entities: Mapping[str, str]) -> Issuer:
    return Issuer(
        name=name,
        title=read.title.sentence(),
        role=read.role.sentence(),
        url=url,
        listener=read.listener,
        entity_id=read.entity_id,
        paths=read.saml.paths(),
        cas=CasPaths(**read.cas.model_dump()) if read.cas else None,
        oidc=read.oidc.paths() if read.oidc else None,
        relay_state_must_be_access_url=read.saml.relay_state_must_be_access_url,
        entity_id_must_be_metadata_url=read.saml.entity_id_must_be_metadata_url,
        answers=read.saml.answers,
        password=read.password.way() if read.password else None,
        guichets=tuple(guichet.guichet(entities.get(guichet.name, "")) for guichet in read.guichets),
        federation=read.federation.way() if read.federation else None,
        pages=read.pages,
        console=read.console,
        entry_path=read.entry_path,
        sign_response=read.sign_response,
        remember_guichet=read.remember_guichet,
        directory=read.directory,
        accounts=read.accounts,
        leaving=read.leaving.paths() if read.leaving else None,
        return_address=read.return_address,
        regroups_guardians=read.regroups_guardians,
        rights=read.rights,
        assumption=read.assumption.sentence() if read.assumption else None,
    )


class _AnyName(dict[str, str]):
    """Stand for any base URL while only the listener's number is wanted."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"

    def __contains__(self, name: object) -> bool:
        return True
