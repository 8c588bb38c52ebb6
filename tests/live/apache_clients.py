"""Owns the sign-on modules of Debian's Apache as real clients, each configured by the kit and nothing else."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import requests

from broker.lab.browser import Browser
from broker.transport.outgoing import local_session
from tests.live.apache_server import (
    Site,
    environment_of,
    need_apache,
    own_folder,
    publisher_site,
    running_apache,
)
from tests.live.publisher import Publisher
from tests.live.real_client import RealClient, Values
from tests.sandbox import Sandbox

_CODES = ("IDO", "UAI", "PRO", "PRE", "DIV")


@contextmanager
def mellon(sandbox: Sandbox, *more: str) -> Iterator[RealClient]:
    """Run mod_auth_mellon: key and first metadata by its package's tool, then the kit's, with `more` of its files."""
    need_apache("auth_mellon")
    with publisher_site(sandbox) as site:
        folder = site.folder / "mellon"
        publisher = Publisher(sandbox, "lecon-mellon", f"{site.url}/lecon/")
        with publisher.registered("--saml", str(make_mellon_metadata(site, folder))):
            publisher.take_kit("saml", "mellon", folder)
            with local_session(sandbox.shared.authorities) as session:
                gar = session.get(f"{sandbox.home}/idp/metadata", timeout=15)
            (folder / "gar-metadata.xml").write_bytes(gar.content)
            includes = "\n".join(f"Include {folder}/{name}" for name in ("mellon.conf", *more))
            with running_apache(site, "auth_mellon", includes):
                publisher.register("--replace", "--saml", f"{site.url}/mellon/metadata")
                yield RealClient(publisher, _read_mellon, _way_out(site, folder / "mellon.conf"))


@contextmanager
def mod_auth_openidc(sandbox: Sandbox) -> Iterator[RealClient]:
    """Run mod_auth_openidc."""
    need_apache("auth_openidc")
    with publisher_site(sandbox) as site:
        back = f"{site.url}/oidc/retour"
        publisher = Publisher(sandbox, "lecon-openidc", f"{site.url}/lecon/")
        with publisher.registered("--oidc", back, "--backchannel-logout-uri", f"{back}?logout=backchannel"):
            publisher.take_kit("oidc", "mod_auth_openidc", site.folder)
            with running_apache(site, "auth_openidc", f"Include {site.folder}/gar-openidc.conf"):
                yield RealClient(publisher, _read_openidc, _way_out(site, site.folder / "gar-openidc.conf"))


@contextmanager
def mod_auth_cas(sandbox: Sandbox) -> Iterator[RealClient]:
    """Run mod_auth_cas; it has no way out of its own: the broker's log-out is, and tells it."""
    need_apache("auth_cas")
    with publisher_site(sandbox) as site:
        publisher = Publisher(sandbox, "lecon-cas", f"{site.url}/lecon/")
        with publisher.registered("--cas"):
            folder = own_folder(site, "sessions")
            publisher.take_kit("cas", "mod_auth_cas", folder)
            with running_apache(site, "auth_cas", f"Include {folder}/gar-cas.conf"):
                yield RealClient(publisher, _read_cas, _way_out(site, folder / "gar-cas.conf"))


def make_mellon_metadata(site: Site, folder: Path) -> Path:
    """Make key, certificate and first metadata with the tool that the module's package brings."""
    folder.mkdir()
    command = ["mellon_create_metadata", f"{site.url}/mellon/metadata", f"{site.url}/mellon"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - a fixed command
    key, certificate, metadata = (next(folder.glob(f"*.{kind}")) for kind in ("key", "cert", "xml"))
    key.rename(folder / "sp-key.pem")
    certificate.rename(folder / "sp-cert.pem")
    return metadata


def _way_out(site: Site, kit: Path) -> Callable[[Browser], requests.Response]:
    """Return a following of the link that the kit says to put on a page."""
    told = re.search(r'to sign out everywhere: "(\S+)"', kit.read_text(encoding="utf-8"))
    assert told is not None, "the kit says nothing of signing out"
    address = urljoin(site.url, told[1])
    return lambda browser: browser.get(address)


def _read_mellon(page: requests.Response) -> Values:
    """Read what MellonEnvVarsSetCount sets: how many values, and each by its number."""
    shown = environment_of(page)
    assert shown["REMOTE_USER"] == shown["IDO"]
    return {
        code: [shown[f"{code}_{number}"] for number in range(int(shown[f"{code}_N"]))]
        for code in _CODES
        if f"{code}_N" in shown
    }


def _read_openidc(page: requests.Response) -> Values:
    shown = environment_of(page)
    assert shown["REMOTE_USER"] == shown["OIDC_CLAIM_IDO"]
    return {code: shown[f"OIDC_CLAIM_{code}"].split(";") for code in _CODES if f"OIDC_CLAIM_{code}" in shown}


def _read_cas(page: requests.Response) -> Values:
    shown = environment_of(page)
    assert shown["REMOTE_USER"] not in shown["HTTP_CAS_IDO"]
    return {code: shown[f"HTTP_CAS_{code}"].split(";") for code in _CODES if f"HTTP_CAS_{code}" in shown}
