"""Holds that every attribute is drawn from what `impact.reads` says, besides the person."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from broker.core.catalogue import CATALOGUE
from broker.core.contract import Contract
from broker.core.derivation import Subject
from broker.core.identity import Identity
from broker.core.impact.reads import CONTRACT_FIELDS, KEYED_CODES, SIGN_ON_CODES
from broker.core.pseudonym import Sector
from broker.core.sign_on_facts import SignOnFacts, with_sign_on
from broker.directories.layouts import ACADEMIC, CITIZENS, MEMBERS, PROFESSIONALS, SDET
from broker.directories.opening import SHIPPED_FILES
from broker.directories.snapshot import HASHES, Snapshot
from tests.builders import NOON, a_contract, a_key

CHANGES = {
    "resource": "urn:another",
    "access_url": "https://another.example/",
    "sector": Sector.RESOURCE,
    "issuer": "another",
    "legal_basis": "another",
    "provider": replace(a_contract().provider, identifier="888888888_0000000000000000"),
}
LAYOUTS = {"people": SDET, "agents": ACADEMIC, "citizens": CITIZENS, "professionals": PROFESSIONALS, "members": MEMBERS}


def people() -> Iterator[Identity]:
    """Yield the shipped people, a hundred of each directory at most."""
    for name, file in SHIPPED_FILES.items():
        snapshot = Snapshot(file, LAYOUTS[name])
        for place in snapshot.places(0, HASHES)[:100]:
            person = snapshot.read(place)[0]
            if person is not None:
                yield person
        snapshot.close()


PEOPLE = tuple(people())


def _values(code: str, contract: Contract, version: int = 1, sign_on: SignOnFacts | None = None) -> list[object]:
    row = CATALOGUE[code]
    seen = (with_sign_on(person, sign_on) if sign_on else person for person in PEOPLE)
    return [
        row.derive(Subject(person, tie, contract, a_key(version))).values
        for person in seen
        for tie in person.memberships
    ]


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_attribute_is_drawn_from_nothing_else_than_what_is_said(code: str) -> None:
    signed = SignOnFacts(NOON, "gar", "https://out.example/")
    before = _values(code, a_contract())
    before_signed = _values(code, a_contract(), sign_on=signed)
    assert (_values(code, a_contract(), version=2) != before) is (code in KEYED_CODES)
    assert (before_signed != before) is (code in SIGN_ON_CODES)
    for field, value in CHANGES.items():
        differs = _values(code, replace(a_contract(), **{field: value}), sign_on=signed) != before_signed
        keyed = code in KEYED_CODES and field in {"sector", "provider"}
        said = keyed or CONTRACT_FIELDS.get(code) == field or (code == "FrEduOrigAuth" and field == "issuer")
        assert differs is said, f"{code} and {field}"
