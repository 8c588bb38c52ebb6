"""The second factor at an academy's guichet: asked by a contract through the hub, by a request, once per code."""

from lxml import html

from broker.core.sign_in_methods import ONE_TIME_PASSWORD
from broker.lab.browser import Browser
from tests.journeys.agents import TEACHER, code_of, code_on, give_code, open_at_the_hub
from tests.journeys.own_run import try_command
from tests.journeys.steps import envelope, later, read_refusal, received, resource_url, text_of
from tests.sandbox import Sandbox, sign_in_by_hand

# One agent for each test: a code serves once, and these change with the half minute only.
LIBRARIAN, SCHOOL_LIFE, OF_TWO_SCHOOLS, UNKNOWN_FUNCTION = (
    "elise.gueye",
    "fatoumata.jouve",
    "viktor.lacombe",
    "solal.wagner",
)


def test_a_contract_of_two_factors_is_opened_by_the_password_and_the_code(sandbox: Sandbox) -> None:
    browser, page = open_at_the_hub(sandbox, "examens", TEACHER)
    assert page.url.startswith(sandbox.urls["academie"])
    page = give_code(browser, page, code_on(page))
    assert received(browser, page)["ct-remote-user"] == [TEACHER]
    assert ONE_TIME_PASSWORD in envelope(page)["assertion"]


def test_the_code_shown_is_the_one_that_a_persons_own_application_makes(sandbox: Sandbox) -> None:
    browser, page = open_at_the_hub(sandbox, "examens", LIBRARIAN)
    page = give_code(browser, page, code_of(sandbox, LIBRARIAN, sandbox.clock.now()))
    assert received(browser, page)["ctln"]


def test_a_code_serves_once(sandbox: Sandbox) -> None:
    browser, page = open_at_the_hub(sandbox, "examens", SCHOOL_LIFE)
    code = code_on(page)
    give_code(browser, page, code)
    other, page = open_at_the_hub(sandbox, "examens", SCHOOL_LIFE)
    page = give_code(other, page, code)
    assert "déjà utilisé" in text_of(page)


def test_a_wrong_code_is_asked_for_again_and_the_tenth_waits(sandbox: Sandbox) -> None:
    browser, page = open_at_the_hub(sandbox, "examens", OF_TWO_SCHOOLS)
    right = code_on(page)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(10):
        page = give_code(browser, page, wrong)
        assert 'role="alert"' in page.text
    assert read_refusal(give_code(browser, page, right)).code == "password.too_many_attempts"
    with later(sandbox, 61):
        page = browser.get(page.url.replace("/sign-in/code", "/journey"))
        page = give_code(browser, page, code_on(page))
        assert page.url.startswith(sandbox.urls["resources"])


def test_a_session_of_a_password_is_raised_by_the_code_alone(sandbox: Sandbox) -> None:
    browser, page = open_at_the_hub(sandbox, "orientation", UNKNOWN_FUNCTION)
    assert received(browser, page)
    page = browser.get(resource_url(sandbox, "examens"))
    assert page.url.startswith(sandbox.urls["academie"])  # asked anew, without the choice
    assert 'type="password"' not in page.text
    assert received(browser, give_code(browser, page, code_on(page)))["ctln"]
    assert received(browser, browser.get(resource_url(sandbox, "examens")))["ctln"]  # and it stays so


def test_the_command_prints_what_an_application_reads(sandbox: Sandbox) -> None:
    at = ("--workspace", str(sandbox.workspace.root))
    said = try_command("codes", TEACHER, *at, folder=sandbox.workspace.root)
    browser = Browser()
    sign_in_by_hand(browser, browser.get(f"{sandbox.urls['academie']}/sign-in"), TEACHER)
    page = browser.get(f"{sandbox.urls['academie']}/account/codes")
    assert said.stdout.strip() == html.fromstring(page.content).xpath("string(//*[@id='enrolment'])")
    nobody = try_command("codes", "nobody", *at, folder=sandbox.workspace.root)
    assert (nobody.returncode, nobody.stdout) == (1, "")


def test_nobody_gets_to_the_code_without_the_password(sandbox: Sandbox) -> None:
    _, page = open_at_the_hub(sandbox, "examens", TEACHER)
    thief = Browser()
    stolen = thief.get(page.url)
    assert read_refusal(stolen).code in {"journey.other_browser", "journey.unknown", "browser.mismatch"}


def test_the_account_page_shows_the_invented_persons_secret(sandbox: Sandbox) -> None:
    browser = Browser()
    sign_in_by_hand(browser, browser.get(f"{sandbox.urls['academie']}/sign-in"), TEACHER)
    page = browser.get(f"{sandbox.urls['academie']}/account/codes")
    assert "otpauth://totp/" in page.text
    assert code_of(sandbox, TEACHER, sandbox.clock.now()) in page.text
    assert Browser().get(f"{sandbox.urls['academie']}/account/codes").url.endswith("/sign-in")
