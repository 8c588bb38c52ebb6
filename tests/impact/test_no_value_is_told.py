"""Holds that no report shows a value of anybody: everything that the directory says of everybody is looked for."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from broker.commands.impact import impact
from broker.core.identity import Fact, Identity
from broker.core.pseudonym import derive
from broker.definitions.workspace import Workspace
from broker.directories.layouts import SDET
from broker.directories.opening import SHIPPED_FILES
from broker.directories.snapshot import Snapshot
from broker.directories.snapshot_merge import walk

_HASH, _NUMBER = re.compile(r"[0-9a-f]{64}"), re.compile(r"\b[0-9a-f]+\b")
_SHORTEST = 4  # a shorter value is in any text


def _facts(person: Identity) -> Iterator[Fact]:
    yield from (person.family_name, person.given_name, person.mail, person.join_key)
    yield from (person.birth_date, person.pupil_number, *person.facts.values())
    for tie in person.memberships:
        yield from (tie.divisions, tie.groups, tie.group_divisions, tie.subjects, tie.courses, tie.records)


def _values(person: Identity) -> Iterator[str]:
    yield from (person.login, person.key.identifier)
    yield from (value for fact in _facts(person) for value in fact.values)


def test_no_report_holds_a_value_of_anybody(tmp_path: Path) -> None:
    text = SHIPPED_FILES["people"].read_text(encoding="utf-8").replace("givenName: L", "givenName: Z")
    after = tmp_path / "after.ldif"
    after.write_text(text, encoding="utf-8")
    arguments = ["--workspace", str(tmp_path / "var"), "--directory", str(after), "--new-key", "--without", "atelier"]
    outputs = [CliRunner().invoke(impact, [*arguments, *kind]) for kind in ((), ("--json",))]
    assert all(one.exit_code == 0 for one in outputs)
    key = Workspace(tmp_path / "var").read_pseudonym_key()
    found = set()
    for file in (SHIPPED_FILES["people"], after):
        snapshot = Snapshot(file, SDET)
        for person, _ in walk(snapshot, snapshot, 0, 1):
            assert person is not None
            found |= {value for value in _values(person) if len(value) >= _SHORTEST}
            found.add(derive(key, person.key, "provider:777777777_0000000077777777"))
    leaves = [leaf.casefold() for leaf in _leaves(json.loads(outputs[1].stdout)) if not _HASH.fullmatch(leaf)]
    told = " ".join((*leaves, *_NUMBER.sub("", outputs[0].stdout.casefold()).split()))
    assert "atelier" in told
    assert "collège" in told
    words = set(re.split(r"\W+", told))
    assert sorted(value for value in found if value.casefold() in (words if value.isalnum() else told)) == []


def _leaves(node: object) -> Iterator[str]:
    """Yield every text of a report; numbers are counts."""
    if isinstance(node, str):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _leaves(child)
