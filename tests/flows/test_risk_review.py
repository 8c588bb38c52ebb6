"""Owns the review of risk over a directory: everybody once, whatever the contract's state, and how far it is."""

import pytest

from broker.core.contract import Clause, Contract, Ruling, Status
from broker.core.errors import ConfigurationError
from broker.core.identity import PersonKey
from broker.core.issuer import Issuer
from broker.core.review.columns import with_pending
from broker.core.review.risk_report import RiskQuestion
from broker.flows.risk_review import RiskReview
from tests.builders import NOON, HandClock, a_contract, a_pupil
from tests.flows.fakes import FewContracts, FewPeople, a_guichet, a_hub

_MANY = tuple(a_pupil(key=PersonKey("P0", str(number))) for number in range(1200))


def _review(*contracts: Contract, issuer: Issuer | None = None) -> RiskReview:
    return RiskReview(issuer or a_hub(), HandClock(), FewContracts(contracts), FewPeople(_MANY))


def test_everybody_is_counted_once_and_it_is_said_how_far_the_counting_is() -> None:
    told: list[int] = []
    report = _review(a_contract("UAI")).review(RiskQuestion(), tell=told.append)
    assert told == [500, 1000]
    assert (report.people, report.schools, report.issuer, report.made_at) == (1200, 1, "gar", NOON)
    assert report.resources[0].whole.minimum == 1200
    assert report.coalitions == ()


def test_a_contract_not_in_force_has_its_risk_all_the_same() -> None:
    draft = a_contract("UAI", status=Status.DRAFT, approved_by="", valid_until=NOON.date().replace(year=2020))
    (found,) = _review().review_one(RiskQuestion(coalitions=True), draft).resources
    assert found.whole.people == 1200


def test_what_waits_for_a_decision_counts_only_where_that_is_asked() -> None:
    asked = a_contract(clauses=(Clause("UAI", "why"), Clause("PRE", "why", ruling=Ruling.PENDING)))
    codes = [
        [part.column.code for part in _review(asked).review(RiskQuestion(), (one,)).resources[0].parts]
        for one in (asked, with_pending(asked))
    ]
    assert codes == [["UAI"], ["UAI", "PRE"]]


def test_where_the_guichets_say_who_people_are_nobody_can_be_counted() -> None:
    with pytest.raises(ConfigurationError, match="no directory holds the people of gar"):
        _review(issuer=a_hub(a_guichet(key_kind="said"))).review(RiskQuestion())
