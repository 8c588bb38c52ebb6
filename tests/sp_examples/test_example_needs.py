"""Owns the tests of what an example resource needs: its space opens by what it receives, and says what it lacks."""

import pytest

from sp_examples.needs import Needs
from sp_examples.resources import read_resources

NEEDS = Needs(all=("IDO",), any=("DIV", "GRO"), once=("UAI",))
WHOLE = {"IDO": ["x"], "UAI": ["0561641E"], "DIV": ["3A##3A"]}


def test_a_space_opens_by_what_it_needs() -> None:
    assert NEEDS.lacking(WHOLE) == []
    assert NEEDS.lacking({"IDO": ["x"], "GRO": ["g##g"]}) == []


@pytest.mark.parametrize(
    ("received", "says"),
    [
        ({**WHOLE, "IDO": []}, "IDO is missing."),
        ({**WHOLE, "IDO": [" "]}, "IDO is missing."),
        ({**WHOLE, "DIV": [""]}, "DIV or GRO is needed."),
        ({**WHOLE, "UAI": ["0561641E", "9999999X"]}, "UAI came several times."),
    ],
)
def test_a_space_that_stays_shut_says_what_it_lacks(received: dict[str, list[str]], says: str) -> None:
    assert [lack.english for lack in NEEDS.lacking(received)] == [says]


def test_some_examples_in_each_language_need_something() -> None:
    needing = {one.language for one in read_resources("http://localhost").values() if one.needs}
    assert needing == {"saml", "cas", "oidc"}
    assert not Needs()
