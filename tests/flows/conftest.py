"""Owns the fixtures of the flows of accounts."""

from pathlib import Path

import pytest

from broker.flows.account_office import AccountOffice
from broker.flows.ports import Directory
from tests.accounts import an_office, shipped_people
from tests.builders import HandClock


@pytest.fixture(scope="module")
def people() -> Directory:
    return shipped_people()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def office(people: Directory, clock: HandClock, tmp_path: Path) -> AccountOffice:
    return an_office(tmp_path, people, clock)
