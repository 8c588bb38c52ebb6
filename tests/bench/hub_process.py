"""Owns what is under measure: the hub or the web services, a process of its own, started as the product starts it."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from tests.bench.process_figures import cpu_seconds, family

_READY_SECONDS = 240
# `serve` is what carries load: one issuer under Granian. `run` is the sandbox: every issuer in one process.
COMMANDS = {
    "granian": ("serve", "gar", "--workers", "1"),
    "cheroot": ("run", "--no-examples"),
}


@dataclass(frozen=True, slots=True)
class Hub:
    """Hold a running hub; `processes` is the one started and all its children."""

    processes: list[int]

    def cpu_seconds(self) -> float:
        """Return the CPU time spent so far by all the hub's processes."""
        return cpu_seconds(self.processes)


@contextmanager
def running_hub(arguments: tuple[str, ...], workspace: Path, first_port: int) -> Iterator[Hub]:
    """Run `preau` with these arguments until the end of the block, its hub listening on the first port."""
    with running_command(arguments, workspace, first_port, lambda: _is_hub(first_port)) as hub:
        yield hub


@contextmanager
def running_command(
    arguments: tuple[str, ...], workspace: Path, first_port: int, is_ready: Callable[[], bool]
) -> Iterator[Hub]:
    """Run `preau` with these arguments until the end of the block, once it is ready."""
    command = [str(Path(sys.executable).with_name("preau")), *arguments]
    command += ["--workspace", str(workspace), "--first-port", str(first_port)]
    log = workspace / "hub.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603 - our own command
    try:
        _await(process, is_ready, log)
        yield Hub(family(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], is_ready: Callable[[], bool], log: Path) -> None:
    waiting, deadline = threading.Event(), time.monotonic() + _READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if is_ready():
            return
        waiting.wait(0.05)
    raise RuntimeError(f"preau does not start (exit {process.poll()}):\n{log.read_text(encoding='utf-8')}")


def _is_hub(port: int) -> bool:
    try:
        with urlopen(f"http://localhost:{port}/idp/metadata", timeout=5):
            return True
    except (OSError, HTTPException):
        return False
