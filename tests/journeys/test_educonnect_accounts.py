"""ÉduConnect's accounts over real HTTP: activation, registration, recovery, changes and the helpdesk."""

from dataclasses import replace

import pytest
import requests
from lxml import html

from broker.app import make_issuer_app
from broker.core.identity import Identity
from broker.definitions.settings import AccountSettings
from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.lab.browser import Browser
from tests.accounts import (
    OTHER_SECRET,
    SECRET,
    a_plain_guardian,
    a_plain_pupil,
    a_shared_guardian,
    birth_date_for,
)
from tests.journeys.account_pages import at_the_desk, form_with, last_message, open_page, send_notification, words_of
from tests.journeys.steps import choose_guichet, resource_url
from tests.sandbox import Sandbox, password_form

PUPILS, GUARDIANS = iter(range(10, 90)), iter(range(10, 90))


def pupil(sandbox: Sandbox) -> Identity:
    return a_plain_pupil(sandbox.shared.directory, next(PUPILS))


def guardian(sandbox: Sandbox) -> Identity:
    return a_plain_guardian(sandbox.shared.directory, next(GUARDIANS))


def sign_in(sandbox: Sandbox, login: str, password: str, profile: str) -> requests.Response:
    browser = Browser()
    page = open_page(browser, sandbox, f"/sign-in?profile={profile}")
    return browser.submit(password_form(page), {"j_username": login, "j_password": password})


def is_in(page: requests.Response) -> bool:
    return page.url.endswith("/account")


def passwords(secret: str) -> dict[str, str]:
    return {"new_password": secret, "new_password_again": secret}


def test_a_letters_login_and_code_open_the_account_and_then_only_the_new_password(sandbox: Sandbox) -> None:
    person = pupil(sandbox)
    login, code = send_notification(sandbox, person.login)
    browser = Browser()
    page = open_page(browser, sandbox, "/activation")
    said = {"login": login, "provisional_code": code.lower(), "birth_date": birth_date_for(person), **passwords(SECRET)}
    reached = browser.submit(form_with(page, "provisional_code"), said)
    assert is_in(reached)
    assert login in words_of(reached)
    assert is_in(sign_in(sandbox, login, SECRET, "National_elv"))
    for former in (DEMO_PASSWORD, code):
        assert not is_in(sign_in(sandbox, login, former, "National_elv"))


def test_the_activation_says_the_same_of_a_wrong_code_and_of_an_unknown_login(sandbox: Sandbox) -> None:
    person = pupil(sandbox)
    login, _ = send_notification(sandbox, person.login)
    browser, said = Browser(), []
    for typed in (login, "personne.ici"):
        page = open_page(browser, sandbox, "/activation")
        values = {"login": typed, "provisional_code": "AAAA-BBBB-CCCC", "birth_date": birth_date_for(person)}
        answer = browser.submit(form_with(page, "provisional_code"), {**values, **passwords(SECRET)})
        assert answer.status_code == 422
        assert SECRET not in answer.text
        said.append(words_of(answer))
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (SECRET, OTHER_SECRET, "ne sont pas les mêmes"),
        ("court", "court", "ne convient pas"),
        ("a" * 20, "a" * 20, "ne"),
    ],
)
def test_a_password_must_be_typed_twice_and_be_good(sandbox: Sandbox, first: str, second: str, says: str) -> None:
    browser = Browser()
    page = open_page(browser, sandbox, "/activation")
    answer = browser.submit(form_with(page, "login"), {"new_password": first, "new_password_again": second})
    assert answer.status_code == 422
    assert says in words_of(answer)


def test_an_activation_on_the_way_to_a_service_leads_back_to_it(sandbox: Sandbox) -> None:
    people = (a_plain_pupil(sandbox.shared.directory, number) for number in range(90, 1000))
    person = next(one for one in people if one.key.project == "EG")  # whose school has no ENT
    login, code = send_notification(sandbox, person.login)
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(sandbox, "atelier")), "educonnect")
    page = browser.submit(form_with(page, "profile"), {"profile": "National_elv"})
    link = html.fromstring(page.content).xpath("//a[starts-with(@href, '/activation')]/@href")[0]
    page = open_page(browser, sandbox, link)
    said = {"login": login, "provisional_code": code, "birth_date": birth_date_for(person), **passwords(SECRET)}
    reached = browser.submit(form_with(page, "provisional_code"), said)
    assert reached.url.startswith(sandbox.urls["resources"]), words_of(reached)


def test_a_guardian_registers_by_sms(sandbox: Sandbox) -> None:
    person = guardian(sandbox)
    browser = Browser()
    claim = {
        "given_name": person.given_name.values[0],
        "family_name": person.family_name.values[0],
        "mail": person.mail.values[0],
        "birth_date": birth_date_for(person),
        "mobile": "06 12 34 56 78",
    }
    page = open_page(browser, sandbox, "/register")
    page = browser.submit(form_with(page, "given_name"), claim)
    sent = last_message(sandbox)
    assert (sent["Par"], sent["À"]) == ("SMS", "+33612345678")
    wrong = browser.submit(form_with(page, "code"), {"code": "x", **passwords(SECRET)})
    assert wrong.status_code == 422
    reached = browser.submit(form_with(wrong, "code"), {"code": sent["Code"], **passwords(SECRET)})
    assert is_in(reached)
    assert is_in(sign_in(sandbox, person.login, SECRET, "National_tut"))


def test_a_forgotten_password_is_changed_by_the_code_that_was_sent(sandbox: Sandbox) -> None:
    person = guardian(sandbox)
    browser = Browser()
    page = open_page(browser, sandbox, "/forgotten-password")
    page = browser.submit(form_with(page, "login"), {"login": person.login})
    sent = last_message(sandbox)
    assert sent["À"] == person.mail.values[0]
    reached = browser.submit(form_with(page, "code"), {"code": sent["Code"], **passwords(SECRET)})
    assert is_in(reached)
    assert not is_in(sign_in(sandbox, person.login, DEMO_PASSWORD, "National_tut"))
    page = browser.submit(
        form_with(open_page(browser, sandbox, "/forgotten-login"), "contact"), {"contact": person.mail.values[0]}
    )
    assert "y est parti" in words_of(page)


def test_what_is_forgotten_is_answered_alike_for_nobody(sandbox: Sandbox) -> None:
    said = []
    for login in (guardian(sandbox).login, "personne.ici"):
        browser = Browser()
        page = open_page(browser, sandbox, "/forgotten-password")
        said.append(words_of(browser.submit(form_with(page, "login"), {"login": login})))
    assert said[0] == said[1]


def test_a_person_changes_password_and_mobile_and_the_journal_says_so(sandbox: Sandbox) -> None:
    person = guardian(sandbox)
    browser = Browser()
    page = open_page(browser, sandbox, "/sign-in?profile=National_tut")
    browser.submit(password_form(page), {"j_username": person.login, "j_password": DEMO_PASSWORD})
    settings = open_page(browser, sandbox, "/account/settings")
    form = form_with(settings, "new_password")
    refused = browser.submit(form, {"password": "faux", **passwords(SECRET)})
    assert refused.status_code == 422
    changed = browser.submit(form_with(refused, "new_password"), {"password": DEMO_PASSWORD, **passwords(SECRET)})
    assert "C’est changé" in words_of(changed)
    wanted = {"contact": "07 11 22 33 44"}
    refused = browser.submit(form_with(changed, "contact"), {**wanted, "password": DEMO_PASSWORD})
    assert refused.status_code == 422  # an open session alone must not lead to the password by another's mobile
    page = browser.submit(form_with(refused, "contact"), {**wanted, "password": SECRET})
    page = browser.submit(form_with(page, "code"), {"code": last_message(sandbox)["Code"]})
    assert "…44" in words_of(page)
    assert "+33711223344" not in page.text
    desk = words_of(at_the_desk(Browser(), sandbox, person.login))
    for said in ("mot de passe changé", "téléphone mobile changé", "Chaîne intacte"):
        assert said in desk


def test_the_settings_are_for_whoever_is_signed_in(sandbox: Sandbox) -> None:
    assert "/sign-in" in open_page(Browser(), sandbox, "/account/settings").url


def test_a_suspended_account_says_so_to_the_right_password_alone(sandbox: Sandbox) -> None:
    person = pupil(sandbox)
    browser = Browser()
    page = at_the_desk(browser, sandbox, person.login)
    page = browser.submit(form_with(page, "act"), {"act": "suspend"})
    assert "suspendu" in words_of(page)
    assert "account.suspended" in sign_in(sandbox, person.login, DEMO_PASSWORD, "National_elv").text
    assert "account.suspended" not in sign_in(sandbox, person.login, "faux", "National_elv").text
    browser.submit(form_with(page, "act"), {"act": "restore"})
    assert is_in(sign_in(sandbox, person.login, DEMO_PASSWORD, "National_elv"))


def test_five_failures_make_a_login_wait_but_never_a_shared_one(sandbox: Sandbox) -> None:
    person, shared = pupil(sandbox), a_shared_guardian(sandbox.shared.directory)
    for _ in range(5):
        assert sign_in(sandbox, person.login, "faux", "National_elv").status_code == 200
        assert sign_in(sandbox, shared.login, "faux", "National_tut").status_code == 200
    assert "account.waits" in sign_in(sandbox, person.login, DEMO_PASSWORD, "National_elv").text
    assert is_in(sign_in(sandbox, shared.login, DEMO_PASSWORD, "National_tut"))


def test_a_school_does_not_find_the_people_of_another(sandbox: Sandbox) -> None:
    person = pupil(sandbox)
    own = person.memberships[0].uai
    other = next(school.uai for school in sandbox.shared.directory.find_schools() if school.uai != own)
    assert at_the_desk(Browser(), sandbox, person.login, own).status_code == 200
    refused = at_the_desk(Browser(), sandbox, person.login, other)
    assert refused.status_code == 404
    assert person.family_name.values[0] not in words_of(refused)


def test_a_shared_person_is_neither_suspended_nor_reassigned(sandbox: Sandbox) -> None:
    shared = a_shared_guardian(sandbox.shared.directory)
    browser = Browser()
    page = at_the_desk(browser, sandbox, shared.login)
    assert "account.shared_person" in browser.submit(form_with(page, "act"), {"act": "suspend"}).text


def test_a_form_without_its_token_changes_nothing(sandbox: Sandbox) -> None:
    person = pupil(sandbox)
    url = f"{sandbox.urls['educonnect']}/helpdesk"
    refused = requests.post(url, data={"login": person.login, "act": "suspend"}, timeout=10)
    assert refused.status_code == 400
    assert is_in(sign_in(sandbox, person.login, DEMO_PASSWORD, "National_elv"))


@pytest.mark.parametrize("path", ["/activation", "/helpdesk", "/outbox"])
def test_a_guichet_without_accounts_has_none_of_these_pages(sandbox: Sandbox, path: str) -> None:
    assert Browser().get(f"{sandbox.urls['academie']}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/helpdesk", "/outbox"])
def test_the_screens_without_log_in_are_shut_where_the_settings_say_so(sandbox: Sandbox, path: str) -> None:
    closed = sandbox.shared.settings.model_copy(update={"accounts": AccountSettings(desk=False)})
    issuer = next(one for one in sandbox.shared.issuers if one.name == "educonnect")
    client = make_issuer_app(issuer, replace(sandbox.shared, settings=closed)).test_client()
    refused = client.get(path, base_url=issuer.url)
    assert refused.status_code == 403
    assert "account.desk_closed" in refused.text
    assert client.post("/helpdesk", base_url=issuer.url, data={"act": "suspend"}).status_code in {400, 403}
    assert "/outbox" not in client.get("/activation", base_url=issuer.url).text
