"""Owns the sharing out of a proof among processes: contract by contract, fault by fault, in any order."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import Any, TypeVar

from broker.proof.ground import Ground
from broker.proof.mutants.scenarios import make_scenarios
from broker.proof.mutants.suite import Outcome, Suite, find_seeded
from broker.proof.tally import Tally

Result = TypeVar("Result")
_FAULTS_AT_ONCE = 20
_here: dict[str, Any] = {}  # what one worker process has opened, once


def prove_all(ground: Ground, names: Sequence[str], jobs: int) -> Iterator[tuple[str, Tally]]:
    """Yield what each contract came to, as it is known; with several jobs, forked processes share the ground as it is.

    Who has threads asks for one job.
    """
    if jobs == 1:
        for name in names:
            yield name, ground.prover.prove(ground.find(name))
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, context, _take_ground, (ground,)) as executor:
        yield from _as_done({executor.submit(_prove, name): name for name in names})


def try_mutants(jobs: int) -> Iterator[Outcome]:
    """Yield what became of each seeded fault, as it is known."""
    numbers = range(len(find_seeded()))
    if jobs == 1:
        _open_suite()
        yield from _try(numbers)
        return
    context = multiprocessing.get_context("fork")
    parts = [numbers[start : start + _FAULTS_AT_ONCE] for start in range(0, len(numbers), _FAULTS_AT_ONCE)]
    with ProcessPoolExecutor(jobs, context, _open_suite) as executor:
        for _, outcomes in _as_done({executor.submit(_try, part): str(part) for part in parts}):
            yield from outcomes


def _as_done(futures: dict[Future[Result], str]) -> Iterator[tuple[str, Result]]:
    for future in as_completed(futures):
        yield futures[future], future.result()


def _take_ground(ground: Ground) -> None:
    _here["ground"] = ground


def _prove(name: str) -> Tally:
    ground: Ground = _here["ground"]
    return ground.prover.prove(ground.find(name))


def _open_suite() -> None:
    _here["suite"] = Suite(make_scenarios())


def _try(numbers: Sequence[int]) -> list[Outcome]:
    suite: Suite = _here["suite"]
    seeded = find_seeded()
    return [suite.try_seeded(seeded[number]) for number in numbers]
