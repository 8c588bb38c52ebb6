"""Owns `population.*`: a million people invented by the command itself, in a fresh process, written to nowhere."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

from broker.commands.population import population
from tests.bench.figure import Figure
from tests.bench.process_figures import resident_mib

PEOPLE = 1_000_000
_SEED = 1


def measure() -> Iterator[Figure]:
    """Measure how many people a second, and the most memory the process ever held."""
    command = [sys.executable, "-m", "tests.bench.population"]
    done = subprocess.run(  # noqa: S603 - our own module
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=1800
    )
    seen = json.loads(done.stderr.splitlines()[-1])
    yield Figure("population.per_s", seen["per_s"], "1/s")
    yield Figure("population.mib", seen["mib"], "MiB")


def invent() -> dict[str, float]:
    """Run the command in this process; its people go to standard output."""
    start = time.perf_counter()
    population.main(["--people", str(PEOPLE), "--seed", str(_SEED)], standalone_mode=False)
    return {"per_s": PEOPLE / (time.perf_counter() - start), "mib": resident_mib("VmHWM")}


if __name__ == "__main__":
    seen = invent()
    sys.stderr.write(f"{os.linesep}{json.dumps(seen)}")
