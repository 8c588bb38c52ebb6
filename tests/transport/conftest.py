"""Owns a sandbox over TLS for each file of this folder: one of them lets its certificates run out."""

from collections.abc import Iterator

import pytest

from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox, running_sandbox


@pytest.fixture(scope="module")
def secure(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Give a sandbox whose every listener speaks TLS, the example resources included."""
    folder = tmp_path_factory.mktemp("secure")
    lend_keys(folder, sandbox)
    with running_sandbox(folder, tls=True) as found:
        yield found
