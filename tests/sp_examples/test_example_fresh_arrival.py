"""Owns the arrival by the médiacentre at an example resource that has a session: it asks the hub who comes now."""

import pytest
from flask.testing import FlaskClient

from tests.sp_examples.hub_side import read_question
from tests.sp_examples.yard import Yard


@pytest.fixture
def signed_on(shared_yard: Yard) -> FlaskClient:
    """Give a browser that has a session at the resource."""
    browser = shared_yard.browser()
    answer = shared_yard.answer(shared_yard.ask(browser)).changed(attributes={"IDO": ["0a" * 64]})
    assert shared_yard.post(browser, answer.encoded()).status_code == 303
    return browser


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_whoever_arrives_from_another_site_is_asked_for_again_in_spite_of_a_session(
    signed_on: FlaskClient, site: str
) -> None:
    page = signed_on.get("/carnet/", headers={"Sec-Fetch-Site": site})
    assert page.status_code == 302
    assert read_question(page.location).entity_id == "http://localhost/carnet/saml/metadata"


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-origin"}])
def test_whoever_comes_from_nowhere_else_sees_the_session(signed_on: FlaskClient, headers: dict[str, str]) -> None:
    page = signed_on.get("/carnet/", headers=headers)
    assert page.status_code == 200
    assert "0a" * 64 in page.text


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_the_first_page_after_a_sign_on_shows_the_session_and_asks_no_more(signed_on: FlaskClient, site: str) -> None:
    page = signed_on.get("/carnet/?arrived=1", headers={"Sec-Fetch-Site": site})
    assert page.status_code == 200
    assert "0a" * 64 in page.text


def test_the_person_who_arrives_takes_the_place_of_the_one_before(shared_yard: Yard, signed_on: FlaskClient) -> None:
    question = read_question(signed_on.get("/carnet/", headers={"Sec-Fetch-Site": "same-site"}).location)
    answer = shared_yard.answer(question).changed(attributes={"IDO": ["0b" * 64]})
    arrival = shared_yard.post(signed_on, answer.encoded())
    page = signed_on.get(arrival.location, headers={"Sec-Fetch-Site": "same-site"}).text
    assert "0b" * 64 in page
    assert "0a" * 64 not in page
