"""Owns what stays closed: a journey given up, a guichet's people and profiles, a session that another replaced."""

from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from lxml import html

from broker.core.profile import Profile
from broker.definitions.settings import Settings
from broker.directories.directory_settings import DirectorySettings
from broker.directories.sandbox_academy import ACADEMY_FILE, DEMO_PASSWORD
from broker.lab.browser import Browser
from tests.journeys.own_run import lend_keys
from tests.journeys.own_service import OwnService, own_service, read_attributes
from tests.journeys.steps import PUPIL, choose_guichet, choose_profile, person_of, read_refusal, text_of
from tests.sandbox import Sandbox, password_form, running_sandbox, sign_in_by_hand

TEACHER, OTHER_TEACHER = "viktor.lacombe", "camille.aubin"
ENTS = {"P0": "ent-cour", "P1": "ent-ecume"}


def journey_of(page: requests.Response) -> str:
    """Return the hub's journey that a choice of guichets belongs to."""
    link = str(html.fromstring(page.content).xpath("string(//ul[@class='doors']//a/@href)"))
    return parse_qs(urlsplit(link).query)["journey"][0]


def releases_to(service: OwnService, browser: Browser) -> list[dict[str, list[str]]]:
    """Return what was released to a service: of each answer that says something of a person, the attributes."""
    posted = [read_attributes(encoded) for action, encoded in browser.responses if action == service.consumer]
    return [attributes for attributes in posted if attributes]


def test_a_journey_given_up_at_the_hub_does_not_go_on(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        browser = Browser()
        doors = service.ask(browser)
        given_up = browser.get(f"{sandbox.home}/journey/cancel?journey={journey_of(doors)}")
        assert read_refusal(given_up).code == "journey.cancelled"
        assert read_refusal(choose_guichet(browser, doors, "ent-cour")).code == "journey.unknown"
        resumed = browser.get(f"{sandbox.home}/journey?journey={journey_of(doors)}")
        assert read_refusal(resumed).code == "journey.unknown"
        assert releases_to(service, browser) == []


def test_a_journey_given_up_at_the_hub_is_not_brought_back_by_the_guichets_late_answer(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        browser = Browser()
        doors = service.ask(browser)
        at_the_guichet = choose_guichet(browser, doors, "ent-cour")
        browser.get(f"{sandbox.home}/journey/cancel?journey={journey_of(doors)}")
        late = sign_in_by_hand(browser, at_the_guichet, PUPIL)
        assert not late.ok
        assert releases_to(service, browser) == []


def test_a_sign_in_given_up_at_the_guichet_does_not_go_on(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        browser = Browser()
        page = choose_guichet(browser, service.ask(browser), "ent-cour")
        cancel = html.fromstring(page.content).xpath("string(//a[contains(@href, '/journey/cancel')]/@href)")
        assert read_refusal(browser.get(urljoin(page.url, cancel))).code == "journey.cancelled"
        assert read_refusal(sign_in_by_hand(browser, page, PUPIL)).code == "journey.unknown"
        assert releases_to(service, browser) == []


def by_educonnect(service: OwnService, browser: Browser, login: str) -> requests.Response:
    """Sign a pupil on at a service by ÉduConnect."""
    page = choose_guichet(browser, service.ask(browser), "educonnect")
    return sign_in_by_hand(browser, choose_profile(browser, page, "National_elv"), login)


def test_a_pupil_whose_project_is_an_ent_is_not_vouched_for_by_educonnect(sandbox: Sandbox) -> None:
    assert person_of(sandbox, PUPIL).key.project == "P0"
    with own_service(sandbox) as service:
        browser = Browser()
        assert read_refusal(by_educonnect(service, browser, PUPIL)).code == "guichet.scope_foreign"
        assert releases_to(service, browser) == []


def test_a_pupil_without_an_ent_is_vouched_for_by_educonnect(sandbox: Sandbox) -> None:
    found = sandbox.shared.directory.find_people(limit=3000)
    pupil = next(p for p in found if p.key.project == "EG" and p.memberships[0].profile is Profile.PUPIL)
    with own_service(sandbox) as service:
        browser = Browser()
        by_educonnect(service, browser, pupil.login)
        (received,) = releases_to(service, browser)
    assert received["UAI"] == [pupil.memberships[0].uai]


@pytest.mark.parametrize(
    ("profile", "login", "signed_in"),
    [("National_elv", PUPIL, True), ("National_ens", TEACHER, False), ("National_ens", PUPIL, False)],
)
def test_educonnect_signs_in_only_under_a_profile_that_it_serves_whatever_the_address_names(
    sandbox: Sandbox, profile: str, login: str, *, signed_in: bool
) -> None:
    home, browser = sandbox.urls["educonnect"], Browser()
    form = password_form(browser.get(f"{home}/sign-in?profile=National_elv"))
    posted = {**form.fields, "j_username": login, "j_password": DEMO_PASSWORD}
    browser.http.post(f"{home}/sign-in?profile={profile}", data=posted, timeout=15)
    assert browser.get(f"{home}/account").url.endswith("/account") is signed_in


def test_educonnect_asks_for_a_profile_of_its_own_when_the_address_names_another(sandbox: Sandbox) -> None:
    page = Browser().get(f"{sandbox.urls['educonnect']}/sign-in?profile=National_ens")
    choices = html.fromstring(page.content).xpath("//*[@name='profile']/@value")
    assert choices == ["National_elv", "National_tut"]


def test_a_teacher_does_not_sign_in_at_educonnect_under_a_profile_of_its_own(sandbox: Sandbox) -> None:
    home, browser = sandbox.urls["educonnect"], Browser()
    sign_in_by_hand(browser, browser.get(f"{home}/sign-in?profile=National_elv"), TEACHER)
    assert not browser.get(f"{home}/account").url.endswith("/account")


def account_of(sandbox: Sandbox, cookies: dict[str, str]) -> requests.Response:
    """Open the account page of an ENT with cookies kept from before."""
    kept = requests.Session()
    kept.cookies.update(cookies)
    return kept.get(f"{sandbox.urls['ent-cour']}/account", timeout=15)


def test_a_person_who_signs_in_as_somebody_else_leaves_no_former_session_alive(sandbox: Sandbox) -> None:
    home, browser = sandbox.urls["ent-cour"], Browser()
    sign_in_by_hand(browser, browser.get(f"{home}/sign-in"), PUPIL)
    former = browser.http.cookies.get_dict()
    assert account_of(sandbox, former).url.endswith("/account")
    sign_in_by_hand(browser, browser.get(f"{home}/sign-in"), OTHER_TEACHER)
    assert OTHER_TEACHER in text_of(browser.get(f"{home}/account"))
    assert not account_of(sandbox, former).url.endswith("/account")


@pytest.fixture
def namesakes(sandbox: Sandbox, tmp_path: Path) -> Settings:
    """Give people among whom somebody of the second ENT has the login of a pupil of the first."""
    found = sandbox.shared.directory.find_people(limit=3000)
    other = next(person for person in found if person.key.project == "P1")
    text = ACADEMY_FILE.read_text(encoding="utf-8")
    renamed = text.replace(f"ENTPersonLogin: {other.login}\n", f"ENTPersonLogin: {PUPIL}\n")
    assert renamed != text
    own = tmp_path / "own.ldif"
    own.write_text(renamed, encoding="utf-8")
    return Settings(directory=DirectorySettings(ldif_file=own))


def test_two_people_with_one_login_sign_in_each_at_their_own_ent(
    sandbox: Sandbox, namesakes: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "workspace"
    lend_keys(folder, sandbox)
    with running_sandbox(folder, examples=False, settings=namesakes) as own:
        greeted = set()
        for project, name in ENTS.items():
            browser = Browser()
            page = sign_in_by_hand(browser, browser.get(f"{own.urls[name]}/sign-in"), PUPIL)
            person = own.shared.directory.find_person("login", PUPIL, project)
            assert page.ok
            assert person is not None
            account = text_of(browser.get(f"{own.urls[name]}/account"))
            assert person.memberships[0].uai in account
            greeted.add(person.key)
    assert len(greeted) == len(ENTS)
