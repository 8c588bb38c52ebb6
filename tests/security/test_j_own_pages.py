"""Owns J193 and J196 on the broker's own pages: the session in which one was opened opens it, and nothing else does."""

import pytest
import requests

from broker.lab.browser import Browser
from tests.journeys.assignment_console import HEAD, ConsoleVisit, arrive, code_of, words_of
from tests.sandbox import Sandbox

_FORMS = ("assign", "withdraw", "sheet", "sheet/apply", "delegates", "delegates/dismiss", "tidy", "leave", "preview")
_PAGE = "Que voulez-vous affecter"


@pytest.fixture
def head(sandbox: Sandbox) -> ConsoleVisit:
    return arrive(sandbox, HEAD)


def other_browser(sandbox: Sandbox, head: ConsoleVisit, ending: str) -> Browser:
    """Return a browser that has of another's cookies at the broker the one of that ending only."""
    found = Browser.trusting(sandbox.shared.authorities)
    for cookie in head.browser.http.cookies:
        if cookie.name.startswith("preau_gar_") and cookie.name.endswith(ending):
            found.http.cookies.set_cookie(cookie)
    assert len(found.http.cookies) == 1
    return found


def is_open(page: requests.Response) -> bool:
    return page.url.endswith("/assignments") and _PAGE in words_of(page)


@pytest.mark.parametrize("ending", ["_browser", "_session"])
def test_j193_neither_a_browsers_secret_nor_a_session_alone_opens_a_page_of_ours(
    sandbox: Sandbox, head: ConsoleVisit, ending: str
) -> None:
    assert is_open(head.see())
    address = f"{sandbox.home}/assignments"
    with other_browser(sandbox, head, ending).http as http:
        answer = http.get(address, allow_redirects=False, timeout=15)
        assert (answer.status_code == 200 and _PAGE in answer.text) is False
        written = http.post(f"{address}/tidy", data={}, headers={"Origin": sandbox.home}, timeout=15)
        assert written.status_code in {400, 403}
    assert is_open(head.see()), "who is signed in there stays"


def test_j193_a_secret_planted_in_a_browser_opens_nothing_that_is_opened_in_it_later(sandbox: Sandbox) -> None:
    planted = Browser.trusting(sandbox.shared.authorities)
    planted.get(f"{sandbox.home}/assignments")
    (secret,) = (one for one in planted.http.cookies if one.name.endswith("_browser"))
    victim = arrive(sandbox, HEAD, cookies=(secret,))
    assert is_open(victim.see())
    assert [one.value for one in victim.browser.http.cookies if one.name == secret.name] == [secret.value]
    assert not is_open(planted.get(f"{sandbox.home}/assignments"))


def test_j196_no_form_of_the_console_is_taken_from_another_site_in_the_browser_of_who_is_signed_in(
    sandbox: Sandbox, head: ConsoleVisit
) -> None:
    assert is_open(head.see())
    for path in _FORMS:
        for origin in (sandbox.home, "https://ailleurs.example"):
            answer = head.browser.http.post(
                f"{sandbox.home}/assignments/{path}",
                data={"csrf_token": "guessed"},
                headers={"Origin": origin},
                timeout=15,
            )
            assert (answer.status_code, code_of(answer)) == (400, "form.forged"), path
