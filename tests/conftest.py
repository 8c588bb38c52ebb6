"""Owns the fixtures that every folder of tests shares."""

import fcntl
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import running_chromium
from tests.journeys.own_run import copy_keys, lend_keys
from tests.sandbox import Sandbox, running_sandbox


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse two tests of one name: of these, a run of several processes would run one and say nothing."""
    often = [name for name, many in Counter(item.nodeid for item in items).items() if many > 1]
    if often:
        raise pytest.UsageError(f"several tests bear the name {', '.join(often)}")


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Give one running sandbox to the whole test run; where the run has several processes, to each of them one."""
    folder = tmp_path_factory.mktemp("sandbox")
    with ExitStack() as running:
        with keys_of_the_run(tmp_path_factory, folder):
            found = running.enter_context(running_sandbox(folder))
        yield found


@pytest.fixture
def keyed_path(sandbox: Sandbox, tmp_path: Path) -> Path:
    """Give a workspace of a test's own that has keys already: a command in an empty folder makes seventeen first."""
    lend_keys(tmp_path, sandbox)
    return tmp_path


@contextmanager
def keys_of_the_run(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[None]:
    """Lend the keys that another process of this run has made; make them in the block, and leave a copy, if none has.

    Making them takes a processor for seconds, and they are no less secret for being those of two sandboxes of one run.
    """
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent  # that of all the processes
    with (place / "keys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = place / "keys-of-the-run"
        if not made.exists():
            yield
            copy_keys(folder, made)
            return
        copy_keys(made, folder)
    yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give one Chromium to the whole test run."""
    with running_chromium() as browser:
        yield browser
