"""Owns the seeds of the sandbox as it is shipped: read once, planned for the people and schools there are."""

from functools import cache

from broker.core.rights.seeds import SeededCase, Seeds
from broker.definitions.seed_file import SeedFile
from broker.definitions.seed_folder import find_cases, read_seed_files
from broker.definitions.seed_planting import plan_everywhere, plan_seeds
from broker.definitions.workspace import DATA
from broker.flows.ports import Clock, Directory


@cache
def shipped_seed_files() -> tuple[SeedFile, ...]:
    """Return the seed files of the sandbox; raise ConfigurationError with what is wrong in them."""
    return read_seed_files(DATA / "rights")


def plan_shipped_seeds(directory: Directory, clock: Clock, *, is_shipped: bool) -> Seeds:
    """Return what new records of rights start with today, where the directory is the shipped one or one's own."""
    plan = plan_seeds if is_shipped else plan_everywhere
    return plan(shipped_seed_files(), directory, clock.now())


def shipped_cases() -> tuple[SeededCase, ...]:
    """Return the cases worth trying, each with what becomes of it and why."""
    return find_cases(shipped_seed_files())
