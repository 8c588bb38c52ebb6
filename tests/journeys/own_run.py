"""Owns a `preau run` of one's own: the command itself, in a process, with its output kept."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.sandbox import Sandbox, free_ports

PREAU = str(Path(sys.executable).with_name("preau"))
_READY = "Ctrl-C"


@dataclass(frozen=True, slots=True)
class OwnRun:
    """Hold a running command: its process, its first port, and the file that takes its standard error."""

    process: subprocess.Popen[str]
    first_port: int
    table: str
    errors: Path

    @property
    def home(self) -> str:
        return f"http://localhost:{self.first_port}"

    def stop(self) -> float:
        """Send what Ctrl-C sends, wait for the end, and return the seconds that it took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=20)
        return time.monotonic() - begun

    def open_ports(self) -> list[int]:
        """Return the ports of the sandbox on which something still listens."""
        return [port for port in range(self.first_port, self.first_port + 20) if _answers(port)]


@contextmanager
def preau_run(folder: Path, model: Sandbox, settings: str = "", *more: str) -> Iterator[OwnRun]:
    """Start the command in a workspace that has the keys of another sandbox, to make none; wait until ready."""
    lend_keys(folder, model)
    if settings:
        (folder / "preau.toml").write_text(settings)
    with running(folder, free_ports(), *more) as run:
        yield run


@contextmanager
def running(folder: Path, first: int, *more: str) -> Iterator[OwnRun]:
    """Start the command in a workspace as it is, from a port on; wait until ready."""
    errors = folder / "stderr.txt"
    command = [PREAU, "run", "--workspace", str(folder), "--first-port", str(first), *more]
    with errors.open("w") as file:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=file, text=True, cwd=folder)  # noqa: S603 - ours
    assert process.stdout is not None
    try:
        table = _read_until_ready(process.stdout)
        assert _READY in table, errors.read_text()
        yield OwnRun(process, first, table, errors)
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def lend_keys(folder: Path, model: Sandbox) -> None:
    """Copy the keys of a sandbox into another workspace: making them takes seconds."""
    copy_keys(model.workspace.root, folder)


def copy_keys(workspace: Path, folder: Path) -> None:
    """Copy the key pairs of issuers and examples, and what makes pseudonyms: other secrets are each workspace's own."""
    shutil.copytree(workspace / "examples", folder / "examples")
    (folder / "keys").mkdir(mode=0o700)
    for pattern in ("*.pem", "pseudonym-*.key"):
        for file in (workspace / "keys").glob(pattern):
            shutil.copy2(file, folder / "keys" / file.name)


def try_command(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run([PREAU, *words], capture_output=True, text=True, timeout=60, check=False, cwd=folder)  # noqa: S603 - ours


def _read_until_ready(output: IO[str]) -> str:
    lines = []
    for line in output:
        lines.append(line)
        if _READY in line:
            break
    return "".join(lines)


def _answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
