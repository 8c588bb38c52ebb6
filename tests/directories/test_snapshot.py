"""Owns what a snapshot reads of an LDIF file: what the directory in memory reads, without holding it."""

import base64
from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError
from broker.core.identity import Identity, PersonKey
from broker.directories.layouts import ACADEMIC, CITIZENS, MEMBERS, PROFESSIONALS, SDET
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.mapped_layout import map_layout
from broker.directories.opening import SHIPPED_FILES
from broker.directories.population.academy import generate
from broker.directories.snapshot import Snapshot
from broker.directories.snapshot_merge import walk

LAYOUTS = {"people": SDET, "agents": ACADEMIC, "citizens": CITIZENS, "professionals": PROFESSIONALS, "members": MEMBERS}
EVERYBODY = 100_000
SCHOOL = """dn: ENTStructureSIREN=1,ou=structures,dc=x
objectClass: ENTEtablissement
ENTStructureUAI: 0771234X
ENTStructureNomCourant: Marelle
preauIdENT: P0
"""


def a_person(number: int, *lines: str) -> str:
    """Return the entry of a pupil of the school."""
    own = "".join(f"{line}\n" for line in lines)
    return f"""dn: uid={number},ou=people,dc=x
ENTPersonLogin: login-{number}
ENTPersonGARIdentifiant: id-{number}
ENTPersonProfils: National_ELV
ENTPersonStructRattach: ENTStructureSIREN=1,ou=structures,dc=x
{own}"""


def write(folder: Path, *blocks: str, name: str = "people.ldif") -> Path:
    """Write blocks to a file."""
    file = folder / name
    file.write_text("\n".join(blocks), encoding="utf-8", newline="")
    return file


def read_all(snapshot: Snapshot, parts: int = 1) -> dict[PersonKey, Identity]:
    """Return everybody, by key."""
    found = [person for part in range(parts) for person, _ in walk(snapshot, snapshot, part, parts) if person]
    assert len({person.key for person in found}) == len(found), "nobody is read twice"
    return {person.key: person for person in found}


@pytest.mark.parametrize("name", SHIPPED_FILES)
def test_a_snapshot_reads_the_people_that_the_directory_knows(name: str) -> None:
    snapshot = Snapshot(SHIPPED_FILES[name], LAYOUTS[name])
    known = LdifDirectory(SHIPPED_FILES[name], LAYOUTS[name]).find_people(limit=EVERYBODY)
    assert read_all(snapshot, 3) == {person.key: person for person in known}
    assert len(snapshot) == len(known)


def test_an_invented_academy_is_read_the_same(tmp_path: Path) -> None:
    file = write(tmp_path, *(piece.text for piece in generate(1500, 7)))
    known = LdifDirectory(file).find_people(limit=EVERYBODY)
    assert read_all(Snapshot(file, SDET), 4) == {person.key: person for person in known}


@pytest.mark.parametrize(
    "lines",
    [
        ("sn: Mar\n elle", "# a comment", "givenName: Lou"),
        (f"sn:: {base64.b64encode('Marèlle'.encode()).decode()}",),
        ("SN: Marelle", "GIVENNAME;lang-fr: Lou"),
        ("sn:   Marelle", "givenname:Lou"),
        ("telephoneNumber: 1", "unknown-name: 2", "userPassword: secret"),
        ("preauExpires: 2020-01-01", "sn:"),
    ],
)
def test_unusual_lines_are_read_as_the_directory_reads_them(tmp_path: Path, lines: tuple[str, ...]) -> None:
    for ending in ("\n", "\r\n"):
        text = "\n".join((SCHOOL, a_person(1, *lines), a_person(2))).replace("\n", ending)
        file = write(tmp_path, text.rstrip())
        known = {person.key: person for person in LdifDirectory(file).find_people()}
        assert read_all(Snapshot(file, SDET)) == known
        assert len(known) == 2


def test_an_identifier_written_otherwise_is_found_as_well(tmp_path: Path) -> None:
    encoded = base64.b64encode(b"id-1").decode()
    for line in (
        f"ENTPersonGARIdentifiant:: {encoded}",
        "entpersongaridentifiant: id-1",
        "ENTPersonGARIdentifiant: id\n -1",
    ):
        other = a_person(1).replace("ENTPersonGARIdentifiant: id-1", line)
        assert list(read_all(Snapshot(write(tmp_path, SCHOOL, other), SDET))) == [PersonKey("P0", "id-1")]


def test_a_guardian_is_tied_to_the_school_of_a_child_who_stands_later(tmp_path: Path) -> None:
    guardian = a_person(1, "ENTAuxPersRelEleveEleve: uid=2, ou=people,dc=x$1$1$1$1$0").replace("_ELV", "_TUT")
    guardian = guardian.replace("ENTPersonStructRattach: ENTStructureSIREN=1,ou=structures,dc=x\n", "")
    found = read_all(Snapshot(write(tmp_path, guardian, a_person(2), SCHOOL), SDET))
    assert [tie.uai for tie in found[PersonKey("P0", "id-1")].memberships] == ["0771234X"]


def test_what_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    nobody = a_person(1).replace("ENTPersonGARIdentifiant: id-1\n", "")
    for blocks, where in (((SCHOOL, nobody), "line 7"), ((SCHOOL, a_person(1), "sn: A\n"), "line 13")):
        with pytest.raises(ConfigurationError) as refused:
            Snapshot(write(tmp_path, *blocks), SDET)
        assert [problem.where for problem in refused.value.problems] == [where]
    snapshot = Snapshot(write(tmp_path, SCHOOL, a_person(1), a_person(2, "no line")), SDET)
    with pytest.raises(ConfigurationError) as refused:
        read_all(snapshot)
    assert [problem.where for problem in refused.value.problems] == ["line 18"]
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Snapshot(tmp_path / "absent.ldif", SDET)


def test_somebody_of_whom_two_things_are_said_is_nobody(tmp_path: Path) -> None:
    twice = a_person(1, "ENTPersonLogin: another")
    assert list(read_all(Snapshot(write(tmp_path, SCHOOL, twice, a_person(2)), SDET))) == [PersonKey("P0", "id-2")]


def test_two_snapshots_side_by_side_show_who_came_who_went_and_who_changed(tmp_path: Path) -> None:
    same = [a_person(number, "sn: A") for number in range(10, 400)]
    before = write(tmp_path, SCHOOL, a_person(1, "sn: A"), a_person(2, "sn: A"), *same)
    after = write(tmp_path, *reversed(same), a_person(2, "sn: B"), a_person(3, "sn: A"), SCHOOL, name="after.ldif")
    first, last = Snapshot(before, SDET), Snapshot(after, SDET)
    pairs = [pair for part in range(5) for pair in walk(first, last, part, 5)]
    assert len(pairs) == 393
    different = [(old, new) for old, new in pairs if old is not new]
    told = {(old.key.identifier if old else None, new.key.identifier if new else None) for old, new in different}
    assert told == {("id-1", None), ("id-2", "id-2"), (None, "id-3")}


def test_somebody_who_changed_project_is_the_same_person(tmp_path: Path) -> None:
    before = write(tmp_path, SCHOOL, a_person(1))
    after = write(tmp_path, SCHOOL.replace("P0", "P1"), a_person(1), name="after.ldif")
    pairs = list(walk(Snapshot(before, SDET), Snapshot(after, SDET), 0, 1))
    assert [(old and old.key.project, new and new.key.project) for old, new in pairs] == [("P0", "P1")]


def test_two_layouts_read_one_file_side_by_side(tmp_path: Path) -> None:
    file = write(tmp_path, SCHOOL, a_person(1, "sn: A", "displayName: B", "mobile: 1"), a_person(2, "sn: A"))
    mapped = map_layout(SDET, {"given_name": "displayName", "phone": "title", "birth_date": "displayName"})
    snapshot = Snapshot(file, SDET, mapped)
    found = {old.key.identifier: (old, new) for old, new in walk(snapshot, snapshot, 0, 1) if old and new}
    old, new = found["id-1"]
    assert (old.given_name.values, new.given_name.values) == ((), ("B",))
    assert (old.fact("phone").values, new.fact("phone").values) == (("1",), ())
    assert (new.given_name.source, new.birth_date.values) == ("displayName", ("B",))
    assert new.memberships == old.memberships
    assert map_layout(SDET, {}) is SDET
