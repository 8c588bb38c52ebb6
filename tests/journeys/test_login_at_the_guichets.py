"""What `preau login` does at the guichets and the other hubs: their own pages, their choices, their second factor."""

from broker.commands.contract_choice import find_contract
from broker.commands.login import _document, _start, find_person
from broker.lab.answers import Answers, Wishes, walk
from broker.lab.browser import Browser
from tests.sandbox import Sandbox


def sign_on(sandbox: Sandbox, resource: str, login: str, guichet: str | None = None) -> dict[str, object]:
    """Do what `preau login --issuer … --resource … --person … [--guichet …]` does."""
    shared, browser, person = sandbox.shared, Browser(), find_person(sandbox.shared, login)
    assert person is not None
    issuer, contract = find_contract(shared, resource, None)
    answers = Answers(shared.issuers, person, shared.demo_password or "", Wishes(None, None, guichet, issuer))
    page = walk(browser, answers, _start(shared, contract, person, None, mediacentre=False))
    return _document(shared, browser, page, contract)


def test_a_guardian_goes_by_educonnects_own_form_and_not_by_another_guichet_beside_it(sandbox: Sandbox) -> None:
    told = sign_on(sandbox, "urn:preau:boussole", "aminata.le-goff")
    assert told["decision"] == "release"


def test_the_guichet_named_is_taken_and_its_second_factor_given(sandbox: Sandbox) -> None:
    told = sign_on(sandbox, "urn:preau:examens", "berenice.tran", "academie")
    assert told["decision"] == "release"
    assert "berenice.tran" in str(told["attributes"])


def test_where_no_guichet_is_named_those_offered_are(sandbox: Sandbox) -> None:
    told = sign_on(sandbox, "urn:preau:orientation", "berenice.tran")
    assert told["code"] == "login.stopped"
    assert str(told["sentence"]).endswith("(--guichet academie or academie-brume or administration-centrale)")
