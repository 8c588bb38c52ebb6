"""Owns the real browser of the tests: Debian's Chromium, or a skip with its reason."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

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
def running_chromium() -> Iterator[Browser]:
    """Give a headless Chromium; skip when there is none, fail where PREAU_LIVE says that there must be one."""
    path = shutil.which("chromium")
    if path is None:
        reason = "Chromium is not installed (on Debian: the chromium package)"
        pytest.fail(reason) if os.environ.get("PREAU_LIVE") else pytest.skip(reason)
    sandboxless = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its own sandbox to root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*_QUIET, *sandboxless])
        yield browser
        browser.close()
