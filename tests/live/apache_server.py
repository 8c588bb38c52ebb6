"""Owns a real Apache of the tests: Debian's, with one sign-on module, in a folder and on a port of its own.

Each page of the site shows the environment that a script there would read: what the module hands to an application.
"""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import requests
from lxml import html

from tests.sandbox import free_ports

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
_MODULES = Path("/usr/lib/apache2/modules")
_PLAIN = ("mpm_event", "authn_core", "authz_core", "authz_user", "dir", "include", "setenvif")
_USER = "www-data"
_PAGE = '<!doctype html>\n<title>Ressource</title>\n<pre id="environment"><!--#printenv --></pre>\n'
_STARTS_WITHIN = 60.0
_SERVER = """\
ServerRoot "{folder}"
ServerName localhost
DefaultRuntimeDir "{folder}"
PidFile apache.pid
Listen 127.0.0.1:{port}
ErrorLog /dev/stderr
LogLevel info
{modules}
{user}
StartServers 1
MinSpareThreads 4
MaxSpareThreads 8
ThreadsPerChild 8
MaxRequestWorkers 8
TraceEnable Off
DocumentRoot "{folder}/pages"
<Directory />
    Require all denied
</Directory>
<Directory "{folder}/pages">
    Require all granted
    Options +Includes
    DirectoryIndex index.html
    ForceType "text/html; charset=utf-8"
    SetOutputFilter INCLUDES
</Directory>
{more}
"""


@dataclass(frozen=True, slots=True)
class Site:
    """Hold the site of a publisher before its server starts: its folder, with pages, and its address."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Return the address, without a final slash."""
        return f"http://127.0.0.1:{self.port}"

    def write(self, files: Mapping[str, str], under: str = "") -> None:
        """Write configuration files, readable by whoever starts the server."""
        (self.folder / under).mkdir(exist_ok=True)
        for name, text in files.items():
            (self.folder / under / name).write_text(text, encoding="utf-8")


def need_apache(module: str) -> str:
    """Return the path of apache2; without it or the module, skip, or fail where live tests must run (PREAU_LIVE=1)."""
    apache = shutil.which("apache2", path=_PATH)
    if apache is not None and (_MODULES / f"mod_{module}.so").exists():
        return apache
    reason = (
        f"Apache with mod_{module} is not installed (on Debian: apache2, libapache2-mod-{module.replace('_', '-')})"
    )
    if os.environ.get("PREAU_LIVE") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def publisher_site(*protected: str) -> Iterator[Site]:
    """Give a site with a public page and pages in the folders named, which the server's own user may read."""
    with TemporaryDirectory(prefix="preau-apache-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for path in ("", *protected):
            (folder / "pages" / path).mkdir(parents=True)
            (folder / "pages" / path / "index.html").write_text(_PAGE)
        yield Site(folder, free_ports())


@contextmanager
def running_apache(site: Site, module: str, more: str) -> Iterator[None]:
    """Serve the site with one module loaded and more configuration, until the block ends."""
    modules = "\n".join(f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in (*_PLAIN, module))
    configuration = _SERVER.format(folder=site.folder, port=site.port, modules=modules, user=_user(), more=more)
    site.write({"apache.conf": configuration})
    command = [need_apache(module), "-DFOREGROUND", "-f", str(site.folder / "apache.conf")]
    with subprocess.Popen(command, env={"PATH": _PATH, "LANG": "C.UTF-8"}) as process:  # noqa: S603 - a fixed command
        try:
            _wait_until_open(process, site.port)
            yield
        finally:
            process.terminate()
            process.wait(60)


def environment_of(page: requests.Response) -> dict[str, str]:
    """Return the environment that a page of the site shows."""
    assert page.ok, f"HTTP {page.status_code} at {page.url}: {page.text[:400]}"
    shown = html.fromstring(page.content).xpath("string(//pre[@id='environment'])")
    assert shown, f"no page of the site, but {page.url}: {page.text[:400]}"
    return dict(line.split("=", 1) for line in str(shown).splitlines() if "=" in line)


def _user() -> str:
    """Name the user who serves: Apache refuses to serve as root."""
    if os.geteuid() != 0:
        return ""
    pwd.getpwnam(_USER)
    return f"User {_USER}\nGroup {_USER}"


def _wait_until_open(process: subprocess.Popen[bytes], port: int) -> None:
    tries = int(_STARTS_WITHIN / 0.05)
    for _ in range(tries):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"apache2 ended with {process.wait(0.05)}: its error log is above")
    pytest.fail("apache2 does not listen")
