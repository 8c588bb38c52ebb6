"""Owns `preau serve`: one issuer under Granian, with as many worker processes as wanted."""

import os
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces

from broker import workers
from broker.commands.installation import Installation, with_installation
from broker.definitions.issuer_files import read_listeners
from broker.definitions.settings import FILE_NAME
from broker.definitions.workspace import DATA

_BACKLOG = 1024


@click.command()
@click.argument("issuer")
@click.option(
    "--workers", "count", default=1, type=click.IntRange(1, 64), help="Worker processes (Redis when several)."
)
@click.option("--port", type=click.IntRange(1, 65535), help="Port; that of the sandbox when absent.")
@with_installation
def serve(installation: Installation, *, issuer: str, count: int, port: int | None) -> None:
    """Serve one issuer with worker processes that share their state in Redis."""
    os.environ[workers.ISSUER] = issuer
    os.environ[workers.WORKSPACE] = str(installation.workspace.root)
    settings = installation.workspace.root / FILE_NAME
    if settings.exists():
        os.environ[workers.SETTINGS] = str(settings)
    if count > 1:
        os.environ[workers.MANY] = "1"
    listener = _listener(installation, issuer)
    Granian(
        "broker.workers:make_application",
        address=installation.settings.listen.host,
        port=port or listener,
        interface=Interfaces.WSGI,
        workers=count,
        blocking_threads=installation.settings.listen.threads,
        backlog=_BACKLOG,
        factory=True,
        working_dir=Path.cwd(),
    ).serve()
    raise SystemExit(0)


def _listener(installation: Installation, issuer: str) -> int:
    """Return the port of an issuer in the sandbox, after building it once so that problems are told here."""
    workers.make_application()
    return installation.settings.listen.first_port + read_listeners(DATA / "issuers")[issuer]
