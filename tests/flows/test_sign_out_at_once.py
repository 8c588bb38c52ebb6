"""The signing-out where several come together: two requests, two sessions, one service opened twice."""

from dataclasses import replace

import pytest

from broker.core.refusals.metadata import MetadataExpired
from broker.core.session import Participant, Session
from broker.core.sign_out import Closing, Ending, Initiator, SignOut
from broker.flows.sign_out import Order, Told
from tests.builders import NOON
from tests.conformance.test_session_books import ABOVE, CARNET, HERBIER, SESSION_HERE
from tests.flows.test_sign_out import BROWSER, Channel, a_yard, closes, has_none

OTHER_BROWSER = "c" * 64


def test_while_services_are_being_told_a_second_request_is_not_told_that_all_is_closed() -> None:
    seen: list[SignOut] = []

    def asks_again(participant: Participant) -> Told:
        seen.append(yard.flow.begin(SESSION_HERE, Initiator("saml", "another")))
        return closes(participant)

    yard = a_yard(saml=Channel(asks_again), oidc=Channel(closes), saml_guichet=Channel(closes))
    assert yard.flow.begin(SESSION_HERE, browser=BROWSER).is_whole
    assert not seen[0].is_whole


def test_of_a_session_that_a_call_ended_and_left_everybody_is_told_all_the_same() -> None:
    channel = Channel(closes)
    yard = a_yard(saml=channel, oidc=channel, saml_guichet=channel)
    assert yard.sessions.end(SESSION_HERE)  # the process died before it stored who is to be told
    assert yard.flow.begin(SESSION_HERE).is_whole
    assert sorted(channel.told) == sorted([CARNET.service, HERBIER.service, ABOVE.service])


def test_what_a_browser_is_being_led_through_is_not_gone_on_with_in_another() -> None:
    yard = a_yard(saml=Channel(has_none, front=True), oidc=Channel(closes), saml_guichet=Channel(closes))
    begun = yard.flow.begin(SESSION_HERE, browser=BROWSER)
    elsewhere = yard.flow.begin(SESSION_HERE, browser=OTHER_BROWSER)
    assert (elsewhere.waiting, elsewhere.browser) == ((), OTHER_BROWSER)
    assert elsewhere.id != begun.id
    assert {one.service: one.ending for one in elsewhere.closings}[CARNET.service] is Ending.WAITING
    assert not elsewhere.is_whole
    assert yard.flow.resume(begun.id) == begun


def test_in_the_same_browser_a_service_that_has_not_answered_is_asked_again() -> None:
    yard = a_yard(saml=Channel(has_none, front=True), oidc=Channel(closes), saml_guichet=Channel(closes))
    asked, led = yard.flow.next_waiting(yard.flow.begin(SESSION_HERE, browser=BROWSER))
    assert (asked, led.waiting, led.asked) == (CARNET, (), CARNET)
    assert not led.is_whole, "it may never answer"
    again = yard.flow.begin(SESSION_HERE, Initiator("saml", HERBIER.service, "_2"), browser=BROWSER)
    assert (again.id, again.waiting, again.asked) == (led.id, (CARNET,), None)
    assert again.initiator == Initiator("saml", HERBIER.service, "_2")


def test_several_sessions_end_as_one_sign_out_and_each_finds_it() -> None:
    channel = Channel(closes)
    yard = a_yard(saml=channel, oidc=channel, saml_guichet=channel)
    second = replace(SESSION_HERE, id="d" * 64, upstream=None)
    there = replace(CARNET, subject="_there", index="_there")
    yard.sessions.open(second)
    yard.sessions.join(second, there)
    done = yard.flow.carry_out(Order((SESSION_HERE, second)))
    assert sorted(channel.told) == sorted([CARNET.service, CARNET.service, HERBIER.service, ABOVE.service])
    for session in (SESSION_HERE, second):
        assert yard.sessions.find("gar", session.id) is None
        assert yard.flow.find_session(session.id) == session
        assert yard.flow.begin(session).id == done.id


def test_of_a_service_opened_twice_the_worst_counts_and_the_browser_is_sent_there_once() -> None:
    again = replace(CARNET, subject="_again", index="_again")

    def answers(participant: Participant) -> Told:
        ending = Ending.ABSENT if participant == CARNET else Ending.CLOSED
        return Told(Closing(participant.service, participant.resource, ending))

    yard = a_yard(saml=Channel(answers), oidc=Channel(closes), saml_guichet=Channel(closes))
    yard.sessions.join(SESSION_HERE, again)
    done = yard.flow.begin(SESSION_HERE)
    assert [one.ending for one in done.closings if one.service == CARNET.service] == [Ending.CLOSED]
    assert done.is_whole
    front = a_yard(saml=Channel(has_none, front=True), oidc=Channel(closes), saml_guichet=Channel(closes))
    front.sessions.join(SESSION_HERE, again)
    assert front.flow.begin(SESSION_HERE).waiting == (again,)


def test_whoever_asks_is_known_by_its_name_where_a_subject_names_the_person_at_two_services() -> None:
    namesake = replace(HERBIER, subject=CARNET.subject)
    channel = Channel(closes)
    yard = a_yard(saml=channel, oidc=channel, saml_guichet=channel)
    yard.sessions.join(SESSION_HERE, namesake)
    yard.flow.begin(SESSION_HERE, Initiator("saml", CARNET.service), asking=CARNET.subject)
    assert sorted(channel.told) == sorted([HERBIER.service, HERBIER.service, ABOVE.service])


def test_what_another_tab_of_the_browser_opened_ends_too_but_nobody_who_came_to_that_browser_later() -> None:
    channel = Channel(closes)
    yard = a_yard(saml=channel, oidc=channel, saml_guichet=channel)
    here, tab, later = (replace(SESSION_HERE, id=letter * 64, browser="b") for letter in "def")
    for session in (here, tab):
        yard.sessions.open(session)
    yard.sessions.join(tab, replace(CARNET, service="https://tab.example"))
    done = yard.flow.begin(here)
    assert "https://tab.example" in channel.told
    assert (done.session, done.others) == (here, (tab,))
    yard.sessions.open(later)
    yard.flow.begin(here)  # once more: a service says late that its session is over
    assert yard.sessions.find("gar", later.id) == later


def test_a_service_whose_metadata_is_no_longer_right_is_named_and_the_others_are_told() -> None:
    def refuses(_participant: Participant) -> Told:
        raise MetadataExpired

    yard = a_yard(saml=Channel(refuses), oidc=Channel(closes), saml_guichet=Channel(closes))
    done = yard.flow.begin(SESSION_HERE)
    [closing] = [one for one in done.closings if one.service == CARNET.service]
    assert (closing.ending, closing.reason) == (Ending.UNTOLD, MetadataExpired.code)
    assert len(done.closings) == 3


@pytest.mark.parametrize("number", [40, 70])
def test_more_services_than_are_told_at_once_are_all_told(number: int) -> None:
    channel = Channel(closes)
    yard = a_yard(saml=channel, oidc=channel, saml_guichet=channel)
    for place in range(number):
        yard.sessions.join(SESSION_HERE, replace(CARNET, service=f"https://{place}.example", subject=f"_{place}"))
    assert yard.flow.begin(SESSION_HERE).is_whole
    assert len(set(channel.told)) == number + 3


def _is_meant(_participant: Participant) -> bool:
    return True


def test_a_session_is_found_by_what_a_service_or_the_guichet_calls_it_also_when_it_has_just_ended() -> None:
    yard = a_yard(saml=Channel(closes), oidc=Channel(closes), saml_guichet=Channel(closes))
    for named in (CARNET, ABOVE):
        bare = Participant(named.protocol, named.service, named.subject)
        assert yard.flow.find_sessions(bare, _is_meant) == (SESSION_HERE,)
        assert yard.flow.find_sessions(bare, lambda one: one.index == "_another") == ()
        assert yard.flow.find_sessions(replace(bare, service="https://other.example"), _is_meant) == ()
    yard.flow.begin(SESSION_HERE)
    assert yard.flow.find_sessions(CARNET, _is_meant) == (SESSION_HERE,)


def test_a_service_ends_the_session_that_took_the_place_of_the_one_it_knows() -> None:
    yard = a_yard(saml=Channel(closes), oidc=Channel(closes), saml_guichet=Channel(closes))
    again = replace(SESSION_HERE, id="d" * 64)
    yard.sessions.open(again)
    yard.sessions.succeed(SESSION_HERE, again)
    yard.sessions.join(again, CARNET)  # under the same subject
    assert yard.flow.find_sessions(CARNET, _is_meant) == (again,)
    done = yard.flow.begin(again)
    assert done.is_whole
    assert yard.flow.find_sessions(CARNET, _is_meant) == (again,), "it has just ended"


def test_nothing_is_found_of_a_session_that_was_never_here() -> None:
    yard = a_yard(saml=Channel(closes))
    foreign = Session("e" * 64, "gar", "ent", SESSION_HERE.authentication)
    assert yard.flow.find_session(foreign.id) is None
    assert foreign.ends > NOON
