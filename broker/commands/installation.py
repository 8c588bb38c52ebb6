"""Owns what every command shares: the workspace and settings options, and how problems are told."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from broker.core.errors import ConfigurationError, Problem, Refusal
from broker.definitions.addresses import local_certificates
from broker.definitions.installed_issuers import find_urls
from broker.definitions.settings import FILE_NAME, Settings, read_settings
from broker.definitions.workspace import DATA, Workspace
from broker.transport.local_certificates import LocalCertificates

DEFAULT_WORKSPACE = DATA.parent / "var"
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Installation:
    """Name one installation: its settings, its workspace, its addresses."""

    settings: Settings
    workspace: Workspace
    urls: dict[str, str]

    @property
    def certificates(self) -> LocalCertificates | None:
        """Return the certificates of the listeners, or None without TLS."""
        return local_certificates(self.settings, self.workspace.tls, self.urls)


def with_installation(command: Callable[..., Result]) -> Callable[..., Result]:
    """Give a command the options --workspace, --settings, --first-port and --tls, and the installation they name."""

    @click.option(
        "--workspace",
        type=click.Path(path_type=Path),
        default=DEFAULT_WORKSPACE,
        envvar="PREAU_WORKSPACE",
        help="Folder of keys and own files; var/ beside the sources, wherever you are, when not given.",
    )
    @click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="preau.toml to read.")
    @click.option("--first-port", type=click.IntRange(1, 65000), help="Port of the home page; the others follow.")
    @click.option("--tls/--no-tls", default=None, help="HTTPS, by the workspace's own local authority.")
    @wraps(command)
    def wrapped(
        *args: object,
        workspace: Path,
        settings_file: Path | None,
        first_port: int | None,
        tls: bool | None,
        **kwargs: object,
    ) -> Result:
        installation = open_installation(workspace, settings_file, first_port, tls=tls)
        return command(installation, *args, **kwargs)

    return tell_problems(wrapped)


def open_installation(
    workspace: Path, settings_file: Path | None, first_port: int | None = None, *, tls: bool | None = None
) -> Installation:
    """Read the settings given, else those of the workspace, else the defaults; what is not None replaces them."""
    found = settings_file or next((file for file in [workspace / FILE_NAME] if file.exists()), None)
    settings = read_settings(found)
    given = {name: value for name, value in (("first_port", first_port), ("tls", tls)) if value is not None}
    settings = settings.model_copy(update={"listen": settings.listen.model_copy(update=given)})
    found_workspace = Workspace(workspace.resolve())
    return Installation(settings, found_workspace, find_urls(settings, found_workspace))


def tell_problems(command: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Turn configuration problems and refusals into clear lines and an exit status (2 and 1)."""

    @wraps(command)
    def wrapped(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except ConfigurationError as error:
            for problem in error.problems:
                click.echo(f"preau: {problem}", err=True)
            sys.exit(2)
        except Refusal as refusal:
            tell_refusal(refusal)
            sys.exit(1)

    return wrapped


def tell_refusal(refusal: Refusal) -> None:
    """Print a refusal for a publisher, on standard error."""
    click.echo(f"refused: {refusal.code}: {refusal.sentence.en}", err=True)
    rows = (
        ("rule", refusal.rule.en),
        ("source", refusal.source),
        ("expected", refusal.expected),
        ("received", refusal.received),
        ("change", refusal.remedy.en),
    )
    for name, value in rows:
        if value:
            click.echo(f"  {name}: {value}", err=True)


def stop_with(where: str, what: str, hint: str = "") -> None:
    """Raise one configuration problem."""
    raise ConfigurationError((Problem(where, "", what, hint),))
