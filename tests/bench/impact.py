"""Owns `impact.*`: a change that touches every one of 50 contracts, on everybody of a large academy, by two processes.

Each run is a fresh process, which reads people from an LDIF file written before it. Its memory is the most that it and
its children held together whenever a part was done (what they share counted once), or that it held alone before.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from broker.core.contract import Clause, Contract, Provider
from broker.core.impact.world import Pair, World
from broker.core.issuer import PEOPLE
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.sentence import Sentence
from broker.core.terms import SamlTerms
from broker.definitions.installed_issuers import find_urls
from broker.definitions.settings import Settings
from broker.definitions.workspace import Workspace
from broker.directories.population.academy import generate
from broker.impact.attached import write_json
from broker.impact.change import Change
from broker.impact.inquiry import Inquiry, Installed
from broker.impact.report import make_report
from broker.impact.running import survey_all
from tests.bench.figure import Figure
from tests.bench.process_figures import family, resident_mib

NAMES = ("impact.10k.seconds", "impact.10k.cpu_seconds")
MILLION = ("impact.1m.seconds", "impact.1m.cpu_seconds", "impact.1m.mib")
RESOURCES, JOBS = 50, 2
_SEED, _KIB_PER_MIB = 1, 1024
_MOMENT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_CODES = ("IDO", "UAI", "PRO", "NOM", "PRE", "DIV", "GRO", "E_MS4")
_PUBLICS = (
    frozenset({Profile.PUPIL}),
    frozenset({Profile.TEACHER, Profile.LIBRARIAN}),
    frozenset({Profile.PUPIL, Profile.TEACHER}),
    frozenset(Profile),
)


def measure() -> Iterator[Figure]:
    """Measure ten thousand people."""
    seen = measure_people(10_000)
    yield Figure(NAMES[0], seen["seconds"], "s")
    yield Figure(NAMES[1], seen["cpu_seconds"], "s")


def measure_million() -> Iterator[Figure]:
    """Measure a million people, and the memory that it takes."""
    seen = measure_people(1_000_000)
    yield Figure(MILLION[0], seen["seconds"], "s")
    yield Figure(MILLION[1], seen["cpu_seconds"], "s")
    yield Figure(MILLION[2], seen["mib"], "MiB")


def measure_people(people: int) -> dict[str, float]:
    """Invent so many people, then study the change in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.ldif"
        with file.open("w", encoding="utf-8") as written:
            written.writelines(piece.text for piece in generate(people, _SEED))
        command = [sys.executable, "-m", "tests.bench.impact", folder, str(people)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=3600)  # noqa: S603 - our own module
    seen: dict[str, float] = json.loads(done.stdout)
    return seen


def a_contract(number: int) -> Contract:
    """Return one of the contracts, each of another provider."""
    return Contract(
        name=f"resource-{number}",
        issuer="gar",
        resource=f"ark:/77777/resource-{number}",
        title=Sentence("Ressource", "Resource"),
        provider=Provider(f"{777_000_000 + number}_0000000000000000", "Préau Éditions"),
        purpose=Sentence("Mesurer.", "Measure."),
        legal_basis="mission d’intérêt public",
        profiles=_PUBLICS[number % len(_PUBLICS)],
        clauses=tuple(Clause(code, "mesure") for code in _CODES),
        access_url="http://resource.example/",
        valid_from=date(2025, 9, 1),
        valid_until=date(2026, 8, 31),
        approved_by="bench",
        saml=SamlTerms(f"http://resource-{number}.example/metadata"),
    )


def change(contract: Contract) -> Contract:
    """Return the contract with the first name cut short, the civility asked for, and groups no more."""
    cut = Transformation(Precision.TRUNCATED, 3)
    kept = (replace(one, transformation=cut) if one.code == "PRE" else one for one in contract.clauses)
    return replace(contract, clauses=(*(one for one in kept if one.code != "GRO"), Clause("CIV", "mesure")))


def study(folder: Path, people: int) -> dict[str, float]:
    """Study the change, write its report; say how long it took and what memory."""
    start = time.perf_counter()
    workspace, settings = Workspace(folder / "var"), Settings()
    workspace.prepare()
    installed = Installed(settings, workspace, find_urls(settings, workspace))
    pairs = tuple(Pair(one, change(one)) for one in map(a_contract, range(RESOURCES)))
    before = World(tuple(pair.before for pair in pairs if pair.before), workspace.read_pseudonym_key())
    after = replace(before, contracts=tuple(pair.after for pair in pairs if pair.after))
    present = {PEOPLE: folder / "people.ldif"}
    change_made = Change(contracts=after.contracts)
    inquiry = Inquiry(installed, change_made, (before, after), {PEOPLE: pairs}, (), present, _MOMENT)
    held: list[float] = []
    report = make_report(inquiry, survey_all(inquiry, JOBS, lambda _done, _parts: held.append(_shared_mib())), 1)
    (folder / "impact.json").write_text(write_json(report.data), encoding="utf-8")
    seconds = time.perf_counter() - start
    assert report.data["people"]["before"] == people, "everybody was gone through"
    assert len(report.data["resources"]) == RESOURCES, "every resource is touched"
    return {"seconds": seconds, "cpu_seconds": _cpu_seconds(), "mib": max(resident_mib("VmHWM"), *held)}


def _shared_mib() -> float:
    """Return what this process and its children hold now, what several share counted once (proc(5), smaps_rollup)."""
    files = (Path(f"/proc/{pid}/smaps_rollup") for pid in family(os.getpid()))
    lines = (line for file in files for line in file.read_text(encoding="ascii").splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / _KIB_PER_MIB


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(study(Path(sys.argv[1]), int(sys.argv[2]))))
