"""Owns `risk.100k.seconds`: identification risk of 100,000 people and 50 resources, from the file to the report.

CPU time, of the one thread: the machine is shared, and waiting for one's turn says nothing of the code. The directory's
loading is in it, and each pair of the ten providers; the file's making is not.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from broker.clock import SystemClock
from broker.core.contract import Clause, Contract, Provider
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.review.release_table import TableMaker
from broker.core.review.risk_report import RiskQuestion, assess_all
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.population.academy import generate
from tests.bench.figure import Figure
from tests.bench.process_figures import resident_mib
from tests.builders import a_contract

NAMES = ("risk.100k.seconds", "risk.100k.mib")
PEOPLE, RESOURCES, _PROVIDERS, _SEED = 100_000, 50, 10, 1
_PUPILS, _STAFF = frozenset({Profile.PUPIL}), frozenset({Profile.TEACHER, Profile.LIBRARIAN, Profile.HEAD})
_AUDIENCES = (_PUPILS, _PUPILS | _STAFF, frozenset(Profile), _STAFF)
_ASKED = ("PRE", "DIV", "GRO", "E_MS4", "E_MEF", "NOM", "CIV", "P_MEL", "P_MAT", "P_MS4")


def measure() -> Iterator[Figure]:
    """Measure in a process that has done nothing before."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        file = Path(folder) / "people.ldif"
        with file.open("w", encoding="utf-8") as written:
            written.writelines(piece.text for piece in generate(PEOPLE, _SEED))
        command = [sys.executable, "-m", "tests.bench.risk", str(file)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=600)  # noqa: S603 - our own module
    seen = json.loads(done.stdout)
    for name, unit in zip(NAMES, ("s", "MiB"), strict=True):
        yield Figure(name, seen[name], unit)


def contracts() -> Iterator[Contract]:
    """Yield contracts that ask for school and profile and, of ten attributes, each for another choice."""
    for number in range(RESOURCES):
        asked = [code for place, code in enumerate(_ASKED) if (number * 37 + 11) >> place & 1]
        level = Transformation(Precision.LEVEL)
        clauses = [
            Clause(code, "why", transformation=level) if code == "DIV" and number % 3 == 0 else Clause(code, "why")
            for code in ("IDO", "UAI", "PRO", *asked)
        ]
        owner = number % _PROVIDERS
        yield replace(
            a_contract(),
            name=f"resource-{number}",
            resource=f"ark:/77777/resource-{number}",
            provider=Provider(f"{owner:09d}_0000000000000000", f"Provider {owner}"),
            profiles=_AUDIENCES[number % len(_AUDIENCES)],
            clauses=tuple(clauses),
        )


def review_once(file: Path) -> dict[str, float]:
    """Load, draw, count; return the seconds of CPU and the most memory held."""
    asked, question = tuple(contracts()), RiskQuestion(coalitions=True)
    start = time.process_time()
    maker = TableMaker(asked, question.columns(asked), SystemClock().now().date())
    for person in LdifDirectory(file).find_everybody():
        maker.add(person)
    resources, coalitions = assess_all(asked, maker.finish(), question)
    seconds = time.process_time() - start
    assert all(one.whole.people for one in resources)
    assert len(coalitions) == _PROVIDERS * (_PROVIDERS - 1) // 2
    return dict(zip(NAMES, (seconds, resident_mib("VmHWM")), strict=True))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(review_once(Path(sys.argv[1]))))
