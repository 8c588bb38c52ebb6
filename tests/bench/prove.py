"""Owns `prove.200.seconds`: the proof of 200 contracts of great variety, every message signed and searched."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from broker.proof.pool import prove_all
from broker.proof.tally import Tally
from tests.bench.figure import Figure
from tests.proof.grounds import a_ground, generate_contracts

_CONTRACTS = 200


def measure() -> Iterator[Figure]:
    """Measure the whole proof, as `preau prove` does it, on every processor there is."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        ground, total = a_ground(Path(folder), *generate_contracts(_CONTRACTS)), Tally()
        names = [contract.name for contract in ground.contracts]
        started = perf_counter()
        for _, tally in prove_all(ground, names, os.cpu_count() or 1):
            total.add(tally)
        seconds = perf_counter() - started
    assert not total.violations, total.violations[0]
    assert total.messages > _CONTRACTS
    yield Figure("prove.200.seconds", seconds, "s")
