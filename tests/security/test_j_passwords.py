"""Owns J205 (who exists is not told) and J206 (guessing is slowed, nobody is locked out), at the guichets' forms."""

import re
import time
from statistics import median

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser
from broker.login.attempts import check_attempts, count_failure
from broker.stores.memory_store import MemoryStore
from tests.builders import HandClock
from tests.journeys.steps import later, read_refusal
from tests.sandbox import Sandbox
from tests.security.doors import is_signed_in, try_password
from tests.security.forge import Forge

_KNOWN, _UNKNOWN = "camille.aubin", "camille.zzzzz"
_MOST = 10


def skeleton(page: requests.Response) -> str:
    """Return a page without what belongs to one visit: the token, and the login typed."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", page.text)
    return text.replace(_KNOWN, "").replace(_UNKNOWN, "")


def test_j205_an_unknown_login_and_a_wrong_password_get_the_same_page_and_status(sandbox: Sandbox) -> None:
    wrong = try_password(sandbox, "ent-cour", _KNOWN, "wrong")
    unknown = try_password(sandbox, "ent-cour", _UNKNOWN, "wrong")
    assert wrong.status_code == unknown.status_code == 200
    assert skeleton(wrong) == skeleton(unknown)
    names = ("Content-Type", "Content-Security-Policy", "Cache-Control")
    assert [wrong.headers[name] for name in names] == [unknown.headers[name] for name in names]
    assert is_signed_in(try_password(sandbox, "ent-cour", _KNOWN))  # the control


def test_j205_a_person_of_another_ent_is_not_told_from_nobody(sandbox: Sandbox) -> None:
    elsewhere = try_password(sandbox, "ent-ecume", _KNOWN)  # their own password, at an ENT that is not theirs
    unknown = try_password(sandbox, "ent-ecume", _UNKNOWN)
    assert elsewhere.status_code == unknown.status_code == 200
    assert skeleton(elsewhere) == skeleton(unknown)


def test_j205_an_unknown_login_costs_the_work_of_a_known_one(sandbox: Sandbox) -> None:
    directory = sandbox.shared.directory

    def cost(login: str) -> float:
        def once() -> float:
            begun = time.process_time()
            for _ in range(2):
                assert directory.check_password(login, "wrong") is None
            return time.process_time() - begun

        return median(once() for _ in range(3))

    assert 0.5 < cost(_UNKNOWN) / cost(_KNOWN) < 2  # one argon2id hash each: nothing else weighs


@pytest.fixture
def closed_pair(sandbox: Sandbox) -> str:
    """Fail as often as is allowed with one login, at a guichet where nobody else signs in, and return the login."""
    login = "jose.delcourt"
    for _ in range(_MOST):
        assert try_password(sandbox, "academie", login, "wrong").status_code == 200
    return login


def test_j206_after_ten_failures_the_pair_waits_and_opens_again_after_the_minute(
    sandbox: Sandbox, closed_pair: str
) -> None:
    refused = try_password(sandbox, "academie", closed_pair, "wrong")
    assert (read_refusal(refused).code, refused.status_code) == ("password.too_many_attempts", 429)
    with later(sandbox, 61):
        assert try_password(sandbox, "academie", closed_pair, "wrong").status_code == 200
    # Elsewhere, and with another login, nothing was closed: the account itself is never locked.
    assert is_signed_in(try_password(sandbox, "ent-cour", closed_pair))
    assert is_signed_in(try_password(sandbox, "academie", "souleymane.perrot"))


def test_j206_the_right_password_opens_again_after_the_minute_and_the_page_says_to_wait(sandbox: Sandbox) -> None:
    login = "bruno.nowak"
    for _ in range(_MOST):
        try_password(sandbox, "academie", login, "wrong")
    shown = read_refusal(try_password(sandbox, "academie", login))
    assert shown.code == "password.too_many_attempts"
    assert "10" in shown.rows["Attendu"]
    assert login not in shown.page
    with later(sandbox, 61):
        assert is_signed_in(try_password(sandbox, "academie", login))


def test_j206_spraying_one_password_over_many_logins_closes_the_address_alone(forge: Forge) -> None:
    sandbox, browser = forge.sandbox, Browser()
    statuses = [
        try_password(sandbox, "ent-ecume", f"nobody.{number}", "wrong", browser).status_code for number in range(61)
    ]
    assert statuses == [200] * 60 + [429]
    with later(sandbox, 61):
        assert try_password(sandbox, "ent-ecume", "nobody.0", "wrong").status_code == 200
    assert try_password(sandbox, "ent-cour", "lea.martin").status_code == 303


def test_j206_another_address_is_not_slowed() -> None:
    store = MemoryStore(HandClock())
    for _ in range(_MOST):
        count_failure(store, "ent", "192.0.2.1", "lea.martin")
    check_attempts(store, "ent", "192.0.2.2", "lea.martin")
    check_attempts(store, "ent", "192.0.2.1", "somebody.else")
    check_attempts(store, "another-guichet", "192.0.2.1", "lea.martin")
    with pytest.raises(Exception, match="too_many_attempts"):
        check_attempts(store, "ent", "192.0.2.1", "lea.martin")


def test_j206_the_page_of_a_wrong_password_lets_one_try_again(sandbox: Sandbox) -> None:
    page = try_password(sandbox, "ent-cour", _UNKNOWN, "wrong")
    assert html.fromstring(page.content).xpath("//p[@role='alert']")
    assert html.fromstring(page.content).xpath("//input[@type='password']/@value") == []
