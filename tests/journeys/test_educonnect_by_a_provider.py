"""Guardians come into ÉduConnect by their pivot identity at a provider above: at first, again, changed, refused."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from lxml import html

from broker.core.fact_names import FactName
from broker.lab.browser import Browser
from tests.journeys.account_pages import form_with, last_message, open_page, words_of
from tests.journeys.own_run import lend_keys
from tests.journeys.provider_guichet import define_for_citizens
from tests.journeys.steps import CARNET, choose_guichet, choose_profile, entry_link, person_of, read_refusal, received
from tests.openid_provider import Provider, providing
from tests.sandbox import Sandbox, running_sandbox

GUARDIAN = "ndeye.sane"
FRANCHE = "/guichet/franche"


@dataclass(frozen=True)
class Ground:
    """Hold a sandbox with a provider above ÉduConnect."""

    sandbox: Sandbox
    provider: Provider

    def tell(self, login: str = GUARDIAN, **changes: str) -> None:
        """Let the provider tell the pivot identity of a person of the directory, but for what is changed."""
        person = person_of(self.sandbox, login)
        self.provider.tell_the_truth()
        self.provider.person = {
            "sub": f"sub-of-{login}",
            "family_name": person.family_name.values[0].upper(),
            "given_name": person.given_name.values[0],
            "birthdate": person.birth_date.values[0],
            "gender": "female" if person.civility.values == ("Mme",) else "male",
            **changes,
        }

    def enter(self, browser: Browser) -> requests.Response:
        """Go to the provider from ÉduConnect's own form, for no service."""
        return open_page(browser, self.sandbox, FRANCHE)

    def confirm(self, browser: Browser, page: requests.Response, login: str = GUARDIAN) -> requests.Response:
        """Say a child's birth date and the mobile, then the code that was sent."""
        person = person_of(self.sandbox, login)
        child, mobile = (person.fact(name).values[0] for name in (FactName.CHILD_BIRTH_DATES, FactName.PHONE))
        sent = browser.submit(form_with(page, "mobile"), {"birth_date": child, "mobile": mobile})
        return browser.submit(form_with(sent, "code"), {"code": last_message(self.sandbox)["Code"]})


@pytest.fixture(scope="module")
def ground(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Give a sandbox of its own, with a provider above ÉduConnect."""
    folder = tmp_path_factory.mktemp("franche")
    lend_keys(folder, sandbox)
    with running_sandbox(folder) as own, providing() as provider:
        define_for_citizens(own, provider)
        yield Ground(own, provider)


def is_in(page: requests.Response) -> bool:
    return page.url.endswith("/account")


def test_the_first_time_a_guardian_confirms_and_then_never_again(ground: Ground) -> None:
    ground.tell()
    browser = Browser()
    first = ground.enter(browser)
    assert "première connexion" in words_of(first)
    assert not is_in(open_page(browser, ground.sandbox, "/account"))
    assert is_in(ground.confirm(browser, first))
    assert is_in(ground.enter(Browser()))


def test_a_changed_identity_confirms_again(ground: Ground) -> None:
    """FranceConnect's sub changes with the identity (facts/identity-providers.md 4.2)."""
    login = "aminata.le-goff"
    ground.tell(login)
    browser = Browser()
    assert is_in(ground.confirm(browser, ground.enter(browser), login))
    ground.tell(login, sub="another-sub")
    browser = Browser()
    changed = ground.enter(browser)
    assert "a changé" in words_of(changed)
    assert is_in(ground.confirm(browser, changed, login))
    assert is_in(ground.enter(Browser()))


@pytest.mark.parametrize(
    "change",
    [{"family_name": "AUTRE"}, {"given_name": "Autre"}, {"birthdate": "1950-01-01"}, {"gender": "male"}],
    ids=str,
)
def test_another_identity_is_nobody_here(ground: Ground, change: dict[str, str]) -> None:
    ground.tell(**change, sub="nobody")
    refusal = read_refusal(ground.enter(Browser()))
    assert (refusal.status, refusal.code) == (403, "person.unknown")


def test_a_pupil_does_not_come_in_as_a_guardian(ground: Ground) -> None:
    ground.tell("boubacar.marchand")
    assert read_refusal(ground.enter(Browser())).code == "person.unknown"


def test_a_wrong_birth_date_sends_nothing_and_says_nothing(ground: Ground) -> None:
    login = "daniel.kaplan"
    ground.tell(login)
    browser, mobile = Browser(), person_of(ground.sandbox, login).fact(FactName.PHONE).values[0]
    before = last_message(ground.sandbox)
    sent = browser.submit(form_with(ground.enter(browser), "mobile"), {"birth_date": "2001-01-01", "mobile": mobile})
    assert last_message(ground.sandbox) == before
    answer = browser.submit(form_with(sent, "code"), {"code": "000000"})
    assert answer.status_code == 422
    assert not is_in(open_page(browser, ground.sandbox, "/account"))


def test_what_waits_for_a_confirmation_waits_in_its_own_browser(ground: Ground) -> None:
    ground.tell("joana.teixeira")
    browser, thief = Browser(), Browser()
    address = ground.enter(browser).url
    open_page(thief, ground.sandbox, "/sign-in")
    assert read_refusal(thief.get(address)).code == "journey.unknown"


@pytest.mark.parametrize(("error", "says"), [("access_denied", "a été annulée"), ("Y020026", "n’a pas pu")])
def test_who_gives_up_finds_the_form_again(ground: Ground, error: str, says: str) -> None:
    ground.tell()
    ground.provider.answer = {"code": None, "error": error}
    page = ground.enter(Browser())
    assert says in words_of(page)
    assert form_with(page, "j_password")


def test_who_finds_nobody_there_finds_the_form_again(ground: Ground) -> None:
    ground.tell()
    ground.provider.status["/token"] = 503
    page = ground.enter(Browser())
    assert "ne répond pas" in words_of(page)
    assert form_with(page, "j_password")


def test_a_guardian_opens_a_resource_by_the_provider_after_giving_up_once(ground: Ground) -> None:
    ground.tell()
    ground.provider.answer = {"code": None, "error": "access_denied"}
    browser = Browser()
    page = choose_guichet(browser, browser.get(entry_link(ground.sandbox, CARNET, project="EG")), "educonnect")
    form = choose_profile(browser, page, "National_tut")
    given_up = choose_guichet(browser, form, "franche")
    assert "a été annulée" in words_of(given_up)
    ground.provider.answer = {}
    page = choose_guichet(browser, given_up, "franche")
    if "mobile" in page.text:
        page = ground.confirm(browser, page)
    assert received(browser, page)["PRO"] == ["National_tut"]


def test_the_form_for_pupils_does_not_offer_a_guichet_for_guardians(ground: Ground) -> None:
    doors = {
        profile: html.fromstring(open_page(Browser(), ground.sandbox, f"/sign-in?profile={profile}").content).xpath(
            "//ul[@class='doors']//a/@href"
        )
        for profile in ("National_elv", "National_tut")
    }
    assert doors == {"National_elv": [], "National_tut": ["/guichet/franceconnect", FRANCHE]}
