"""Owns the application of one issuer as a worker process serves it: all that is shared lies in Redis."""

import logging
import os
from pathlib import Path

from flask import Flask

from broker.app import make_issuer_app, make_shared
from broker.core.errors import ConfigurationError, Problem
from broker.definitions.addresses import base_urls, check_exposure
from broker.definitions.settings import read_settings
from broker.definitions.workspace import DATA, Workspace

ISSUER = "PREAU_ISSUER"
WORKSPACE = "PREAU_WORKSPACE"
SETTINGS = "PREAU_SETTINGS"
MANY = "PREAU_MANY_WORKERS"


def make_application() -> Flask:
    """Make the issuer that the environment names; raise ConfigurationError when it cannot be."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    name, file = os.environ[ISSUER], os.environ.get(SETTINGS)
    settings = read_settings(Path(file) if file else None)
    check_exposure(settings)
    if os.environ.get(MANY) and settings.store.kind == "memory":
        what = "several workers share nothing in memory"
        raise ConfigurationError((Problem("preau.toml", "store.kind", what, 'use kind = "redis", or --workers 1'),))
    shared = make_shared(settings, Workspace(Path(os.environ[WORKSPACE])), base_urls(settings, DATA / "issuers"))
    issuer = next((found for found in shared.issuers if found.name == name), None)
    if issuer is None:
        names = ", ".join(found.name for found in shared.issuers)
        raise ConfigurationError((Problem("preau serve", "ISSUER", f"no issuer is called {name}", f"one of {names}"),))
    return make_issuer_app(issuer, shared)
