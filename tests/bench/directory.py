"""Owns `ldif.*` and `ldap.*`: the embedded directory and a real slapd, each with 100,000 people."""

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from broker.clock import SystemClock
from broker.directories.ldap_directory import LdapDirectory
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.population.academy import generate
from broker.flows.ports import Directory
from tests.bench.figure import Figure
from tests.bench.process_figures import resident_mib
from tests.live.slapd_server import run_slapd

LDIF = ("ldif.load.seconds", "ldif.load.mib", "ldif.lookup.p50_us")
LDAP = ("ldap.lookup.p50_ms", "ldap.lookup.p99_ms")
PEOPLE = 100_000
_SEED = 1
_LOOK_UPS = {"ldif": 20_000, "ldap": 3_000}


def measure_ldif() -> Iterator[Figure]:
    """Load and look up in a process that has done nothing before but load a small file."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        command = [sys.executable, "-m", "tests.bench.directory", str(_write_people(Path(folder)))]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=300)  # noqa: S603 - our own module
    seen = json.loads(done.stdout)
    for name, unit in zip(LDIF, ("s", "MiB", "us"), strict=True):
        yield Figure(name, seen[name], unit)


def measure_ldap() -> Iterator[Figure]:
    """Look people up by login over StartTLS, each with what their record points at; the pool is warm."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        people = _write_people(Path(folder))
        with run_slapd(Path(folder) / "slapd", people) as slapd:
            directory = LdapDirectory(slapd.settings(answer_seconds=30), SystemClock())
            times = _time_look_ups(directory, _read_logins(people), _LOOK_UPS["ldap"], time.perf_counter)
            directory.close()
    yield Figure("ldap.lookup.p50_ms", statistics.median(times) * 1e3, "ms")
    yield Figure("ldap.lookup.p99_ms", statistics.quantiles(times, n=100)[98] * 1e3, "ms")


def _write_people(folder: Path) -> Path:
    file = folder / "people.ldif"
    with file.open("w", encoding="utf-8") as written:
        for piece in generate(PEOPLE, _SEED):
            written.write(piece.text)
    return file


def _read_logins(file: Path) -> list[str]:
    """Return every login, shuffled the same each time: nobody is looked up twice."""
    lines = file.read_text(encoding="utf-8").split("\nENTPersonLogin: ")[1:]
    logins = [line.partition("\n")[0] for line in lines]
    return sorted(logins, key=lambda login: sha256(login.encode()).digest())


def _time_look_ups(directory: Directory, logins: list[str], count: int, clock: Callable[[], float]) -> list[float]:
    """Look so many people up after a tenth as many for warming up; return the time of each."""
    warming = count // 10
    times = []
    for number, login in enumerate(logins[: count + warming]):
        start = clock()
        found = directory.find_person("login", login, None)
        times.append(clock() - start)
        assert found is not None, f"look-up {number} finds somebody"
    return times[warming:]


def load_once(file: Path) -> dict[str, float]:
    """Load the file and look people up; memory is its growth, code already loaded.

    CPU time, of the one thread: the machine is shared, and waiting for one's turn says nothing of the code.
    """
    logins = _read_logins(file)
    small = file.with_name("small.ldif")
    small.write_text("".join(piece.text for piece in generate(100, _SEED)), encoding="utf-8")
    LdifDirectory(small)
    gc.collect()
    before, start = resident_mib(), time.process_time()
    directory = LdifDirectory(file)
    seconds = time.process_time() - start
    mib = resident_mib("VmHWM") - before
    times = _time_look_ups(directory, logins, _LOOK_UPS["ldif"], time.process_time)
    return dict(zip(LDIF, (seconds, mib, statistics.median(times) * 1e6), strict=True))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(load_once(Path(sys.argv[1]))))
