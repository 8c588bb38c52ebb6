"""Owns the silence of values: no `repr` of what describes a person, or leaves about one, shows anything personal."""

import traceback
from dataclasses import replace

import pytest

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.contract import Clause
from broker.core.derivation import AS_IT_IS, Subject
from broker.core.errors import Refusal
from broker.core.identity import Fact, Identity
from broker.core.journey import Authentication, Journey, ServiceRequest
from broker.core.minimisation import decide
from broker.core.pseudonym import PseudonymKey
from broker.core.trace import Leg, Outcome, Sent
from tests.builders import NOON, a_contract, a_guardian, a_key, a_membership, a_pupil, a_teacher

SECRET = "Indiscrète"
TOLD = Fact((SECRET, SECRET), "sn")
INDISCREET = a_teacher(
    login=SECRET,
    family_name=TOLD,
    given_name=TOLD,
    civility=TOLD,
    mail=TOLD,
    join_key=TOLD,
    birth_date=TOLD,
    pupil_number=TOLD,
    situation=SECRET,
    memberships=(
        a_membership(divisions=TOLD, groups=TOLD, group_divisions=TOLD, subjects=TOLD, levels=TOLD, school_name=SECRET),
    ),
)
REQUEST = ServiceRequest("saml", "http://marelle.example/saml/metadata", "_r1", "http://marelle.example/saml/acs")


@pytest.mark.parametrize(
    "identity", [a_pupil(), a_teacher(), a_guardian(), INDISCREET], ids=["pupil", "teacher", "guardian", "indiscreet"]
)
def test_no_repr_of_a_person_or_of_a_release_shows_a_value(identity: Identity) -> None:
    membership = identity.memberships[0]
    contracts = [a_contract(*words, vocabulary=name) for name, words in VOCABULARIES.items()]
    releases = [decide(identity, membership, contract, a_key(), NOON) for contract in contracts]
    subject = Subject(identity, membership, a_contract(), a_key())
    drawn = [attribute.derive(subject) for attribute in CATALOGUE.values()]
    released = [sent for release in releases for sent in release.released]
    shown = repr([identity, membership, identity.key, identity.family_name, releases, released, subject, drawn])
    personal = {identity.login, identity.key.identifier, releases[0].subject, *identity.family_name.values}
    personal |= {value for fact in (identity.given_name, identity.mail, identity.join_key) for value in fact.values}
    assert [value for value in personal if value in shown] == []


def test_no_repr_of_a_journey_shows_who_signed_in() -> None:
    journey = Journey(
        "j1", "gar", "b" * 64, NOON, REQUEST, authentication=Authentication("mail", SECRET, "P0", NOON, "password")
    )
    assert SECRET not in repr(journey)


def test_no_repr_of_a_request_shows_whom_it_names() -> None:
    wanted = replace(REQUEST, protocol="oidc", details=(("subject", SECRET), ("claims", SECRET)))
    assert SECRET not in repr(wanted)
    assert wanted.detail("subject") == SECRET


def test_no_repr_of_a_trace_shows_what_left() -> None:
    outcome = Outcome(released=(Sent("NOM", (SECRET,), "sn", AS_IT_IS, "why"),))
    leg = Leg(NOON, "out", "Response", "http://marelle.example", (("NOM", SECRET),), f"<NOM>{SECRET}</NOM>")
    assert SECRET not in repr((outcome, leg))


def test_no_repr_of_a_key_shows_its_secret() -> None:
    assert "7" not in repr(PseudonymKey(b"7" * 64, 1))


def test_a_refusal_and_its_traceback_show_no_value() -> None:
    cases = [
        (INDISCREET.memberships[0], a_contract(profiles=frozenset())),
        (INDISCREET.memberships[0], a_contract(clauses=(Clause("CIV", "why", required=True),))),
        (a_membership(school_name=SECRET), a_contract()),
    ]
    for membership, contract in cases:
        with pytest.raises(Refusal) as refused:
            decide(INDISCREET, membership, contract, a_key(), NOON)
        told = "".join(traceback.format_exception(refused.value))
        told += refused.value.expected + refused.value.received + refused.value.cause
        assert SECRET not in told
