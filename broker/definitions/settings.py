"""Owns `preau.toml`: every setting, typed and frozen. Unknown keys are errors, reported all at once."""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from broker.core.errors import ConfigurationError, Problem
from broker.definitions.problems import problems_of
from broker.definitions.register_settings import RegisterSettings
from broker.directories.directory_settings import DirectorySettings
from broker.records.records_settings import RecordsSettings
from broker.records.retention_settings import RetentionSettings
from broker.saml.federations.settings import FederationSettings
from broker.stats.statistics_settings import StatisticsSettings
from broker.stores.store_settings import StoreSettings

FILE_NAME = "preau.toml"


class Listen(BaseModel):
    """Choose where the issuers listen: each takes `first_port` plus its own number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    first_port: int = Field(8000, ge=1, le=65000, description="Port of the home page; the others follow.")
    exposed: bool = Field(
        default=False,
        description="Whether other machines may reach the sandbox, its one-click sign-in and its traces.",
    )
    tls: bool = Field(
        default=False, description="Whether every listener speaks HTTPS, with the workspace's own local authority."
    )
    threads: int = Field(8, ge=1, le=128, description="Threads of each listener.")


class IssuerOverride(BaseModel):
    """Change what an issuer's definition says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str | None = Field(None, description="Public base URL, when a reverse proxy stands in front.")
    enabled: bool = Field(
        default=True, description="Whether this installation has it: switched off, nobody starts it nor offers it."
    )

    @field_validator("url")
    @classmethod
    def _is_base_url(cls, url: str | None) -> str | None:
        return _base_url(url, {"http", "https"})


class Fetching(BaseModel):
    """Bound what is fetched from elsewhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    beyond_loopback: bool = Field(default=False, description="Whether metadata may be fetched from other machines.")


class ConsoleSettings(BaseModel):
    """Choose what the console, which has no log-in, lets its visitors do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    registration: bool | None = Field(
        default=None,
        description="Whether a form registers resources; when absent, only where no other machine reaches the console.",
    )


class AccountSettings(BaseModel):
    """Choose what the guichets' accounts let visitors do, whom no log-in tells apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    desk: bool | None = Field(
        default=None,
        description=(
            "Whether the helpdesk's screens and the outbox are shown; when absent, only where no other machine "
            "reaches the guichet."
        ),
    )


class LabSettings(BaseModel):
    """Choose whether resources may be probed with releases that were altered on purpose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    starvation: bool | None = Field(
        default=None,
        description=(
            "Whether publishers and operators may have attributes kept back from a resource under test, in a browser "
            "of their own; when absent, only where no other machine reaches the issuer."
        ),
    )


class RightsSettings(BaseModel):
    """Choose what the records of subscriptions and assignments start with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: bool = Field(
        default=True,
        description="Whether new records start with the sandbox's own subscriptions; with the shipped people only.",
    )


class WebServiceSettings(BaseModel):
    """Choose where the web services of distributors and ENTs answer; they speak TLS whatever the issuers do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str | None = Field(None, description="Public base URL, https://, where it is not the listener's own.")
    enabled: bool = Field(default=True, description="Whether this installation serves them.")

    @field_validator("url")
    @classmethod
    def _is_base_url(cls, url: str | None) -> str | None:
        return _base_url(url, {"https"})


class Settings(BaseModel):
    """Gather every setting of `preau.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    listen: Listen = Listen()
    directory: DirectorySettings = DirectorySettings()
    directories: dict[str, DirectorySettings] = Field(
        default_factory=dict, description="Other directories by name: agents, citizens, professionals, and your own."
    )
    store: StoreSettings = StoreSettings()
    fetching: Fetching = Fetching()
    records: RecordsSettings = RecordsSettings()
    console: ConsoleSettings = ConsoleSettings()
    accounts: AccountSettings = AccountSettings()
    lab: LabSettings = LabSettings()
    rights: RightsSettings = RightsSettings()
    webservices: WebServiceSettings = WebServiceSettings()
    statistics: StatisticsSettings = StatisticsSettings()
    retention: RetentionSettings = RetentionSettings()
    processing: RegisterSettings = RegisterSettings()
    issuers: dict[str, IssuerOverride] = Field(default_factory=dict, description="Overrides by issuer name.")
    federations: tuple[FederationSettings, ...] = Field((), description="Federations whose services are known here.")

    @field_validator("federations")
    @classmethod
    def _are_told_apart(cls, federations: tuple[FederationSettings, ...]) -> tuple[FederationSettings, ...]:
        names = [federation.name for federation in federations]
        if len(set(names)) != len(names):
            raise ValueError("two federations have the same name")
        return federations


def _base_url(url: str | None, schemes: set[str]) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in schemes or not parts.netloc or parts.query or parts.fragment:
        written = "https" if schemes == {"https"} else "http(s)"
        raise ValueError(f"an absolute {written} URL without query or fragment")
    return url.rstrip("/")


def read_settings(file: Path | None) -> Settings:
    """Read settings; an absent file (None) gives the defaults. Raises ConfigurationError with all problems."""
    if file is None:
        return Settings()
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"))
        return Settings.model_validate(read, context={"folder": file.resolve().parent})
    except OSError as error:
        raise ConfigurationError(
            (Problem(file.name, "file", error.strerror or "unreadable", "check its path"),)
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError((Problem(file.name, "syntax", str(error), "correct the TOML"),)) from None
    except ValidationError as error:
        raise ConfigurationError(problems_of(error, file.name)) from None
