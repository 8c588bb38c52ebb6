"""Owns the tests of what ÉduConnect's words say of pupils and of guardians (facts/identity-providers.md 1.4 to 2)."""

import re
from dataclasses import replace

import pytest

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.derivation import Subject
from broker.core.fact_names import FactName
from broker.core.identity import Fact, Identity, Membership
from broker.core.minimisation import decide
from broker.core.profile import Profile
from broker.core.sign_on_facts import SignOnFacts, with_sign_on
from tests.builders import COLLEGE, LYCEE, NOON, a_contract, a_guardian, a_key, a_membership, a_pupil

PRIMARY = "0770001A"
_OF_A_PUPIL = {
    *("FrEduCtEleveINEHash", "FrEduCtDateNaissance", "FrEduCtEleveUAI", "FrEduCtEleveNiveau", "FrEduCtEleveINE"),
    *("supannEtablissement", "supannEtuEtape", "supannOIDCDateDeNaissance", "eduPersonAffiliation"),
}


def _draw(code: str, person: Identity, place: int = 0, **changes: object) -> tuple[str, ...]:
    contract = a_contract(vocabulary="educonnect-service", issuer="educonnect", **changes)
    return CATALOGUE[code].derive(Subject(person, person.memberships[place], contract, a_key())).values


def _known_pupil() -> Identity:
    return a_pupil(
        memberships=(a_membership(records=Fact(("701294",), "ENTEleveStructRattachId")),),
        pupil_number=Fact(("001291528AA",), "ENTEleveINE"),
    )


def _ties(*schools: tuple[str, bool, str]) -> tuple[Membership, ...]:
    return tuple(
        Membership(uai, uai, Profile.GUARDIAN, records=Fact((record,), "child"), nature="151" if first else "340")
        for uai, first, record in schools
    )


def _parent() -> Identity:
    return a_guardian(
        memberships=_ties((COLLEGE, False, "11"), (PRIMARY, True, "12")),
        birth_date=Fact(("1980-01-01",), "ENTPersonDateNaissance"),
        pupil_number=Fact(("001291528AA",), "ENTEleveINE"),
    )


@pytest.mark.parametrize("code", sorted(_OF_A_PUPIL))
def test_a_guardian_carries_no_attribute_of_a_pupil_and_a_pupil_carries_each(code: str) -> None:
    assert _draw(code, _parent()) == ()
    (value,) = _draw(code, _known_pupil())
    assert CATALOGUE[code].form.fullmatch(value)


def test_no_word_of_services_shows_a_guardian_s_children_or_their_schools() -> None:
    contract = a_contract(*VOCABULARIES["educonnect-service"], vocabulary="educonnect-service", per_school=False)
    parent = _parent()
    release = decide(parent, parent.memberships[0], contract, a_key(), NOON)
    values = {value for sent in release.released for value in sent.values}
    assert values.isdisjoint({"11", "12", COLLEGE, PRIMARY})
    assert {sent.code for sent in release.released}.isdisjoint(_OF_A_PUPIL)


def test_the_affiliation_says_the_degree_of_the_session_s_school_or_every_degree_without_one() -> None:
    assert _draw("FrEduCtPersonAffiliation", _known_pupil()) == ("eleve2d",)
    assert _draw("FrEduCtPersonAffiliation", _parent(), 1) == ("resp1d",)
    assert _draw("FrEduCtPersonAffiliation", _parent(), 1, per_school=False) == ("resp1d", "resp2d")


def test_a_pupil_s_school_is_the_session_s_or_the_first_without_one() -> None:
    pupil = a_pupil(memberships=(a_membership(), a_membership(uai=LYCEE)))
    assert _draw("FrEduCtEleveUAI", pupil, 1) == (LYCEE,)
    assert _draw("FrEduCtEleveUAI", pupil, 1, per_school=False) == (COLLEGE,)


def test_a_guardian_has_one_vector_per_child_with_their_own_name() -> None:
    assert _draw("FrEduVecteur", _parent(), per_school=False) == (
        f"2|Marelle|Sacha|11|{COLLEGE}",
        f"1|Marelle|Sacha|12|{PRIMARY}",
    )


def test_a_service_of_one_school_hears_of_no_child_of_another() -> None:
    assert _draw("FrEduVecteur", _parent(), 1) == (f"1|Marelle|Sacha|12|{PRIMARY}",)


def test_a_pupil_s_vector_names_nobody() -> None:
    assert _draw("FrEduVecteur", _known_pupil()) == (f"4|||701294|{COLLEGE}",)


def test_a_name_cannot_add_a_field_to_the_vector() -> None:
    person = replace(_parent(), family_name=Fact(("A|B",), "sn"))
    (value,) = _draw("FrEduVecteur", person)
    assert not CATALOGUE["FrEduVecteur"].form.fullmatch(value)


def test_the_identity_vector_has_the_account_twice_and_one_value_per_directory_record() -> None:
    first_degree = {FactName.FIRST_DEGREE_KEYS: Fact(("AC-RENNES$4",), "ENTPersonJointure")}
    keys = Fact(("AC-PREAU$3001", "AC-RENNES$4"), "ENTPersonJointure")
    own, as_ent, *records = _draw("FrEduCtRefId", a_guardian(join_key=keys, facts=first_degree))
    assert re.fullmatch(r"\{ECT\}[0-9a-f]{96}", own)
    assert re.fullmatch(r"\{ECT-ENT\}[0-9a-f]{96}", as_ent)
    assert records == ["{AAF}77|AC2D|3001", "{AAF}14|AC1D|4"]


def test_the_account_s_names_differ_from_one_provider_to_another() -> None:
    other = replace(a_contract().provider, identifier="777777778_0000000000000000")
    names = {*_draw("FrEduCtRefId", a_guardian())[:2], *_draw("FrEduCtRefId", a_guardian(), provider=other)[:2]}
    assert len({name.partition("}")[2] for name in names}) == 4


def test_the_hash_of_a_number_differs_from_one_provider_to_another() -> None:
    other = replace(a_contract().provider, identifier="777777778_0000000000000000")
    assert _draw("FrEduCtEleveINEHash", _known_pupil()) != _draw("FrEduCtEleveINEHash", _known_pupil(), provider=other)


def test_the_sign_on_says_when_by_whom_and_where_to_leave() -> None:
    moment = NOON.replace(microsecond=437_600)
    person = with_sign_on(a_pupil(), SignOnFacts(moment, "educonnect", "http://ect.example/logout"))
    assert _draw("FrEduCtDateConnexion", person) == ("2026-03-02 12:00:00.437",)
    assert _draw("FrEduUrlRetour", person) == ("http://ect.example/logout",)
    assert _draw("FrEduOrigAuth", person) == ("ECT",)
    assert _draw("FrEduOrigAuth", with_sign_on(a_pupil(), SignOnFacts(moment, "franceconnect"))) == ("FC",)


def test_what_a_directory_says_of_a_sign_on_gives_way_to_the_sign_on_itself() -> None:
    forged = a_pupil(facts={FactName.SIGNED_IN_BY: Fact(("educonnect",), "forged")})
    assert _draw("FrEduOrigAuth", with_sign_on(forged, SignOnFacts(NOON, "franceconnect"))) == ("FC",)
