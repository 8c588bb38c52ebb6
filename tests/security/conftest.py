"""Owns what the attacks share: a forge in a sandbox of its own, so that nothing hostile reaches other tests."""

from collections.abc import Iterator

import pytest

from tests.sandbox import running_sandbox
from tests.security.canary import Canary, singing
from tests.security.forge import Forge


@pytest.fixture(scope="session")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    """Give one pair of forged parties, in a sandbox of their own, to every attack."""
    with running_sandbox(tmp_path_factory.mktemp("forge"), examples=False) as sandbox:
        yield Forge(sandbox)


@pytest.fixture
def canary() -> Iterator[Canary]:
    """Give a listener that nothing may call."""
    with singing() as found:
        yield found
