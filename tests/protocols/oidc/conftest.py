"""Owns what the tests of OpenID Connect share: a client of one's own, and a browser that is signed in."""

import pytest

from broker.lab.browser import Browser
from tests.oidc_party import Party, signed_in
from tests.sandbox import Sandbox


@pytest.fixture(scope="session")
def party(sandbox: Sandbox) -> Party:
    """Give one registered client."""
    return Party(sandbox).register()


@pytest.fixture(scope="session")
def browsers() -> list[Browser]:
    """Hold the browser that is signed in, if there is one."""
    return []


@pytest.fixture
def browser(party: Party, browsers: list[Browser]) -> Browser:
    """Give a browser with a pupil's session at the hub: the same, until a test lets that session end."""
    if not browsers or "code" not in party.question(prompt="none").ask(browsers[0]).said:
        browsers[:] = [signed_in(party)]
    return browsers[0]
