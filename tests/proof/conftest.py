"""Owns the ground that the tests of a proof stand on, opened once for all of them."""

from pathlib import Path

import pytest

from broker.proof.ground import Ground
from tests.builders import a_contract
from tests.proof.grounds import a_ground, speaking


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Give the hub, and one contract of names, mail and divisions in every language."""
    folder: Path = tmp_path_factory.mktemp("proof")
    contract = a_contract("IDO", "UAI", "PRO", "NOM", "P_MEL", "DIV", "CIV", name="names")
    return a_ground(folder, speaking(contract))
