"""Owns the real browser of the tests: Debian's Chromium, or a skip with its reason."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

_AXE = Axe()
_QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True)
class Broken:
    """Name an axe rule that a page breaks, and the elements that break it."""

    rule: str
    elements: tuple[str, ...]


def broken_rules(page: Page) -> list[Broken]:
    """Run every rule of axe over a page as it stands; what the page keeps to is not listed, since listing it costs."""
    found = _AXE.run(page, options={"resultTypes": ["violations"]})["violations"]
    return [Broken(each["id"], tuple(node["html"][:120] for node in each["nodes"])) for each in found]


class _Driver:
    """Share the one Playwright that a process may have at a time: it ends with the last browser."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browsers = 0

    @contextmanager
    def shared(self) -> Iterator[Playwright]:
        if self._playwright is None:
            self._playwright = sync_playwright().start()
        self._browsers += 1
        try:
            yield self._playwright
        finally:
            self._browsers -= 1
            if not self._browsers:
                self._playwright.stop()
                self._playwright = None


_driver = _Driver()


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
    with _driver.shared() as playwright:
        environment = {**os.environ, "HOME": str(home)} if home else None
        browser = playwright.chromium.launch(executable_path=path, args=[*_QUIET, *sandboxless], env=environment)
        yield browser
        browser.close()
