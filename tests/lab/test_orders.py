"""Owns what a starvation order alters: one sign-on of one browser, at one issuer and resource, and nothing after."""

from dataclasses import replace

import pytest

from broker.core.release import Release
from broker.core.session import Session
from broker.core.starvation import Alteration, Cut
from broker.flows.sign_on import browser_digest
from broker.lab.orders import ORDER_SECONDS, OrderBook
from broker.lab.starving_sign_on import STARVED, StarvingSignOn, starving
from broker.stores.memory_store import MemoryStore
from broker.stores.trace_book import StoredTraceBook
from tests.builders import NOON, HandClock, a_contract, a_pupil
from tests.flows.fakes import (
    BROWSER,
    OTHER_BROWSER,
    World,
    a_service_request,
    a_world,
    authenticated,
    begun,
    vouched_for,
)

RESOURCE, WITHOUT_PRO = a_contract().resource, (Cut("PRO", Alteration.WITHHELD),)


class Lab:
    """Sign somebody on, again and again, where orders are obeyed."""

    def __init__(self) -> None:
        self.clock = HandClock(NOON)
        self.world: World = a_world()
        store = MemoryStore(self.clock)
        self.traces, self.book = StoredTraceBook(store), OrderBook(store, self.clock)
        self.sign_on: StarvingSignOn = starving(self.world.sign_on, self.book, self.traces)
        self.issuer = self.world.sign_on.issuer.name
        self.signed_on = 0

    def order(self, resource: str = RESOURCE, issuer: str | None = None) -> str:
        return self.book.place(issuer or self.issuer, resource, WITHOUT_PRO)

    def claim(self, token: str, browser: str = BROWSER, issuer: str | None = None) -> bool:
        return self.book.claim(token, issuer or self.issuer, browser_digest(browser)) is not None

    def release(self) -> tuple[Release, Release]:
        """Sign on once; return what leaves at once, and what is fetched by it afterwards."""
        self.signed_on += 1
        journey = authenticated(self.world, begun(self.world, a_service_request(f"_{self.signed_on}")), self.session)
        return self.sign_on.release(journey), self.sign_on.release_again(self.sign_on.grant(journey))

    @property
    def session(self) -> Session:
        return vouched_for(a_pupil())


@pytest.fixture
def lab() -> Lab:
    return Lab()


def codes(release: Release) -> list[str]:
    return [sent.code for sent in release.released]


def test_without_an_order_everything_leaves_that_was_decided(lab: Lab) -> None:
    assert [codes(one) for one in lab.release()] == [["IDO", "UAI", "PRO"]] * 2


def test_an_order_alters_what_leaves_at_once_and_what_is_fetched(lab: Lab) -> None:
    assert lab.claim(lab.order())
    assert [codes(one) for one in lab.release()] == [["IDO", "UAI"]] * 2


def test_an_order_alters_one_sign_on_and_no_second(lab: Lab) -> None:
    lab.claim(lab.order())
    lab.release()
    assert [codes(one) for one in lab.release()] == [["IDO", "UAI", "PRO"]] * 2
    assert [codes(one) for one in lab.release()] == [["IDO", "UAI", "PRO"]] * 2


def test_what_was_granted_before_is_not_altered(lab: Lab) -> None:
    session = lab.session
    earlier = authenticated(lab.world, begun(lab.world, a_service_request("_earlier")), session)
    lab.sign_on.release(earlier)
    grant = lab.sign_on.grant(earlier)
    lab.claim(lab.order())
    starved = authenticated(lab.world, begun(lab.world, a_service_request("_starved")), session)
    assert codes(lab.sign_on.release(starved)) == ["IDO", "UAI"]
    assert codes(lab.sign_on.release_again(grant)) == ["IDO", "UAI", "PRO"]
    assert codes(lab.sign_on.release_again(lab.sign_on.grant(starved))) == ["IDO", "UAI"]


def test_an_order_is_over_with_its_time(lab: Lab) -> None:
    lab.claim(lab.order())
    lab.clock.pass_seconds(ORDER_SECONDS)
    assert codes(lab.release()[0]) == ["IDO", "UAI", "PRO"]


def test_what_is_fetched_after_the_time_is_whole_again(lab: Lab) -> None:
    lab.claim(lab.order())
    journey = authenticated(lab.world, begun(lab.world), lab.session)
    lab.sign_on.release(journey)
    lab.clock.pass_seconds(ORDER_SECONDS)
    assert codes(lab.sign_on.release_again(lab.sign_on.grant(journey))) == ["IDO", "UAI", "PRO"]


def test_a_token_opens_once_and_within_its_minute(lab: Lab) -> None:
    token = lab.order()
    assert lab.claim(token)
    assert not lab.claim(token)
    late = lab.order()
    lab.clock.pass_seconds(61)
    assert not lab.claim(late)


def test_another_browser_s_order_alters_nothing_here(lab: Lab) -> None:
    assert lab.claim(lab.order(), browser=OTHER_BROWSER)
    assert codes(lab.release()[0]) == ["IDO", "UAI", "PRO"]


def test_an_order_for_another_issuer_is_not_given_here_and_is_lost(lab: Lab) -> None:
    token = lab.order(issuer="educonnect")
    assert not lab.claim(token)
    assert not lab.claim(token, issuer="educonnect")


def test_an_order_for_another_resource_waits_and_alters_nothing(lab: Lab) -> None:
    assert lab.claim(lab.order(resource="ark:/77777/another"))
    assert codes(lab.release()[0]) == ["IDO", "UAI", "PRO"]


def test_what_became_of_an_order_names_attributes_and_no_value(lab: Lab) -> None:
    token = lab.book.place(lab.issuer, RESOURCE, (*WITHOUT_PRO, Cut("E_MS4", Alteration.WITHHELD)))
    lab.claim(token)
    journey = authenticated(lab.world, begun(lab.world), lab.session)
    lab.sign_on.release(journey)
    used = lab.book.find(lab.issuer, journey.browser)
    assert used is not None
    assert used.is_used
    assert used.altered == ("PRO",)
    (leg,) = lab.traces.read(journey.id)
    assert (leg.title, dict(leg.facts)) == (STARVED, {"PRO": "withheld", "E_MS4": "withheld"})


def test_the_sign_on_itself_is_the_same_in_all_but_the_orders(lab: Lab) -> None:
    assert replace(lab.sign_on).issuer is lab.world.sign_on.issuer
    assert lab.sign_on.access is lab.world.sign_on.access
