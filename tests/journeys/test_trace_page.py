"""Owns the trace of a journey: every leg, each decision, what left and whence, what stayed and why."""

import re

import pytest
import requests
from lxml import etree, html

from broker.console.leg_titles import LEG_TITLES
from broker.core.catalogue import VOCABULARIES
from broker.core.release import REASONS, Withholding
from tests.journeys.steps import (
    ATELIER,
    CARNET,
    PUPIL,
    STUDIO,
    choose_membership,
    latest_journey,
    open_by_ent,
    person_of,
    received,
    text_of,
)
from tests.sandbox import Sandbox

# What the ENT sends to the hub to name the person (facts/gar.md 5): the trace shows that message, to its publisher.
_SENT_BY_THE_ENT = {"idEnt", "idENT", "GARPersonIdentifiant"}


def table(page: requests.Response, title: str) -> dict[str, list[str]]:
    """Return a table of the page: the code of each row, then its cells."""
    rows = html.fromstring(page.content).xpath("//section[@aria-labelledby=$title]//tbody/tr", title=title)
    return {
        str(row.xpath("string(th//code)")): [" ".join(cell.text_content().split()) for cell in row.findall("td")]
        for row in rows
    }


def legs(page: requests.Response) -> list[tuple[str, str]]:
    """Return direction and title of each leg, in order."""
    found = html.fromstring(page.content).xpath("//ol[@class='line']/li")
    return [(leg.get("class"), str(leg.xpath("string(.//strong)"))) for leg in found]


def test_every_leg_is_there_in_order(sandbox: Sandbox) -> None:
    open_by_ent(sandbox, ATELIER, PUPIL, "9990004A")
    titles = {name: title.fr for name, title in LEG_TITLES.items()}
    assert legs(latest_journey(sandbox, "atelier")) == [
        ("in", titles["service_request"]),
        ("out", titles["guichet_request"]),
        ("in", titles["guichet_response"]),
        ("decision", titles["signed_in"]),
        ("decision", titles["decided"]),
        ("out", titles["service_response"]),
    ]


def test_a_choice_of_school_is_a_leg_too(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, "viktor.lacombe")
    choose_membership(browser, page, "9990007D", "National_ens")
    page = latest_journey(sandbox, "carnet")
    assert ("decision", "Établissement et profil choisis") in legs(page)
    assert "9990007D" in text_of(page)


def test_each_message_is_shown_decoded(sandbox: Sandbox) -> None:
    open_by_ent(sandbox, ATELIER, PUPIL)
    messages = html.fromstring(latest_journey(sandbox, "atelier").content).xpath("//ol[@class='line']//pre")
    roots = [etree.fromstring(message.text_content().encode()).tag.rpartition("}")[2] for message in messages]
    # The ENT encrypts its assertion to the hub: what the trace shows of it is the assertion, decrypted.
    assert roots == ["AuthnRequest", "AuthnRequest", "Assertion", "Response"]


@pytest.mark.parametrize(
    ("resource", "slug", "login"),
    [(ATELIER, "atelier", PUPIL), (STUDIO, "studio", "clemence.diarra"), (CARNET, "carnet", "bobby.hara")],
    ids=["atelier", "studio-encrypted", "carnet"],
)
def test_what_left_is_shown_with_its_value_its_source_and_its_transformation(
    sandbox: Sandbox, resource: str, slug: str, login: str
) -> None:
    browser, page = open_by_ent(sandbox, resource, login)
    sent, trace = received(browser, page), latest_journey(sandbox, slug)
    shown = table(trace, "released-title")
    assert set(shown) == set(sent)
    for code, values in sent.items():
        for value in values:
            assert value in shown[code][0], code
        source, arrow, transformation = shown[code][1].partition(" → ")
        assert source
        assert arrow
        assert transformation
        assert shown[code][2]
    assert shown["UAI"][1].startswith("ENTPerson")


def test_what_stayed_is_named_with_its_reason_and_everything_is_accounted_for(sandbox: Sandbox) -> None:
    open_by_ent(sandbox, ATELIER, "octave.simonin")
    trace = latest_journey(sandbox, "atelier")
    kept, left = table(trace, "withheld-title"), table(trace, "released-title")
    assert set(kept) | set(left) == set(VOCABULARIES["gar"])
    assert not set(kept) & set(left)
    assert kept["NOM"] == [REASONS[Withholding.NOT_IN_CONTRACT].fr]
    assert kept["DIV"] == [REASONS[Withholding.MALFORMED].fr]


@pytest.mark.parametrize("login", [PUPIL, "octave.simonin", "bobby.hara", "xiaolong.benyoussef"])
def test_no_value_that_stayed_is_on_the_page(sandbox: Sandbox, login: str) -> None:
    open_by_ent(sandbox, CARNET, login)
    page, person = latest_journey(sandbox, "carnet"), person_of(sandbox, login)
    assert set(table(page, "withheld-title")) >= set(VOCABULARIES["gar"]) - {"IDO", "UAI", "PRO"} - _SENT_BY_THE_ENT
    membership = person.memberships[0]
    own = (person.family_name, person.given_name, person.mail, person.join_key, person.birth_date)
    facts = (*own, person.pupil_number, membership.divisions, membership.groups, membership.levels)
    kept = [login, *(value for fact in facts for value in fact.values)]
    words = text_of(page)
    assert len(kept) > 4
    assert not [value for value in kept if _is_said(value, words) or _is_said(value, page.text)]


def _is_said(value: str, text: str) -> bool:
    """Tell whether a value stands in a text; a number stands alone there, not inside a port or a digest."""
    return re.search(rf"(?<!\w){value}(?!\w)", text) is not None if value.isdecimal() else value in text


def test_a_teachers_trace_says_that_pupils_attributes_have_no_value(sandbox: Sandbox) -> None:
    open_by_ent(sandbox, STUDIO, "corentin.sidibe")
    kept = table(latest_journey(sandbox, "studio"), "withheld-title")
    assert kept["P_MEL"] == [REASONS[Withholding.NO_VALUE].fr]
    assert kept["E_MS4"] == [REASONS[Withholding.NOT_IN_CONTRACT].fr]


def test_the_trace_is_read_in_english_too(sandbox: Sandbox) -> None:
    open_by_ent(sandbox, ATELIER, PUPIL)
    french = latest_journey(sandbox, "atelier")
    english = requests.get(f"{french.url}?lang=en", timeout=15)
    assert ("in", "Sign-on request from the resource") in legs(english)
    assert set(table(english, "released-title")) == set(table(french, "released-title"))
    assert table(english, "withheld-title")["NOM"] == [REASONS[Withholding.NOT_IN_CONTRACT].en]


def test_a_trace_is_forgotten_after_its_hour_and_an_unknown_one_is_refused(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.home}/journeys/never-was", timeout=15)
    assert answer.status_code == 400
    assert "journey.unknown" in answer.text
