"""Owns the fixtures of the example resources' tests: keys made once, and a yard for each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sp_examples.application import create_application
from sp_examples.hub import Hub
from sp_examples.keys import provide_keys
from sp_examples.resources import read_resources
from tests.sp_examples.hub_server import HubServer
from tests.sp_examples.hub_side import Signer
from tests.sp_examples.yard import METADATA, ORIGIN, Resources, Watch, Yard


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer()


@pytest.fixture(scope="session")
def other_signer() -> Signer:
    return Signer()


@pytest.fixture(scope="session")
def resources(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    folder = tmp_path_factory.mktemp("keys")
    now = datetime(2026, 9, 1, tzinfo=UTC)
    return {slug: (each, provide_keys(each, folder, now)) for slug, each in read_resources(ORIGIN).items()}


@pytest.fixture
def yard(resources: Resources, signer: Signer, tmp_path: Path) -> Iterator[Yard]:
    """Give a yard of its own to a test that changes the hub or moves the time."""
    with _open_yard(resources, signer, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared_yard(resources: Resources, signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """Give one yard to all tests that only visit it, each with browsers of its own."""
    with _open_yard(resources, signer, tmp_path_factory.mktemp("secrets")) as opened:
        yield opened


@contextmanager
def _open_yard(resources: Resources, signer: Signer, secrets: Path) -> Iterator[Yard]:
    watch = Watch()
    with HubServer() as server:
        server.show(METADATA, signer.metadata())
        hub = Hub(server.url, secrets, tick=watch)
        yield Yard(create_application(resources, hub), resources, signer, server, watch, secrets)
