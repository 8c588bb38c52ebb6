"""Owns what the books of sessions and of sign-outs do, over every store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broker.core.journey import SESSION, Authentication
from broker.core.session import Participant, Session
from broker.core.sign_out import Closing, Ending, Initiator, SignOut
from broker.flows.ports import Put, SessionBook, SignOutBook, Store
from broker.stores.memory_store import MemoryStore
from broker.stores.session_book import MOST_OPENINGS, StoredSessionBook
from broker.stores.sign_out_book import StoredSignOutBook
from tests.builders import NOON, HandClock

SIGNED_IN = Authentication("person", "pupil-0001", "P0", NOON, "password")
ABOVE = Participant("saml-guichet", "https://ent.example/idp", "_name", "_index", "transient")
SESSION_HERE = Session("s" * 64, "gar", "ent-cour", SIGNED_IN, upstream=ABOVE)
CARNET = Participant("saml", "https://carnet.example", "_n1", "_i1", "transient", resource="ark:/77777/carnet")
HERBIER = Participant("oidc", "herbier", "sid-1", person="pseudonym", resource="ark:/77777/herbier")


@pytest.fixture
def sessions(store: Store) -> SessionBook:
    return StoredSessionBook(store, HandClock())


@pytest.fixture
def sign_outs(store: Store) -> SignOutBook:
    return StoredSignOutBook(store)


def test_a_session_is_found_as_it_was_opened_and_at_its_issuer_only(sessions: SessionBook) -> None:
    sessions.open(SESSION_HERE)
    assert sessions.find("gar", SESSION_HERE.id) == SESSION_HERE
    assert sessions.find("educonnect", SESSION_HERE.id) is None
    assert sessions.find("gar", "another") is None


def test_the_sessions_open_in_one_browser_are_known_together(sessions: SessionBook) -> None:
    here, tab, over, elsewhere = (
        replace(SESSION_HERE, id=letter * 64, browser=browser)
        for letter, browser in (("s", "b"), ("t", "b"), ("u", "b"), ("v", "c"))
    )
    for session in (here, tab, over, elsewhere):
        sessions.open(session)
    sessions.end(over)
    assert sessions.in_same_browser(here) == (here, tab)
    sessions.end(here)
    assert sessions.in_same_browser(here) == (tab,)
    assert sessions.in_same_browser(SESSION_HERE) == (), "of no browser known"


def test_a_session_is_ended_once(sessions: SessionBook) -> None:
    sessions.open(SESSION_HERE)
    assert sessions.end(SESSION_HERE)
    assert not sessions.end(SESSION_HERE)
    assert sessions.find("gar", SESSION_HERE.id) is None


def test_a_session_is_found_beside_a_value_that_is_added(sessions: SessionBook) -> None:
    sessions.open(SESSION_HERE)
    added = Put("beside:{1}", b"value", 60)
    assert sessions.find_beside("gar", SESSION_HERE.id, added) == (SESSION_HERE, True)
    assert sessions.find_beside("gar", "another", added) == (None, False)


def test_who_took_part_is_known_in_order_even_after_the_end(sessions: SessionBook) -> None:
    sessions.open(SESSION_HERE)
    sessions.join(SESSION_HERE, CARNET)
    sessions.join(SESSION_HERE, HERBIER)
    sessions.end(SESSION_HERE)
    assert sessions.participants(SESSION_HERE) == (CARNET, HERBIER)


def test_a_session_without_services_has_no_participant(sessions: SessionBook) -> None:
    sessions.open(SESSION_HERE)
    assert sessions.participants(SESSION_HERE) == ()


def test_a_service_finds_its_sessions_by_the_subject_it_was_given(sessions: SessionBook) -> None:
    second = replace(SESSION_HERE, id="t" * 64)
    for session in (SESSION_HERE, second, second):
        sessions.open(session)
        sessions.join(session, CARNET)
    found = sessions.find_by_subject("gar", "saml", CARNET.service, CARNET.subject)
    assert found == (SESSION_HERE.id, second.id)


def test_however_often_a_service_is_opened_in_one_session_it_finds_the_others(sessions: SessionBook) -> None:
    second = replace(SESSION_HERE, id="t" * 64)
    for session, times in ((SESSION_HERE, 1), (second, 50)):
        sessions.open(session)
        for _ in range(times):
            sessions.join(session, CARNET)
    assert len(sessions.find_by_subject("gar", "saml", CARNET.service, CARNET.subject)) == 2


def test_a_session_that_takes_the_place_of_another_is_found_by_both_names_and_by_its_cookie_only(
    sessions: SessionBook,
) -> None:
    second, third = (replace(SESSION_HERE, id=letter * 64) for letter in "tu")
    sessions.open(SESSION_HERE)
    for former, session in ((SESSION_HERE, second), (second, third)):
        sessions.open(session)
        sessions.succeed(former, session)
    for name in (SESSION_HERE.id, second.id, third.id):
        assert sessions.find_current("gar", name) == third
        assert sessions.heir("gar", name) == third.id
    assert (sessions.find("gar", SESSION_HERE.id), sessions.find("gar", second.id)) == (None, None)
    assert sessions.find_current("educonnect", SESSION_HERE.id) is None
    sessions.end(third)
    assert sessions.find_current("gar", SESSION_HERE.id) is None


def test_what_was_opened_before_or_even_after_in_the_former_session_goes_on_in_the_next(sessions: SessionBook) -> None:
    second, third = (replace(SESSION_HERE, id=letter * 64) for letter in "tu")
    sessions.open(SESSION_HERE)
    sessions.join(SESSION_HERE, CARNET)
    for former, session in ((SESSION_HERE, second), (second, third)):
        sessions.open(session)
        sessions.succeed(former, session)
    sessions.join(SESSION_HERE, HERBIER)  # its sign-on was under way meanwhile
    assert {CARNET, HERBIER, ABOVE} == set(sessions.participants(third))


def test_a_session_that_was_signed_out_meanwhile_is_followed_by_none(sessions: SessionBook) -> None:
    second = replace(SESSION_HERE, id="t" * 64)
    sessions.open(SESSION_HERE)
    sessions.open(second)
    sessions.end(SESSION_HERE)
    sessions.succeed(SESSION_HERE, second)
    assert sessions.find_current("gar", SESSION_HERE.id) is None
    assert sessions.find("gar", second.id) == second


@pytest.mark.parametrize(
    ("issuer", "protocol", "service", "subject"),
    [
        ("educonnect", "saml", CARNET.service, CARNET.subject),
        ("gar", "oidc", CARNET.service, CARNET.subject),
        ("gar", "saml", "https://other.example", CARNET.subject),
        ("gar", "saml", CARNET.service, "_n2"),
    ],
)
def test_nobody_finds_the_session_of_another(
    sessions: SessionBook, issuer: str, protocol: str, service: str, subject: str
) -> None:
    sessions.open(SESSION_HERE)
    sessions.join(SESSION_HERE, CARNET)
    assert sessions.find_by_subject(issuer, protocol, service, subject) == ()


def test_a_session_remembers_its_latest_services(sessions: SessionBook) -> None:
    sessions.open(SESSION_HERE)
    for number in range(MOST_OPENINGS + 3):
        sessions.join(SESSION_HERE, replace(CARNET, subject=f"_n{number}"))
    kept = [one.subject for one in sessions.participants(SESSION_HERE)]
    assert kept == [f"_n{number}" for number in range(3, MOST_OPENINGS + 3)]


def test_a_session_is_over_after_six_hours_and_when_its_guichet_said_so() -> None:
    for ends, lasts in ((None, SESSION), (NOON + timedelta(hours=1), timedelta(hours=1))):
        clock = HandClock()
        sessions = StoredSessionBook(MemoryStore(clock), clock)
        session = replace(SESSION_HERE, authentication=replace(SIGNED_IN, ends=ends))
        assert session.ends == NOON + lasts
        sessions.open(session)
        clock.pass_seconds(lasts.total_seconds() - 1)
        assert sessions.find("gar", session.id) == session
        clock.pass_seconds(1)
        assert sessions.find("gar", session.id) is None


def test_a_session_is_found_by_a_subject_as_long_as_it_lasts_whatever_is_opened_in_an_older_one() -> None:
    clock = HandClock()
    sessions = StoredSessionBook(MemoryStore(clock), clock)
    sessions.open(SESSION_HERE)
    clock.pass_seconds(3 * 3600)
    later = replace(SESSION_HERE, id="t" * 64, authentication=replace(SIGNED_IN, at=clock.now()))
    sessions.open(later)
    sessions.join(later, CARNET)
    sessions.join(SESSION_HERE, CARNET)
    clock.pass_seconds(5 * 3600)
    assert sessions.find("gar", later.id) == later  # the control
    assert later.id in sessions.find_by_subject("gar", "saml", CARNET.service, CARNET.subject)


def test_participants_do_not_give_way_to_traces() -> None:
    clock = HandClock()
    store = MemoryStore(clock, most_list_bytes=2000)
    sessions = StoredSessionBook(store, clock)
    sessions.open(SESSION_HERE)
    sessions.join(SESSION_HERE, CARNET)
    for number in range(50):
        store.append(f"trace:{number}", b"x" * 200, 60, 10)
    assert len(store.read_list("trace:0")) == 0  # the control: room was short
    assert sessions.participants(SESSION_HERE) == (CARNET,)
    assert sessions.find_by_subject("gar", "saml", CARNET.service, CARNET.subject) == (SESSION_HERE.id,)


def test_a_sign_out_comes_back_as_it_was_by_its_name_and_by_its_session(sign_outs: SignOutBook) -> None:
    whole = SignOut(
        id="signout-1",
        session=SESSION_HERE,
        browser="b" * 64,
        started=NOON,
        initiator=Initiator("saml", CARNET.service, "_r1", "https://carnet.example/slo", "redirect", "state"),
        closings=(Closing("herbier", HERBIER.resource, Ending.UNREACHED, "no answer"),),
        waiting=(CARNET,),
    )
    sign_outs.save(whole)
    assert sign_outs.find("signout-1") == whole
    assert sign_outs.find_of_session("gar", SESSION_HERE.id) == whole
    assert sign_outs.find("signout-2") is None
    assert sign_outs.find_of_session("educonnect", SESSION_HERE.id) is None


def test_nothing_of_the_person_shows_in_what_is_printed_of_a_session() -> None:
    printed = f"{SESSION_HERE!r} {CARNET!r} {HERBIER!r}"
    for value in ("pupil-0001", "_n1", "sid-1", "pseudonym"):
        assert value not in printed


def test_a_session_is_found_by_the_guichets_own_name_for_it(sessions: SessionBook) -> None:
    sessions.open(SESSION_HERE)
    assert sessions.find_by_subject("gar", ABOVE.protocol, ABOVE.service, ABOVE.subject) == (SESSION_HERE.id,)
    assert sessions.find_by_subject("gar", "saml", ABOVE.service, ABOVE.subject) == ()
    assert sessions.participants(SESSION_HERE) == (), "the guichet is no service of the session"


def test_a_sign_out_is_found_by_each_session_that_ends_with_it(sign_outs: SignOutBook) -> None:
    second = replace(SESSION_HERE, id="t" * 64)
    sign_out = SignOut("signout-2", SESSION_HERE, "", NOON, others=(second,), waiting=(CARNET,), asked=HERBIER)
    sign_outs.save(sign_out)
    for session in (SESSION_HERE, second):
        assert sign_outs.find_of_session("gar", session.id) == sign_out
