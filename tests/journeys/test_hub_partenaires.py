"""Owns sign-ons through Hub Partenaires: an agent of another ministry, known by what their own guichet says."""

from collections.abc import Iterator

import pytest

from broker.lab.browser import Browser
from tests.journeys.member_service import HubApplication, hub_application
from tests.journeys.steps import read_refusal, text_of
from tests.sandbox import Sandbox, sign_in_by_hand


@pytest.fixture
def application(sandbox: Sandbox) -> Iterator[HubApplication]:
    codes = ("ctemail", "ctln", "FrEduFonctAdm", "FrEduRne", "FrEduRneResp")
    with hub_application(sandbox, "hub-partenaires", "agents", *codes) as found:
        yield found


def test_a_partners_head_signs_on_with_their_schools(application: HubApplication) -> None:
    browser = Browser()
    sign_in_by_hand(browser, application.ask(browser), "solenne.perrot")
    assert application.received(browser) == {
        "ctemail": ["solenne.perrot@partenaire.example"],
        "ctln": ["Perrot"],
        "FrEduFonctAdm": ["DIR"],
        "FrEduRne": ["0779902V$UAJ$PU$DIR$0779902V$T3$LP$320", "0779903W$UAJ$PU$DIR$0779903W$T3$LYC$300"],
        "FrEduRneResp": ["0779902V$UAJ$PU$N$T3$LP$320", "0779903W$UAJ$PU$N$T3$LYC$300"],
    }


def test_an_address_of_another_domain_than_the_partners_is_refused(application: HubApplication) -> None:
    browser = Browser()
    refusal = read_refusal(sign_in_by_hand(browser, application.ask(browser), "yves.lannoy"))
    assert refusal.code == "guichet.domain_foreign"
    assert "partenaire.example" in " ".join(refusal.rows.values())
    assert "ailleurs.example" not in refusal.page


def test_the_trace_says_where_each_value_comes_from(application: HubApplication) -> None:
    browser = Browser()
    sign_in_by_hand(browser, application.ask(browser), "gaetan.morvan")
    page = application.trace()
    assert "ministere-partenaire: FrEduFonctAdm" in text_of(page)
    assert "ministere-partenaire: ctemail" in text_of(page)
