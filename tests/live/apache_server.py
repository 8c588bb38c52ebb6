"""Owns a real Apache of the tests: Debian's, with one sign-on module, in a folder and on a port of its own.

Each page of the site shows the environment that a script there would read: what the module hands to an application.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import requests
from lxml import html

from broker.definitions.addresses import local_certificates
from tests.sandbox import Sandbox, free_ports

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
_MODULES = Path("/usr/lib/apache2/modules")
_PLAIN = ("mpm_event", "authn_core", "authz_core", "authz_user", "dir", "include", "setenvif", "headers")
_SECURE = ("ssl",)
_USER = "www-data"
_PAGE = '<!doctype html>\n<title>Ressource</title>\n<pre id="environment"><!--#printenv --></pre>\n'
_STARTS_WITHIN, _LOOKS_EVERY = 60.0, 0.05
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
    """Hold the site of a publisher before its server starts: its folder, with pages, and its address.

    With a `certificate`, and its key, the site speaks HTTPS. Its host is not the broker's: to a browser, it is another.
    """

    folder: Path
    port: int
    certificate: tuple[Path, Path] | None = None

    @property
    def url(self) -> str:
        """Return the address, without a final slash."""
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"


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
def publisher_site(sandbox: Sandbox) -> Iterator[Site]:
    """Give a site with a public page and a page in /lecon/, over HTTPS where the sandbox is."""
    certificates = local_certificates(sandbox.shared.settings, sandbox.workspace.tls, sandbox.urls)
    with TemporaryDirectory(prefix="preau-apache-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server's own user reads it
        for path in ("pages", "pages/lecon"):
            (folder / path).mkdir()
            (folder / path / "index.html").write_text(_PAGE)
        pair = (certificates.certificate_file, certificates.key_file) if certificates else None
        yield Site(folder, free_ports(), pair)


@contextmanager
def running_apache(site: Site, module: str, more: str) -> Iterator[None]:
    """Serve the site with one module loaded and more configuration, until the block ends."""
    apache = need_apache(module)
    loaded = (*_PLAIN, module, *(_SECURE if site.certificate else ()))
    configuration = _SERVER.format(
        folder=site.folder,
        port=site.port,
        modules="\n".join(f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in loaded),
        user=f"User {_USER}\nGroup {_USER}" if os.geteuid() == 0 else "",  # Apache refuses to serve as root
        more="\n".join([*_tls(site), more]),
    )
    file = site.folder / "apache.conf"
    file.write_text(configuration, encoding="utf-8")
    command = [apache, "-DFOREGROUND", "-f", str(file)]
    with subprocess.Popen(command, env={"PATH": _PATH, "LANG": "C.UTF-8"}) as process:  # noqa: S603 - a fixed command
        try:
            wait_until_open(process, site.port)
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


def own_folder(site: Site, name: str) -> Path:
    """Make a folder that is the server's alone, where it keeps what it must."""
    folder = site.folder / name
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, _USER, _USER)
    return folder


def wait_until_open(process: subprocess.Popen[bytes], port: int) -> None:
    """Return once the port answers; fail when the process ends, or takes too long."""
    for _ in range(round(_STARTS_WITHIN / _LOOKS_EVERY)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"{process.args} ended with {process.wait(_LOOKS_EVERY)}: its error log is with this report")
    pytest.fail(f"{process.args} does not listen")


def _tls(site: Site) -> Iterator[str]:
    if site.certificate:
        yield "SSLEngine On"
        yield f'SSLCertificateFile "{site.certificate[0]}"'
        yield f'SSLCertificateKeyFile "{site.certificate[1]}"'
