"""A line names what left and what stayed of a release, and commits to the values; it holds none of them."""

from broker.core.contract import Clause, Identifier
from broker.core.identity import PersonKey
from broker.core.journal.act import ActKind, ContractMark
from broker.core.journal.chain import fields_of
from broker.core.journal.commitment import mark_person
from broker.core.journal.release_act import Leaving, act_of, mark_of
from broker.core.minimisation import decide, with_mark
from broker.core.release import Release
from tests.builders import NOON, a_contract, a_key, a_pupil


def _release() -> Release:
    pupil = a_pupil()
    clauses = (Clause("PRE", "Saluer."), Clause("DIV", "Ranger."), Clause("CIV", "Saluer."))
    contract = a_contract(clauses=clauses, version=3, fingerprint="e" * 64, identifier=Identifier.PSEUDONYM)
    return with_mark(decide(pupil, pupil.memberships[0], contract, a_key(), NOON), "m" * 64)


def _leaving(**changes: object) -> Leaving:
    return Leaving(**{"issuer": "gar", "protocol": "saml", "journey": "j1", "subject": "ido", **changes})  # type: ignore[arg-type]  # each of its type


def test_a_line_names_what_left_what_stayed_and_the_contract() -> None:
    release = _release()
    act, disclosure = act_of(release, _leaving())
    assert (act.kind, act.what, act.protocol, act.journey, act.at) == (ActKind.RELEASE, "issued", "saml", "j1", NOON)
    assert act.contract == ContractMark("marelle", 3, "e" * 64) == mark_of(a_contract(version=3, fingerprint="e" * 64))
    assert set(act.released) | {code for code, _ in act.withheld} == {"PRE", "DIV", "CIV"}
    assert disclosure.mark == "m" * 64


def test_what_the_service_did_not_ask_for_is_withheld() -> None:
    act, disclosure = act_of(_release(), _leaving(codes=frozenset({"PRE"})))
    assert act.released == ("PRE",)
    assert ("DIV", "not_asked") in act.withheld
    assert b'"DIV"' not in disclosure.statement


def test_no_value_is_in_a_line() -> None:
    release = _release()
    act, disclosure = act_of(release, _leaving(subject=release.subject))
    text = repr(act) + repr(disclosure) + str(fields_of(1, "", act))
    values = [value for sent in release.released for value in sent.values]
    assert values
    assert not [value for value in (*values, release.subject, release.uai, release.profile) if value in text]


def test_a_person_has_one_mark_by_project_and_identifier() -> None:
    marks = {
        mark_person(key, PersonKey(project, identifier))
        for key in (b"one", b"two")
        for project, identifier in (("P0", "lou"), ("P1", "lou"), ("P0l", "ou"), ("P0", "ada"))
    }
    assert len(marks) == 8
    assert mark_person(b"one", PersonKey("P0", "lou")) in marks
