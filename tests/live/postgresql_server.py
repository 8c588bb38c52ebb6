"""Owns the real PostgreSQL of the tests: Debian's, on a free loopback port, in a folder of its own."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.sandbox import free_ports

_USER = "postgres"


def need_postgresql() -> Path:
    """Return the folder of PostgreSQL's programs; skip without it, or fail where live tests must run (PREAU_LIVE=1)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        reason = "PostgreSQL is not installed (on Debian: the postgresql package)"
        if os.environ.get("PREAU_LIVE") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found[-1].parent


@contextmanager
def running_postgresql(*, durable: bool = False) -> Iterator[str]:
    """Run a PostgreSQL that nobody but this machine reaches, and give the URL of its database.

    Unless `durable`, it does not wait for the disk: no test pulls the plug.
    """
    programs = need_postgresql()
    with TemporaryDirectory(prefix="preau-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:  # it refuses to run as root
            known = pwd.getpwnam(_USER)
            os.chown(folder, known.pw_uid, known.pw_gid)
        data, port = folder / "data", free_ports()
        _run([str(programs / "initdb"), "-A", "trust", "-U", _USER, "-N", "-D", str(data)])
        fsync = "on" if durable else "off"
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync={fsync}"
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
        _run([*control, "-o", options, "-l", str(folder / "log"), "start"])
        try:
            yield f"postgresql://{_USER}@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"])


def _run(command: list[str]) -> None:
    if os.geteuid() == 0:
        runuser = shutil.which("runuser")
        assert runuser is not None
        command = [runuser, "-u", _USER, "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")  # noqa: S603 - fixed commands
