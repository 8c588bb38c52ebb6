"""Owns the sign-on modules of Debian's Apache as real clients, each configured by the kit and nothing else."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import requests

from broker.commands.browser import Browser
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
def mellon(sandbox: Sandbox) -> Iterator[RealClient]:
    """Run mod_auth_mellon: key and first metadata by the tool of its package, then the kit's, as Mellon serves it."""
    need_apache("auth_mellon")
    with publisher_site(sandbox) as site:
        folder = site.folder / "mellon"
        publisher = Publisher(sandbox, "lecon-mellon", f"{site.url}/lecon/")
        with publisher.registered("--saml", str(_make_mellon_metadata(site, folder))):
            publisher.take_kit("saml", "mellon", folder)
            with local_session(sandbox.shared.authorities) as session:
                gar = session.get(f"{sandbox.home}/idp/metadata", timeout=15)
            (folder / "gar-metadata.xml").write_bytes(gar.content)
            with running_apache(site, "auth_mellon", f"Include {folder}/mellon.conf"):
                publisher.register("--replace", "--saml", f"{site.url}/mellon/metadata")
                yield RealClient(publisher, _read_mellon, lambda browser: _leave(browser, site, "/mellon/logout?ReturnTo="))


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
                yield RealClient(publisher, _read_openidc, lambda browser: _leave(browser, site, "/oidc/retour?logout="))


@contextmanager
def mod_auth_cas(sandbox: Sandbox) -> Iterator[RealClient]:
    """Run mod_auth_cas; it has no way out of its own: the broker's log-out is, and tells it."""
    need_apache("auth_cas")
    with publisher_site(sandbox) as site:
        publisher = Publisher(sandbox, "lecon-cas", f"{site.url}/lecon/")
        with publisher.registered("--cas"):
            publisher.take_kit("cas", "mod_auth_cas", own_folder(site, "sessions"))
            with running_apache(site, "auth_cas", f"Include {site.folder}/sessions/gar-cas.conf"):
                way_out = f"{sandbox.home}/logout?service={quote(publisher.access_url, safe='')}"
                yield RealClient(publisher, _read_cas, lambda browser: browser.get(way_out))


def _make_mellon_metadata(site: Site, folder: Path) -> Path:
    """Make key, certificate and first metadata with the tool that the module's package brings."""
    folder.mkdir()
    command = ["mellon_create_metadata", f"{site.url}/mellon/metadata", f"{site.url}/mellon"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - a fixed command
    key, certificate, metadata = (next(folder.glob(f"*.{kind}")) for kind in ("key", "cert", "xml"))
    key.rename(folder / "sp-key.pem")
    certificate.rename(folder / "sp-cert.pem")
    return metadata


def _leave(browser: Browser, site: Site, way_out: str) -> requests.Response:
    return browser.get(site.url + way_out + quote(f"{site.url}/", safe=""))


def _read_mellon(page: requests.Response) -> Values:
    """Read CODE_N = count, CODE_0, CODE_1…"""
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
