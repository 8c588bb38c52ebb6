"""Owns what the attacks share: a forge in a sandbox of its own, so that nothing hostile reaches other tests."""

from collections.abc import Iterator

import pytest
import requests

from tests.oidc_party import Party
from tests.sandbox import running_sandbox
from tests.security.canary import Canary, singing
from tests.security.doors import stranger
from tests.security.forge import Forge
from tests.security.oidc_attack import AFTER, Target


@pytest.fixture(scope="session")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    """Give one pair of forged parties, in a sandbox of their own, to every attack."""
    with running_sandbox(tmp_path_factory.mktemp("forge"), examples=False) as own:  # with keys of its own: J195
        yield Forge(own)


@pytest.fixture
def visitor() -> Iterator[requests.Session]:
    """Give a client for whoever asks every route of every issuer."""
    with stranger() as found:
        yield found


@pytest.fixture
def canary() -> Iterator[Canary]:
    """Give a listener that nothing may call."""
    with singing() as found:
        yield found


@pytest.fixture(scope="session")
def target(forge: Forge) -> Target:
    """Give the attacked OpenID Connect client, and one of the attacker's, in the sandbox of the attacks."""
    terms = {"refresh_tokens": True, "post_logout_redirect_uris": [AFTER]}
    party = Party(forge.sandbox).register(terms=terms)
    evil = party.register(name="voleur", client_id="voleur", callback="https://voleur.example/cb", terms=terms)
    return Target(party, evil)
