"""Owns what the tests of OpenID Connect share: a client of one's own, and browsers that are signed in."""

import pytest

from broker.commands.browser import Browser
from tests.oidc_party import Party, signed_in
from tests.sandbox import Sandbox


@pytest.fixture(scope="session")
def party(sandbox: Sandbox) -> Party:
    """Give one registered client."""
    return Party(sandbox).register()


@pytest.fixture(scope="session")
def browser(party: Party) -> Browser:
    """Give one browser with a pupil's session at the hub; no test may end it."""
    return signed_in(party)
