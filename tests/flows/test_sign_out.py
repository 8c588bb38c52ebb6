"""The signing-out: one session's end, told to everybody within a time that nobody can stretch."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Event

import pytest

from broker.core.session import Participant
from broker.core.sign_out import Closing, Ending, Initiator
from broker.core.trace import Leg
from broker.flows.sign_out import SIGNED_OUT, SIGNED_OUT_PARTLY, SignOutFlow, Told
from broker.stores.memory_store import MemoryStore
from broker.stores.session_book import StoredSessionBook
from broker.stores.sign_out_book import StoredSignOutBook
from broker.stores.trace_book import StoredTraceBook
from tests.builders import NOON, HandClock
from tests.conformance.test_session_books import ABOVE, CARNET, HERBIER, SESSION_HERE

BROWSER = "b" * 64


@dataclass
class Channel:
    """Answer for services of one language, and remember who was told."""

    answer: Callable[[Participant], Told | None]
    front: bool = False
    told: list[str] = field(default_factory=list)

    def tell(self, participant: Participant) -> Told | None:
        self.told.append(participant.service)
        return self.answer(participant)

    def has_front(self, _participant: Participant) -> bool:
        return self.front


def closes(participant: Participant) -> Told:
    leg = Leg(NOON, "out", "sign_out_request", participant.service)
    return Told(Closing(participant.service, participant.resource, Ending.CLOSED), (leg,))


def has_none(_participant: Participant) -> None:
    return None


@dataclass(frozen=True)
class Yard:
    """Hold a sign-out flow with one open session, in which three services take part."""

    flow: SignOutFlow
    sessions: StoredSessionBook
    traces: StoredTraceBook


def a_yard(**channels: Channel) -> Yard:
    clock = HandClock()
    store = MemoryStore(clock)
    sessions, traces = StoredSessionBook(store, clock), StoredTraceBook(store)
    named = {name.replace("_", "-"): channel for name, channel in channels.items()}
    made = SignOutFlow("gar", clock, sessions, StoredSignOutBook(store), traces, named)
    sessions.open(SESSION_HERE)
    sessions.join(SESSION_HERE, CARNET)
    sessions.join(SESSION_HERE, HERBIER)
    return Yard(made, sessions, traces)


def test_everybody_is_told_once_and_the_session_is_over() -> None:
    saml, oidc, above = Channel(closes), Channel(closes), Channel(closes)
    yard = a_yard(saml=saml, oidc=oidc, saml_guichet=above)
    done = yard.flow.begin(SESSION_HERE, browser=BROWSER)
    assert (saml.told, oidc.told, above.told) == ([CARNET.service], [HERBIER.service], [ABOVE.service])
    assert [one.ending for one in done.closings] == [Ending.CLOSED] * 3
    assert done.is_whole
    assert yard.sessions.find("gar", SESSION_HERE.id) is None
    assert len(yard.traces.read(done.id)) == 3


def test_a_second_sign_out_of_the_same_session_tells_nobody_again() -> None:
    channel = Channel(closes)
    yard = a_yard(saml=channel, oidc=channel, saml_guichet=channel)
    done = yard.flow.begin(SESSION_HERE, browser=BROWSER)
    again = yard.flow.begin(SESSION_HERE, browser=BROWSER)
    assert len(channel.told) == 3
    assert again == done, "it says what became of the services, and nothing better"


def test_whoever_asked_is_not_told_what_it_knows() -> None:
    channel = Channel(closes)
    yard = a_yard(saml=channel, oidc=channel, saml_guichet=channel)
    yard.flow.begin(SESSION_HERE, Initiator("saml", CARNET.service), browser=BROWSER, asking=CARNET.subject)
    assert sorted(channel.told) == sorted([HERBIER.service, ABOVE.service])


def test_a_service_without_a_back_channel_waits_for_the_browser_and_one_without_any_way_is_named() -> None:
    yard = a_yard(saml=Channel(has_none, front=True), oidc=Channel(has_none), saml_guichet=Channel(closes))
    begun = yard.flow.begin(SESSION_HERE, browser=BROWSER)
    assert begun.waiting == (CARNET,)
    assert {one.service: one.ending for one in begun.closings} == {
        HERBIER.service: Ending.UNTOLD,
        ABOVE.service: Ending.CLOSED,
    }
    assert not begun.is_whole


def test_a_language_that_is_not_connected_is_named_as_untold() -> None:
    done = a_yard(saml=Channel(closes), saml_guichet=Channel(closes)).flow.begin(SESSION_HERE)
    assert {one.service: one.ending for one in done.closings}[HERBIER.service] is Ending.UNTOLD


def test_a_service_that_never_answers_holds_nobody_up() -> None:
    answered = Event()

    def never(participant: Participant) -> Told:
        answered.wait(10)
        return closes(participant)

    yard = a_yard(saml=Channel(closes), oidc=Channel(never), saml_guichet=Channel(closes))
    try:
        done = replace(yard.flow, within_seconds=0.2).begin(SESSION_HERE, browser=BROWSER)
        assert not answered.is_set()
    finally:
        answered.set()
    endings = {one.service: one.ending for one in done.closings}
    assert endings == {CARNET.service: Ending.CLOSED, HERBIER.service: Ending.UNREACHED, ABOVE.service: Ending.CLOSED}


def test_the_browser_finishes_what_the_back_channel_began() -> None:
    yard = a_yard(saml=Channel(has_none, front=True), oidc=Channel(closes), saml_guichet=Channel(closes))
    begun = yard.flow.begin(SESSION_HERE, asking=ABOVE.subject)
    assert begun.waiting == (CARNET,)
    assert yard.flow.find_session(SESSION_HERE.id) == SESSION_HERE
    again = yard.flow.begin(SESSION_HERE, Initiator("saml", ABOVE.service), browser=BROWSER)
    assert (again.id, again.browser, again.waiting) == (begun.id, BROWSER, (CARNET,))
    participant, left = yard.flow.next_waiting(again)
    assert participant == CARNET
    done = yard.flow.record(left, CARNET, Ending.CLOSED)
    assert done.is_whole


def test_a_service_from_which_the_browser_came_back_without_an_answer_is_not_taken_for_closed() -> None:
    front = Channel(has_none, front=True)
    yard = a_yard(saml=front, oidc=front, saml_guichet=Channel(closes))
    _first, left = yard.flow.next_waiting(yard.flow.begin(SESSION_HERE, browser=BROWSER))
    second, left = yard.flow.next_waiting(left)  # the person went back, or loaded the page again
    assert second == HERBIER
    done = yard.flow.record(left, HERBIER, Ending.CLOSED)
    assert not done.is_whole
    assert {one.service: one.ending for one in done.closings}[CARNET.service] is Ending.UNCONFIRMED


@pytest.mark.parametrize(("ending", "result"), [(Ending.CLOSED, SIGNED_OUT), (Ending.REFUSED, SIGNED_OUT_PARTLY)])
def test_a_sign_out_is_listed_with_what_became_of_it(ending: Ending, result: str) -> None:
    def answers(participant: Participant) -> Told:
        return replace(closes(participant), closing=Closing(participant.service, "", ending))

    yard = a_yard(saml=Channel(answers), oidc=Channel(closes), saml_guichet=Channel(closes))
    done = yard.flow.begin(SESSION_HERE, browser=BROWSER)
    yard.flow.conclude(done)
    [summary] = yard.traces.latest()
    assert (summary.journey, summary.issuer, summary.result) == (done.id, "gar", result)
