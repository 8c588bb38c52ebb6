"""Owns the command `python -m sp_examples`: keys, metadata, then the pages."""

import argparse
import logging
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import urlsplit

from sp_examples.keys import Keys, provide_keys
from sp_examples.resources import Resource, read_resources
from sp_examples.saml_metadata import publish_metadata

_THREADS = 4
_STOP_SECONDS = 1


def main(arguments: list[str] | None = None) -> int:
    """Publish the metadata, serve the resources until SIGTERM or SIGINT, and return the exit code."""
    options = _read_options(arguments)
    try:
        resources = _prepare(options)
    except OSError as error:
        return _fail(f"--folder, --publish: {error}")
    return _serve(options, resources)


def _read_options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sp_examples", description="Serve the example resources.")
    parser.add_argument("--folder", type=Path, required=True, help="where the resources keep their keys")
    parser.add_argument("--publish", type=Path, required=True, help="where their SAML metadata is written for the hub")
    parser.add_argument("--url", type=_origin, required=True, help="public address, such as http://localhost:8010")
    parser.add_argument("--hub", type=_origin, required=True, help="the hub's address, such as http://localhost:8000")
    parser.add_argument(
        "--issuer", type=_issuer, action="append", default=[], help="another issuer: ent-cour=http://localhost:8001"
    )
    parser.add_argument("--secrets", type=Path, required=True, help="folder where the hub writes the clients' secrets")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback)")
    parser.add_argument("--port", type=int, default=8010, help="port to listen on")
    parser.add_argument("--certificate", type=Path, help="certificate in PEM: the resources then speak HTTPS")
    parser.add_argument("--private-key", type=Path, help="the private key of that certificate, in PEM")
    parser.add_argument("--authority", type=Path, help="the hub's authority, in PEM (default: the public ones)")
    options = parser.parse_args(arguments)
    if bool(options.certificate) != bool(options.private_key):
        parser.error("--certificate and --private-key go together")
    return options


def _origin(text: str) -> str:
    parts = urlsplit(text.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError("an address such as http://localhost:8010, without a path")
    return parts.geturl()


def _issuer(text: str) -> tuple[str, str]:
    name, equals, url = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError("a name and an address, such as ent-cour=http://localhost:8001")
    return name, _origin(url)


def _prepare(options: argparse.Namespace) -> dict[str, tuple[Resource, Keys | None]]:
    now = datetime.now(UTC)  # noqa: TID251  this program's one reading of the clock, for its certificates
    prepared: dict[str, tuple[Resource, Keys | None]] = {}
    known = {"", *dict(options.issuer)}
    for slug, resource in read_resources(options.url).items():
        if resource.issuer not in known:  # an issuer that a setting leaves out
            continue
        keys = provide_keys(resource, options.folder, now)
        prepared[slug] = (resource, keys)
        if keys is not None:
            publish_metadata(resource, keys, options.publish)
    return prepared


def _serve(options: argparse.Namespace, resources: dict[str, tuple[Resource, Keys | None]]) -> int:
    # Flask and cheroot are imported once the metadata is written: the hub is waiting for it.
    from cheroot.wsgi import Server  # noqa: PLC0415

    from sp_examples.application import create_application  # noqa: PLC0415
    from sp_examples.hub import Hub  # noqa: PLC0415
    from sp_examples.secure_connections import SecureConnections  # noqa: PLC0415

    # pysaml2 writes whole messages, with everybody's values, into its log.
    logging.getLogger("saml2").addHandler(logging.NullHandler())
    logging.getLogger("saml2").propagate = False
    hub = Hub(options.hub, options.secrets, authority=options.authority, issuers=dict(options.issuer))
    application = create_application(resources, hub)
    server = Server((options.host, options.port), application, numthreads=_THREADS, server_name="sp_examples")
    server.shutdown_timeout = _STOP_SECONDS
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    try:
        if options.certificate:
            server.ssl_adapter = SecureConnections(str(options.certificate), str(options.private_key))
    except OSError as error:
        return _fail(f"--certificate, --private-key: {error}")
    try:
        server.prepare()
    except OSError as error:
        return _fail(f"--host {options.host} --port {options.port}: {error}")
    sys.stdout.write(f"sp_examples: {options.url}/\n")
    sys.stdout.flush()
    try:
        server.serve()
    except SystemExit:
        return 0
    finally:
        server.stop()
    return 0


def _fail(reason: str) -> int:
    sys.stderr.write(f"sp_examples: {reason}\n")
    return 1


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """Leave once: Ctrl-C reaches this process twice, from the terminal and from whoever started it."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
