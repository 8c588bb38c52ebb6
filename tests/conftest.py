"""Owns the fixtures that every folder of tests shares."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.chromium import running_chromium
from tests.sandbox import Sandbox, running_sandbox


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Give one running sandbox to the whole test run."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give one Chromium to the whole test run."""
    with running_chromium() as browser:
        yield browser
