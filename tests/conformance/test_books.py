"""Owns what the journey book and the trace book do, over every store."""

from dataclasses import replace

import pytest

from broker.core.derivation import AS_IT_IS
from broker.core.journey import Authentication, Hint, Journey, ServiceRequest
from broker.core.profile import Profile
from broker.core.refusals.journey import StoreUnavailable
from broker.core.trace import Leg, Outcome, Sent, TraceSummary
from broker.flows.ports import JourneyBook, Store, TraceBook
from broker.stores.hint_book import HintBook
from broker.stores.journey_book import StoredJourneyBook
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key
from broker.stores.memory_store import MemoryStore
from broker.stores.trace_book import CUT, StoredTraceBook
from tests.builders import COLLEGE, NOON, HandClock

REQUEST = ServiceRequest("saml", "http://marelle.example/saml/metadata", "_r1", "http://marelle.example/saml/acs", "")
JOURNEY = Journey("j1", "gar", "b" * 64, NOON, REQUEST)
LEG = Leg(NOON, "in", "AuthnRequest", "http://marelle.example/saml/metadata", (("ID", "_r1"),), "<AuthnRequest/>")
SUMMARY = TraceSummary("j1", "gar", NOON, "ark:/77777/marelle", "released")


@pytest.fixture
def journeys(store: Store) -> JourneyBook:
    return StoredJourneyBook(store)


@pytest.fixture
def traces(store: Store) -> TraceBook:
    return StoredTraceBook(store)


def test_a_journey_is_found_as_it_was_saved(journeys: JourneyBook) -> None:
    whole = replace(
        JOURNEY,
        hint=Hint("P0", COLLEGE, "ark:/77777/marelle"),
        guichet="ent-cour",
        profile_asked=True,
        profile=Profile.TEACHER,
        accounts=("AC-PREAU$1", "AC-BRUME$2"),
        authentication=Authentication("person", "t-1", "P0", NOON, "password", frozenset({Profile.TEACHER})),
        uai=COLLEGE,
        membership_chosen=True,
    )
    journeys.save(whole)
    assert journeys.find("j1") == whole


def test_a_later_step_replaces_the_one_before(journeys: JourneyBook) -> None:
    journeys.save(JOURNEY)
    journeys.save(replace(JOURNEY, guichet="ent-cour"))
    found = journeys.find("j1")
    assert found is not None
    assert found.guichet == "ent-cour"


def test_an_unknown_journey_is_none(journeys: JourneyBook) -> None:
    assert journeys.find("nobody") is None
    assert journeys.take("nobody") is None


def test_a_journey_is_taken_once(journeys: JourneyBook) -> None:
    journeys.save(JOURNEY)
    assert journeys.take("j1") == JOURNEY
    assert journeys.take("j1") is None
    assert journeys.find("j1") is None


def test_a_step_saved_too_late_does_not_let_a_journey_release_again(journeys: JourneyBook) -> None:
    journeys.save(JOURNEY)
    assert journeys.take("j1") == JOURNEY
    journeys.save(JOURNEY)
    assert journeys.take("j1") is None


def test_a_journey_is_over_after_fifteen_minutes() -> None:
    clock = HandClock()
    journeys = StoredJourneyBook(MemoryStore(clock))
    journeys.save(JOURNEY)
    clock.pass_seconds(899)
    assert journeys.find("j1") == JOURNEY
    clock.pass_seconds(2)
    assert journeys.find("j1") is None


def test_an_answer_finds_its_journey_once_and_at_its_issuer_only(journeys: JourneyBook) -> None:
    journeys.expect_answer("gar", "_q1", "j1")
    assert journeys.take_answer("hub", "_q1") is None
    assert journeys.take_answer("gar", "_q1") == "j1"
    assert journeys.take_answer("gar", "_q1") is None


def test_a_name_is_used_once_per_kind(journeys: JourneyBook) -> None:
    assert journeys.use_once("assertion", "_a1", 60)
    assert not journeys.use_once("assertion", "_a1", 60)
    assert journeys.use_once("request", "_a1", 60)


def test_names_run_together_are_not_confused(journeys: JourneyBook) -> None:
    assert journeys.use_once("request", "ab", 60)
    assert journeys.use_once("reques", "tab", 60)
    journeys.expect_answer("gar", "_q", "j1")
    assert journeys.take_answer("ga", "r_q") is None


def test_a_name_of_any_length_makes_a_short_key() -> None:
    assert len(name_key("once", "request", "x" * 1_000_000)) < 60
    assert name_key("journey", "}{:\ud800").startswith("journey:{")


def test_legs_come_back_in_order(traces: TraceBook) -> None:
    second = replace(LEG, direction="out", title="Response")
    traces.add_leg("j1", LEG)
    traces.add_leg("j1", second)
    assert traces.read("j1") == (LEG, second)
    assert traces.read("j2") == ()


def test_a_journey_keeps_its_last_hundred_legs(traces: TraceBook) -> None:
    for number in range(103):
        traces.add_leg("j1", replace(LEG, title=str(number)))
    titles = [leg.title for leg in traces.read("j1")]
    assert titles == [str(number) for number in range(3, 103)]


@pytest.mark.parametrize("letter", ["x", "é", "𝄞"])
def test_a_message_too_long_is_cut_with_a_mark(traces: TraceBook, letter: str) -> None:
    traces.add_leg("j1", replace(LEG, message=letter * 300_000, facts=(("RelayState", letter * 5000),)))
    (leg,) = traces.read("j1")
    assert leg.message.endswith(CUT)
    assert len(leg.message.encode()) <= 256 * 1024 + len(CUT.encode())
    assert leg.message.removesuffix(CUT) == letter * (256 * 1024 // len(letter.encode()))
    assert leg.facts[0][1].endswith(CUT)


def test_a_message_just_short_enough_is_whole(traces: TraceBook) -> None:
    message = "é" * (128 * 1024)
    traces.add_leg("j1", replace(LEG, message=message))
    assert traces.read("j1")[0].message == message


def test_a_hint_is_taken_once_by_its_browser_for_its_resource(store: Store) -> None:
    hints = HintBook(store)
    hint = Hint("P0", COLLEGE, "ark:/77777/marelle")
    hints.leave("browser-1", hint)
    assert hints.take("browser-2", "ark:/77777/marelle") is None
    assert hints.take("browser-1", "ark:/77777/billes") is None
    assert hints.take("browser-1", "ark:/77777/marelle") == hint
    assert hints.take("browser-1", "ark:/77777/marelle") is None


def test_an_outcome_comes_back_as_it_was(traces: TraceBook) -> None:
    outcome = Outcome(
        released=(Sent("PRO", ("National_elv",), "ENTPersonProfils", AS_IT_IS, "why"),),
        withheld=(("NOM", "not_in_contract"),),
        contract="marelle",
        uai=COLLEGE,
        profile=Profile.PUPIL,
    )
    assert traces.find_outcome("j1") is None
    traces.conclude(SUMMARY, outcome)
    assert traces.find_outcome("j1") == outcome


def test_the_latest_journeys_come_newest_first_each_once(traces: TraceBook) -> None:
    for name in ("j1", "j2", "j1"):
        traces.conclude(replace(SUMMARY, journey=name), Outcome())
    assert [summary.journey for summary in traces.latest()] == ["j1", "j2"]


def test_two_hundred_journeys_are_listed_at_most(traces: TraceBook) -> None:
    for number in range(203):
        traces.conclude(replace(SUMMARY, journey=str(number)), Outcome())
    assert [summary.journey for summary in traces.latest()] == [str(number) for number in range(202, 2, -1)]


def test_a_trace_lasts_an_hour() -> None:
    clock = HandClock()
    traces = StoredTraceBook(MemoryStore(clock))
    traces.add_leg("j1", LEG)
    traces.conclude(SUMMARY, Outcome())
    clock.pass_seconds(3599)
    assert traces.read("j1") == (LEG,)
    clock.pass_seconds(2)
    assert traces.read("j1") == ()
    assert traces.find_outcome("j1") is None
    assert traces.latest() == ()


POISONS = {
    "nothing": b"",
    "no JSON": b"\x80\x04\x95pickle",
    "no UTF-8": b'{"id": "\xff"}',
    "another shape": b'{"hello": 1}',
    "a wrong type": encode(JOURNEY).replace(b'"j1"', b"7"),
    "an unknown profile": encode(replace(JOURNEY, profile=Profile.PUPIL)).replace(b"National_elv", b"National_xxx"),
    "cut short": encode(JOURNEY)[:-1],
    "too deep": b"[" * 100_000,
}


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS.keys())
def test_j214_a_poisoned_value_closes_the_door_and_is_not_repeated(store: Store, poison: bytes) -> None:
    store.put(name_key("journey", "j1"), poison, 60)
    store.append(name_key("trace-legs", "j1"), poison, 60, 5)
    with pytest.raises(StoreUnavailable) as refused:
        StoredJourneyBook(store).find("j1")
    assert refused.value.cause == "what is stored is no Journey"
    assert refused.value.__cause__ is None
    with pytest.raises(StoreUnavailable):
        StoredJourneyBook(store).take("j1")
    with pytest.raises(StoreUnavailable):
        StoredTraceBook(store).read("j1")


def test_j211_what_is_stored_is_json() -> None:
    stored = encode(JOURNEY)
    assert stored.startswith(b'{"id":"j1"')
    assert decode(stored, Journey) == JOURNEY
