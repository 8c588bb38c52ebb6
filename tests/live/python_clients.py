"""Owns Python's clients as real clients: the kit's program, run as its first lines say."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import requests
from lxml import html

from broker.definitions.addresses import local_certificates
from broker.lab.browser import Browser, forms_of
from tests.live.apache_server import wait_until_open
from tests.live.publisher import Publisher
from tests.live.real_client import RealClient, Values
from tests.sandbox import Sandbox, free_ports


@contextmanager
def python_cas(sandbox: Sandbox) -> Iterator[RealClient]:
    """Run python-cas."""
    port = free_ports()
    publisher = Publisher(sandbox, "lecon-python-cas", f"{_scheme(sandbox)}://127.0.0.1:{port}/lecon/")
    with publisher.registered("--cas", publisher.access_url), _running(publisher, "cas", "python-cas", port) as client:
        yield client


@contextmanager
def authlib(sandbox: Sandbox) -> Iterator[RealClient]:
    """Run authlib's client."""
    port = free_ports()
    origin = f"{_scheme(sandbox)}://127.0.0.1:{port}"
    publisher = Publisher(sandbox, "lecon-authlib", f"{origin}/lecon/")
    words = ("--oidc", f"{origin}/gar/retour", "--backchannel-logout-uri", f"{origin}/gar/retour/sortie")
    with publisher.registered(*words), _running(publisher, "oidc", "authlib", port) as client:
        yield client


@contextmanager
def _running(publisher: Publisher, protocol: str, client: str, port: int) -> Iterator[RealClient]:
    with TemporaryDirectory(prefix="preau-client-") as name:
        folder = Path(name)
        publisher.take_kit(protocol, client, folder)
        (program,) = folder.glob("*.py")
        command = [sys.executable, "-m", "flask", "--app", program.stem, "run", "--port", str(port)]
        with subprocess.Popen([*command, *_tls(publisher.sandbox)], cwd=folder, env=_environment()) as process:  # noqa: S603 - of the kit
            try:
                wait_until_open(process, port)
                yield RealClient(publisher, _read, lambda browser: _leave(browser, publisher.access_url))
            finally:
                process.terminate()
                process.wait(60)


def _environment() -> dict[str, str]:
    """Return an environment in which the program can only import what is installed."""
    return {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}


def _tls(sandbox: Sandbox) -> list[str]:
    files = local_certificates(sandbox.shared.settings, sandbox.workspace.tls, sandbox.urls)
    return ["--cert", str(files.certificate_file), "--key", str(files.key_file)] if files else []


def _scheme(sandbox: Sandbox) -> str:
    return sandbox.home.partition(":")[0]


def _read(page: requests.Response) -> Values:
    """Read the page's list: each code, then its values."""
    assert page.ok, f"HTTP {page.status_code} at {page.url}: {page.text[:400]}"
    found: Values = {}
    for item in html.fromstring(page.content).xpath("//dl/*"):
        if item.tag == "dt":
            values = found.setdefault(item.text_content(), [])
        else:
            values.append(item.text_content())
    return {code: values for code, values in found.items() if values}


def _leave(browser: Browser, url: str) -> requests.Response:
    """Press the page's own button."""
    form = next(form for form in forms_of(browser.get(url)) if form.method == "post")
    return browser.submit(form, {name: values[0] for name, values in form.choices.items()})
