"""Owns an operator's own ENT: plugged in by one definition file, and what it sends read leg by leg (docs/ent.md)."""

from pathlib import Path

import pytest
import requests

from tests.journeys.foreign_ent import ForeignEnt, foreign_ent
from tests.journeys.steps import CARNET, PUPIL, entry_link, person_of, read_refusal, received
from tests.sandbox import Sandbox

LOOSE = "loose_times = true"
LOOSE_SHA1 = "loose_times = true\nsha1_tolerated = true"


def values_of(sandbox: Sandbox, login: str) -> dict[str, list[str]]:
    """Return the two attributes that are observed (facts/gar.md 5)."""
    key = person_of(sandbox, login).key
    return {"idEnt": [key.project], "GARPersonIdentifiant": [key.identifier]}


@pytest.mark.parametrize(("switches", "by_sha1"), [(LOOSE, False), (LOOSE_SHA1, False), (LOOSE_SHA1, True)])
def test_a_person_enters_by_an_ent_that_one_definition_file_describes(
    sandbox: Sandbox, tmp_path: Path, switches: str, *, by_sha1: bool
) -> None:
    with foreign_ent(sandbox, tmp_path, switches) as ent:
        browser, page = _as(ent, by_sha1=by_sha1).open(entry_link(sandbox, CARNET), values_of(sandbox, PUPIL))
        assert received(browser, page)["PRO"] == ["National_elv"]


@pytest.mark.parametrize(
    ("switches", "by_sha1", "code"),
    [
        ("", False, "message.lifetime"),
        ("", True, "message.algorithm"),
        (LOOSE, True, "message.algorithm"),
        ("sha1_tolerated = true", True, "message.lifetime"),
    ],
)
def test_each_looseness_is_refused_where_the_definition_does_not_name_it(
    sandbox: Sandbox, tmp_path: Path, switches: str, code: str, *, by_sha1: bool
) -> None:
    with foreign_ent(sandbox, tmp_path, switches) as ent:
        _, page = _as(ent, by_sha1=by_sha1).open(entry_link(sandbox, CARNET), values_of(sandbox, PUPIL))
        assert read_refusal(page).code == code


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"idEnt": []}, "guichet.attribute_unsuitable"),
        ({"idEnt": ["P1"]}, "guichet.scope_foreign"),
        ({"GARPersonIdentifiant": ["nobody-known"]}, "person.unknown"),
        ({"GARPersonIdentifiant": ["one", "two"]}, "guichet.attribute_unsuitable"),
    ],
    ids=["no project", "another's project", "unknown person", "two people"],
)
def test_what_an_ent_says_amiss_is_refused_and_its_message_stands_in_the_trace(
    sandbox: Sandbox, tmp_path: Path, changed: dict[str, list[str]], code: str
) -> None:
    with foreign_ent(sandbox, tmp_path, LOOSE) as ent:
        values = {name: said for name, said in {**values_of(sandbox, PUPIL), **changed}.items() if said}
        _, page = ent.open(entry_link(sandbox, CARNET), values)
        shown = read_refusal(page)
        assert shown.code == code
        assert shown.trace_url is not None
        trace = requests.get(shown.trace_url, timeout=15).text
        assert "Réponse du guichet" in trace
        assert "ent.example" in trace


def _as(ent: ForeignEnt, *, by_sha1: bool) -> ForeignEnt:
    return ent.signing_by_sha1() if by_sha1 else ent
