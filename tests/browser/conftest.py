"""Owns the fixtures of the browser's tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Give one tab in a fresh profile, in French."""
    context = chromium.new_context(locale="fr-FR")
    yield context.new_page()
    context.close()
