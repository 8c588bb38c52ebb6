"""Owns what family J asks of the guichets behind guichets: J193 (fixation), J205 (enumeration), J207 (confusion)."""

import re

import pytest
import requests

from broker.core.fact_names import FactName
from broker.core.issuer import Guichet, Issuer
from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.lab.browser import Browser, Form, forms_of
from tests.journeys.steps import CARNET, PUPIL, choose_profile, entry_link, read_refusal
from tests.journeys.test_the_ent import TWO_ACADEMIES, by
from tests.sandbox import Sandbox, password_form, sign_in_by_hand
from tests.security.doors import session_of, try_password

_UNKNOWN = "nobody.of-that-name"


def test_j205_no_guichet_tells_an_unknown_login_from_a_wrong_password(sandbox: Sandbox) -> None:
    seen = []
    for issuer in sandbox.shared.issuers:
        if issuer.password is None:
            continue
        known = _somebody(sandbox, issuer)
        wrong, unknown = (_fail(issuer, login) for login in (known, _UNKNOWN))
        assert wrong.status_code == unknown.status_code, issuer.name
        assert _skeleton(wrong, known) == _skeleton(unknown, _UNKNOWN), issuer.name
        seen.append(issuer.name)
    assert {"ent-cour", "ent-ecume", "educonnect", "academie", "academie-brume"} <= set(seen)


def test_j193_a_session_left_in_the_browser_does_not_become_the_next_persons(sandbox: Sandbox) -> None:
    browser = Browser()
    asked = browser.get(entry_link(sandbox, CARNET))
    try_password(sandbox, "ent-cour", "lea.martin", browser=browser)
    planted = session_of(sandbox, "ent-cour", browser)["_user_id"]
    left = {cookie.name: str(cookie.value) for cookie in browser.http.cookies}
    page = by(browser, asked, "educonnect")
    sign_in_by_hand(browser, choose_profile(browser, page, "National_elv"), PUPIL)
    assert session_of(sandbox, "ent-cour", browser)["_user_id"] != planted
    kept = requests.get(f"{sandbox.urls['ent-cour']}/account", cookies=left, allow_redirects=False, timeout=15)
    assert kept.is_redirect  # who left it is in no longer either: somebody else's session has ended theirs


@pytest.mark.parametrize("cookies", ["none", "another's"])
def test_j207_nobody_else_chooses_the_account_of_a_person_who_is_asked(sandbox: Sandbox, cookies: str) -> None:
    browser, other = Browser(), Browser()
    page = by(browser, browser.get(entry_link(sandbox, CARNET)), "educonnect")
    page = sign_in_by_hand(browser, choose_profile(browser, page, "National_tut"), TWO_ACADEMIES)
    form = next(form for form in forms_of(page) if "account" in form.choices)
    token = form.fields["csrf_token"]
    if cookies != "none":
        token = password_form(other.get(f"{sandbox.urls['ent-cour']}/sign-in")).fields["csrf_token"]
    answer = other.http.post(form.action, data={"csrf_token": token, "account": "1"}, timeout=15)
    assert read_refusal(answer).code == ("form.forged" if cookies == "none" else "journey.other_browser")
    assert browser.submit(form, {"account": "0"}).ok  # the control


def test_j207_no_academy_of_the_hub_speaks_for_the_people_of_another(sandbox: Sandbox) -> None:
    hub = next(issuer for issuer in sandbox.shared.issuers if issuer.name == "hub-agents")
    for fact in ("academy", "domain"):
        spoken = [_spoken_for(guichet, fact) for guichet in hub.guichets]
        assert all(spoken), fact
        assert len(frozenset().union(*spoken)) == sum(map(len, spoken)), fact


def test_j213_a_choice_of_account_sent_twice_opens_what_the_first_chose(sandbox: Sandbox) -> None:
    browser = Browser()
    page = by(browser, browser.get(entry_link(sandbox, CARNET)), "educonnect")
    page = sign_in_by_hand(browser, choose_profile(browser, page, "National_tut"), TWO_ACADEMIES)
    form = next(form for form in forms_of(page) if "account" in form.choices)
    first = browser.http.post(form.action, data={**form.fields, "account": "0"}, timeout=15)
    session = session_of(sandbox, "ent-cour", browser)["_user_id"]
    assert next(each for each in forms_of(first) if each.automatic)
    again = browser.http.post(form.action, data={**form.fields, "account": "1"}, timeout=15)
    assert read_refusal(again).code == "journey.unknown"
    assert session_of(sandbox, "ent-cour", browser)["_user_id"] == session


def _spoken_for(guichet: Guichet, fact: str) -> frozenset[str]:
    if fact == "domain":
        return guichet.rules.scopes or frozenset()
    return dict(guichet.rules.only).get(FactName.ACADEMY, frozenset())


def _somebody(sandbox: Sandbox, issuer: Issuer) -> str:
    """Return a login that an issuer's form takes."""
    assert issuer.password is not None
    wanted, project = issuer.password.profiles, issuer.password.project
    people = sandbox.shared.directories[issuer.directory].find_people(limit=500)
    return next(
        person.login
        for person in people
        if project in {None, person.key.project} and any(tie.profile in wanted for tie in person.memberships)
    )


def _fail(issuer: Issuer, login: str) -> requests.Response:
    """Send a wrong password for a login, at an issuer's own form."""
    browser, way = Browser(), issuer.password
    assert way is not None
    page = browser.get(f"{issuer.url}/sign-in")
    if way.profile_choices:
        page = choose_profile(browser, page, way.profile_choices[0])
    form: Form = next(form for form in forms_of(page) if way.password_field in form.fields)
    return browser.submit(form, {way.username_field: login, way.password_field: f"not {DEMO_PASSWORD}"})


def _skeleton(page: requests.Response, login: str) -> str:
    """Return a page without what belongs to one visit."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page.text).replace(login, "")
