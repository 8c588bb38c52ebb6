"""Signs citizens and professionals on at clients that nobody here wrote, each configured by the kit alone."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser
from tests.live.apache_server import environment_of, need_apache, publisher_site, running_apache, wait_until_open
from tests.live.publisher import Publisher
from tests.relying_party import RelyingParty
from tests.sandbox import Sandbox, free_ports, sign_in_by_hand

_CITIZEN = ("franceconnect", "franceconnect", "Citizen", ("given_name", "family_name", "birthdate"))
_PROFESSIONAL = ("proconnect", "proconnect", "Professional", ("given_name", "usual_name", "siret"))
_PEOPLE = [
    (_CITIZEN, "aminata.le-goff", {"given_name": "Aminata", "family_name": "Le Goff", "birthdate": "1984-05-07"}),
    (_PROFESSIONAL, "nathalie.rossi", {"given_name": "Nathalie", "usual_name": "Rossi"}),
]
_Known = tuple[str, str, str, tuple[str, ...]]
Reading = Callable[[requests.Response], dict[str, str]]


@contextmanager
def _authlib(sandbox: Sandbox, folder: Path, known: _Known) -> Iterator[tuple[str, Reading]]:
    port = free_ports()
    origin = f"http://127.0.0.1:{port}"
    party = RelyingParty(sandbox, *known, access_url=f"{origin}/lecon/")
    with _registered(party, f"{origin}/gar/retour", "authlib", folder):
        (program,) = folder.glob("*.py")
        command = [sys.executable, "-m", "flask", "--app", program.stem, "run", "--port", str(port)]
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        with subprocess.Popen(command, cwd=folder, env=kept) as process:  # noqa: S603 - of the kit
            try:
                wait_until_open(process, port)
                yield f"{origin}/lecon/", _read_list
            finally:
                process.terminate()
                process.wait(60)


@contextmanager
def _mod_auth_openidc(sandbox: Sandbox, _folder: Path, known: _Known) -> Iterator[tuple[str, Reading]]:
    need_apache("auth_openidc")
    with publisher_site(sandbox) as site:
        url = f"{site.url}/lecon/"
        with (
            _registered(
                RelyingParty(sandbox, *known, access_url=url),
                f"{site.url}/oidc/retour",
                "mod_auth_openidc",
                site.folder,
            ),
            running_apache(site, "auth_openidc", f"Include {site.folder}/gar-openidc.conf"),
        ):
            yield url, _read_environment


@contextmanager
def _registered(party: RelyingParty, callback: str, client: str, folder: Path) -> Iterator[None]:
    """Write the contract of a client, under a name that no other client had, and let the kit write its files."""
    name = f"lecon-{urlsplit(callback).port}"
    party.register(name=name, terms={"redirect_uris": [callback]})
    publisher = Publisher(party.sandbox, name, party.access_url)
    try:
        publisher.preau("kit", "oidc", "--resource", publisher.name, "--client", client, "--out", str(folder))
        yield
    finally:
        (party.sandbox.workspace.contracts / f"{publisher.name}.toml").unlink()


def _read_list(page: requests.Response) -> dict[str, str]:
    found = html.fromstring(page.content)
    return dict(zip(found.xpath("//dl/dt/text()"), found.xpath("//dl/dd/text()"), strict=False))


def _read_environment(page: requests.Response) -> dict[str, str]:
    return {name.removeprefix("OIDC_CLAIM_"): value for name, value in environment_of(page).items()}


@pytest.mark.parametrize("client", [_authlib, _mod_auth_openidc], ids=["authlib", "mod_auth_openidc"])
@pytest.mark.parametrize(("known", "login", "expected"), _PEOPLE, ids=["franceconnect", "proconnect"])
def test_a_person_arrives_at_a_client_that_the_kit_alone_configured(  # noqa: PLR0913, PLR0917 - one per column
    sandbox: Sandbox,
    tmp_path: Path,
    client: Callable[[Sandbox, Path, _Known], AbstractContextManager[tuple[str, Reading]]],
    known: _Known,
    login: str,
    expected: dict[str, str],
) -> None:
    with client(sandbox, tmp_path, known) as (url, read):
        browser = Browser()
        page = sign_in_by_hand(browser, browser.get(url), login)
        assert page.ok, f"HTTP {page.status_code} at {page.url}: {page.text[:300]}"
        found = read(page)
        assert {name: found.get(name) for name in expected} == expected
