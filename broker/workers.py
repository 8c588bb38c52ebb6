"""Owns the application of one issuer as a worker process serves it: all that is shared lies in Redis."""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from broker.app import make_issuer_app
from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.definitions.addresses import check_exposure
from broker.definitions.installed_issuers import find_urls
from broker.definitions.settings import Settings
from broker.definitions.workspace import Workspace
from broker.shared import Shared, make_shared, start_refreshing

TARGET = f"{__name__}:make_application"
_ISSUER, _WORKSPACE, _SETTINGS, _COUNT = "PREAU_ISSUER", "PREAU_WORKSPACE", "PREAU_SETTINGS", "PREAU_WORKERS"


@dataclass(frozen=True, slots=True)
class Work:
    """Say what each worker process serves: the settings as the command read them, options included."""

    issuer: str
    workspace: Workspace
    settings: Settings
    count: int

    def publish(self) -> None:
        """Put it into the environment, the one thing that every worker process inherits, however it is started."""
        os.environ[_ISSUER] = self.issuer
        os.environ[_WORKSPACE] = str(self.workspace.root)
        os.environ[_SETTINGS] = self.settings.model_dump_json()
        os.environ[_COUNT] = str(self.count)


def make_application() -> Flask:
    """Make the issuer that the environment names, in a worker process."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    settings = Settings.model_validate_json(os.environ[_SETTINGS])
    work = Work(os.environ[_ISSUER], Workspace(Path(os.environ[_WORKSPACE])), settings, int(os.environ[_COUNT]))
    shared, issuer = _compose(work)
    start_refreshing(shared)  # until the process ends; of several workers, one at a time asks a source
    return make_issuer_app(issuer, shared)


def check_work(work: Work) -> Issuer:
    """Return the issuer, once everything that its workers will open has been opened here.

    Raises ConfigurationError with what is wrong: told once by the command, instead of by each worker.
    """
    check_exposure(work.settings)
    if work.count > 1 and work.settings.store.kind == "memory":
        what = f"{work.count} workers would each have a memory of their own, so no sign-on could go on"
        raise ConfigurationError((Problem("preau.toml", "store.kind", what, 'use kind = "redis", or --workers 1'),))
    shared, issuer = _compose(work)
    make_issuer_app(issuer, shared)
    return issuer


def _compose(work: Work) -> tuple[Shared, Issuer]:
    shared = make_shared(work.settings, work.workspace, find_urls(work.settings, work.workspace))
    issuer = next((found for found in shared.issuers if found.name == work.issuer), None)
    if issuer is None:
        names = ", ".join(found.name for found in shared.issuers)
        what = f"no issuer is called {work.issuer}"
        raise ConfigurationError((Problem("preau serve", "ISSUER", what, f"one of {names}"),))
    return shared, issuer
