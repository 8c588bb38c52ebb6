"""Owns the refusals that a person may meet: a sentence for them, the reason for the publisher, in both languages."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import requests
from lxml import html

from broker.core.refusals.listing import all_refusals
from broker.lab.browser import Browser
from tests.journeys.steps import (
    ATELIER,
    CARNET,
    GRIMOIRE,
    GUARDIAN,
    PUPIL,
    STUDIO,
    UNDECLARED,
    choose_membership,
    entry_link,
    in_base64,
    open_by_ent,
    person_of,
    read_refusal,
    resource_url,
    text_of,
)
from tests.sandbox import Sandbox, sign_in_by_hand

_HEADINGS = {"fr": ("Code", "Règle", "Source", "Que changer"), "en": ("Code", "Rule", "Source", "What to change")}
_EXPECTED, _RECEIVED = {"fr": "Attendu", "en": "Expected"}, {"fr": "Reçu", "en": "Received"}
Opens = Callable[[Sandbox, Browser], requests.Response]


@dataclass(frozen=True, slots=True)
class Case:
    """Hold one way to be refused, the code that is due, and words of what was expected and received."""

    opens: Opens
    code: str
    expected: str
    received: str


def _by_ent(resource: str, login: str, uai: str | None = None) -> Opens:
    def opens(sandbox: Sandbox, browser: Browser) -> requests.Response:
        project = person_of(sandbox, login).key.project
        return sign_in_by_hand(browser, browser.get(entry_link(sandbox, resource, project=project, uai=uai)), login)

    return opens


def _link(query: str) -> Opens:
    return lambda sandbox, browser: browser.get(f"{sandbox.home}/domaineGar?{query}")


def _in_two_schools_and_choosing_neither(sandbox: Sandbox, browser: Browser) -> requests.Response:
    page = _by_ent(CARNET, "viktor.lacombe")(sandbox, browser)
    return choose_membership(browser, page, "9990001X", "National_ens")


_CASES = {
    "a guardian at a pupils' resource": Case(
        _by_ent(ATELIER, GUARDIAN), "profile.not_covered", "National_elv", "National_tut"
    ),
    "a pupil at a teachers' resource": Case(
        _by_ent(STUDIO, PUPIL), "profile.not_covered", "National_doc, National_ens", "National_elv"
    ),
    "a resource without a contract": Case(
        lambda sandbox, browser: browser.get(resource_url(sandbox, "voisin")), "contract.none", "contract", "/voisin/"
    ),
    "an expired contract": Case(
        lambda sandbox, browser: browser.get(entry_link(sandbox, GRIMOIRE)), "contract.expired", "2025-08-31", "20"
    ),
    "an unknown resource": Case(
        lambda sandbox, browser: browser.get(entry_link(sandbox, UNDECLARED)), "resource.unknown", "", UNDECLARED
    ),
    "an unknown ENT": Case(_link(f"idENT={in_base64('Q9')}&idRessource={CARNET}"), "guichet.unknown", "P0", "Q9"),
    "a school that is not theirs": Case(_by_ent(CARNET, PUPIL, "9990008E"), "school.not_member", "schools", "9990008E"),
    "one of two schools to choose, and another named": Case(
        _in_two_schools_and_choosing_neither, "school.not_member", "schools", "9990001X"
    ),
    "an account that has expired": Case(_by_ent(CARNET, "lorenzo.humbert"), "person.expired", "2026-07-11", "20"),
    "a link without a resource": Case(_link("idENT=UDA="), "parameter.malformed", "idRessource", "neither"),
    "a link whose base64 is none": Case(
        _link(f"idENT=%%%&idRessource={CARNET}"), "parameter.malformed", "idENT", "characters"
    ),
    "a link that says a thing twice": Case(
        _link(f"idENT=UDA=&idENT=UDE=&idRessource={CARNET}"), "parameter.duplicate", "idENT", "2 times"
    ),
    "a journey that is over": Case(
        lambda sandbox, browser: browser.get(f"{sandbox.home}/journey/guichet?journey=none&name=ent-cour"),
        "journey.unknown",
        "900",
        "",
    ),
    "a page that does not exist": Case(
        lambda sandbox, browser: browser.get(f"{sandbox.home}/nowhere"), "page.unknown", "", "GET /nowhere"
    ),
}
_TRACED = {"profile.not_covered", "contract.none", "contract.expired", "school.not_member", "person.expired"}


@pytest.fixture(params=_CASES.values(), ids=[name.replace(" ", "-") for name in _CASES])
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_refusal_says_a_sentence_and_for_the_publisher_everything_to_act_upon(
    sandbox: Sandbox, case: Case, language: str
) -> None:
    browser = Browser()
    browser.http.headers["Accept-Language"] = language
    page = case.opens(sandbox, browser)
    shown, kind = read_refusal(page), all_refusals()[case.code]
    assert (shown.code, shown.status) == (case.code, kind.status)
    assert html.fromstring(page.content).get("lang") == language
    assert shown.sentence == kind.sentence.in_language(language)
    code, rule, source, change = (shown.rows[heading] for heading in _HEADINGS[language])
    said = (code, rule, source, change)
    assert said == (case.code, kind.rule.in_language(language), kind.source, kind.remedy.in_language(language))
    assert case.expected in shown.rows.get(_EXPECTED[language], "")
    assert case.received in shown.rows.get(_RECEIVED[language], "")


def test_a_refused_sign_on_has_a_trace_that_says_the_same(sandbox: Sandbox, case: Case) -> None:
    shown = read_refusal(case.opens(sandbox, Browser()))
    assert (shown.trace_url is not None) == (case.code in _TRACED)
    if shown.trace_url is not None:
        trace = requests.get(shown.trace_url, timeout=15)
        assert trace.ok
        assert case.code in text_of(trace)
        assert all_refusals()[case.code].sentence.fr in text_of(trace)
        assert "Ce qui est parti" not in text_of(trace)


def test_a_refusal_names_nobody(sandbox: Sandbox, case: Case) -> None:
    browser = Browser()
    page = case.opens(sandbox, browser)
    for login in (PUPIL, GUARDIAN, "viktor.lacombe", "lorenzo.humbert"):
        person = person_of(sandbox, login)
        facts = (person.family_name, person.given_name, person.mail, person.join_key)
        values = (login, person.key.identifier, *(value for fact in facts for value in fact.values))
        assert not [value for value in values if value in page.text]


def test_a_refusal_by_the_rules_can_be_handed_back_to_the_resource_which_understands_it(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, ATELIER, GUARDIAN)
    [action] = html.fromstring(page.content).xpath("//form[.//input[@name='SAMLResponse']]/@action")
    fields = {
        str(field.get("name")): str(field.get("value"))
        for field in html.fromstring(page.content).xpath("//form//input[@type='hidden']")
    }
    answer = browser.http.post(str(action), data=fields, timeout=15)
    assert answer.status_code == 403
    assert "profile.not_covered" in answer.text
    assert "status:RequestDenied" in answer.text
