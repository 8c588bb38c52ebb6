"""Owns the real browser of the tests: Debian's Chromium, or a skip with its reason."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

_QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def running_chromium(home: Path | None = None) -> Iterator[Browser]:
    """Give a headless Chromium; skip when there is none, fail where PREAU_LIVE says that there must be one.

    `home` is the folder in which it finds the authorities that a person has added.
    """
    path = shutil.which("chromium")
    if path is None:
        reason = "Chromium is not installed (on Debian: the chromium package)"
        pytest.fail(reason) if os.environ.get("PREAU_LIVE") else pytest.skip(reason)
    sandboxless = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its own sandbox to root
    with sync_playwright() as playwright:
        environment = {**os.environ, "HOME": str(home)} if home else None
        browser = playwright.chromium.launch(executable_path=path, args=[*_QUIET, *sandboxless], env=environment)
        yield browser
        browser.close()
