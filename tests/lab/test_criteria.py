"""Owns by what a success is known: each criterion alone, all of them together."""

import pytest
import requests

from broker.lab.criteria import Criteria

ADDRESS = "https://resource.example/home"


def a_page(text: str = "<h1>Votre <b>espace</b>\n est ouvert</h1>", status: int = 200) -> requests.Response:
    page = requests.Response()
    page.status_code, page.url = status, f"{ADDRESS}?who=somebody"
    page.headers["Content-Type"] = "text/html; charset=utf-8"
    page._content = text.encode()  # noqa: SLF001 - a response has no other way to be given its content
    return page


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(url=ADDRESS),
        Criteria(status=200),
        Criteria(texts=("Votre espace est ouvert",)),
        Criteria(texts=("<b>espace</b>",)),
        Criteria(cookies=("session",)),
        Criteria(status=200, failure_texts=("fermé",)),
    ],
)
def test_a_criterion_that_holds_is_met(criteria: Criteria) -> None:
    assert criteria.says_something
    assert criteria.unmet(a_page(), ["session"]) == ()


@pytest.mark.parametrize(
    ("criteria", "unmet"),
    [
        (Criteria(url="https://resource.example/refused"), "url=https://resource.example/refused"),
        (Criteria(status=403), "status=403"),
        (Criteria(texts=("bienvenue",)), "text=bienvenue"),
        (Criteria(cookies=("other",)), "cookie=other"),
        (Criteria(status=200, failure_texts=("ouvert",)), "failure-text=ouvert"),
    ],
)
def test_a_criterion_that_does_not_hold_is_named_as_it_was_given(criteria: Criteria, unmet: str) -> None:
    assert criteria.unmet(a_page(), ["session"]) == (unmet,)
    assert unmet in criteria.words()


def test_all_that_are_given_must_hold() -> None:
    assert Criteria(status=200, texts=("ouvert", "bienvenue")).unmet(a_page(), []) == ("text=bienvenue",)


def test_a_failure_s_text_alone_says_nothing_of_success() -> None:
    assert not Criteria(failure_texts=("refused",)).says_something


def test_a_page_that_is_no_page_is_read_as_it_is() -> None:
    page = a_page('{"open": true}')
    page.headers["Content-Type"] = "application/json"
    assert Criteria(texts=('"open": true',)).unmet(page, []) == ()
