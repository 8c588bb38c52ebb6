"""Owns the rule by which a guardian's records are of one person (facts/identity-providers.md 1.8)."""

from datetime import date

import pytest

from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Fact, Identity, Membership, PersonKey
from broker.core.profile import Profile
from broker.core.regrouping import merge, signatures_of
from tests.builders import COLLEGE, LYCEE, a_guardian, a_pupil, a_teacher


def _record(number: int, **changes: object) -> Identity:
    key, join_key = PersonKey("P0", f"guardian-{number}"), Fact((f"AC-PREAU${number}",), "ENTPersonJointure")
    return a_guardian(**{"key": key, "join_key": join_key, **changes})  # type: ignore[arg-type]


def _phone(value: str) -> dict[str, Fact]:
    return {FactName.PHONE: Fact((value,), "mobile")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_record(1), _record(2)),
        (_record(1), _record(2, mail=Fact(("SACHA@Famille-Marelle.example",), "mail"))),
        (_record(1), _record(2, given_name=Fact(("Sâcha-Lou",), "givenName"))),
        (
            _record(1, mail=NOTHING, facts=_phone("06 39 98 12 34")),
            _record(2, mail=NOTHING, facts=_phone("+33639981234")),
        ),
    ],
)
def test_records_of_one_person_share_a_signature(one: Identity, other: Identity) -> None:
    assert signatures_of(one) & signatures_of(other)


@pytest.mark.parametrize(
    "other",
    [
        _record(2, civility=Fact(("Mme",), "personalTitle")),
        _record(2, given_name=Fact(("Sam",), "givenName")),
        _record(2, family_name=Fact(("Quintin",), "sn")),
        _record(2, mail=Fact(("other@famille.example",), "mail")),
    ],
)
def test_records_of_two_people_share_none(other: Identity) -> None:
    assert not signatures_of(_record(1)) & signatures_of(other)


@pytest.mark.parametrize(
    "alone",
    [
        _record(1, mail=NOTHING),
        _record(1, mail=NOTHING, facts=_phone("1234")),
        _record(1, civility=NOTHING),
        _record(1, expires=date(2030, 1, 1)),
        a_pupil(mail=Fact(("lou@famille.example",), "mail")),
        a_teacher(),
    ],
)
def test_who_cannot_be_told_for_sure_is_regrouped_with_nobody(alone: Identity) -> None:
    assert signatures_of(alone) == frozenset()


def test_one_account_has_every_record_s_key_schools_and_children_whatever_the_order() -> None:
    def tie(uai: str, child: str) -> Membership:
        return Membership(uai, uai, Profile.GUARDIAN, records=Fact((child,), "child"))

    one = _record(1, memberships=(tie(COLLEGE, "11"),))
    two = _record(2, memberships=(tie(COLLEGE, "12"), tie(LYCEE, "13")), login="sacha.marelle2")
    account = merge((two, one))
    assert account == merge((one, two))
    assert (account.key, account.login) == (one.key, one.login)
    assert account.join_key.values == ("AC-PREAU$1", "AC-PREAU$2")
    assert [(m.uai, m.records.values) for m in account.memberships] == [(COLLEGE, ("11", "12")), (LYCEE, ("13",))]


def test_a_single_record_stays_as_it_is() -> None:
    assert merge((_record(1),)) == _record(1)
