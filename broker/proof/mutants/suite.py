"""Owns the running of seeded faults: each is tried until something is wrong, and what nothing betrays survives."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache

from broker.proof.checking import try_policy
from broker.proof.mutants.equivalents import find_equivalent
from broker.proof.mutants.modules import DRAWINGS, MUTATED, load_policy, source_of, tree_of
from broker.proof.mutants.operators import Mutation, find_mutations
from broker.proof.mutants.scenarios import Scenario
from broker.proof.mutants.scope import is_policy
from broker.proof.narrowing import narrows_only
from broker.proof.policy import Policy
from broker.proof.unsent import DOOR, changes_nothing


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what became of one seeded fault: by what it was caught, or why it changes nothing, else it survived."""

    module: str
    line: int
    code: str
    what: str
    caught_by: str = ""
    equivalent: str = ""

    @property
    def survived(self) -> bool:
        """Tell whether nothing betrayed it."""
        return not self.caught_by and not self.equivalent

    def as_data(self) -> dict[str, object]:
        """Return it as JSON-able data."""
        return {name: value for name, value in asdict(self).items() if value}

    def __str__(self) -> str:
        """Write it as one line."""
        return f"{self.module}:{self.line}: {self.what}: {self.code}"


@dataclass(frozen=True, slots=True)
class Seeded:
    """Hold one fault of one module, before it is tried."""

    module: str
    mutation: Mutation


@cache
def find_seeded() -> tuple[Seeded, ...]:
    """Return every fault that is seeded."""
    return tuple(Seeded(name, one) for name in MUTATED for one in find_mutations(tree_of(name), is_policy))


class Suite:
    """Try seeded faults against scenarios; those that betrayed one are asked first about the next."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self._scenarios = scenarios
        self._telling: dict[int, Scenario] = {}

    def try_seeded(self, seeded: Seeded) -> Outcome:
        """Try one fault, until a scenario betrays it."""
        lines = source_of(seeded.module).splitlines()
        module, line = seeded.module.removeprefix("broker."), seeded.mutation.line
        outcome = Outcome(module, line, lines[line - 1].strip() if line else "", seeded.mutation.what)
        try:
            policy = load_policy(seeded.module, seeded.mutation)
        except Exception as error:  # noqa: BLE001 - a fault that cannot even be loaded is caught by that
            return replace(outcome, caught_by=f"loading: {type(error).__name__}")
        caught = self._find_betrayal(policy, seeded)
        if caught:
            return replace(outcome, caught_by=caught)
        return replace(outcome, equivalent=find_equivalent(outcome.module, outcome.code, outcome.what))

    def _find_betrayal(self, policy: Policy, seeded: Seeded) -> str:
        """Return what is wrong first; of a drawing, whole vocabularies are asked before the rules."""
        ordered = reversed(self._scenarios) if seeded.module in DRAWINGS else self._scenarios
        for scenario in (*reversed(self._telling.values()), *ordered):
            caught = next(betrayals(policy, (scenario,)), "")
            if caught:
                self._telling[id(scenario)] = scenario
                return caught
        return ""


def betrayals(policy: Policy, scenarios: Iterable[Scenario]) -> Iterator[str]:
    """Yield what is wrong with a policy, scenario by scenario; nothing where it is right in all."""
    for scenario in scenarios:
        for way, trial in (("path", scenario.path), ("decision", scenario.decision)):
            if trial is None:
                continue
            release, faults = try_policy(trial, policy.issue if way == "path" else policy.decide)
            for fault in faults:
                yield f"{scenario.name}, {way}: {f'{fault.attribute} ' if fault.attribute else ''}{fault.what}"
            if release is None or not scenario.holds:
                continue
            held = policy.with_door(release, DOOR) if changes_nothing(policy, release) else None
            if held is None:
                yield f"{scenario.name}: what a release holds for us alone changes it"
            elif len(release.released) > 1 and not narrows_only(policy, held):
                yield f"{scenario.name}: a release that is altered for a trial is wider, or another"
