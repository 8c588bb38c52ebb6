"""Holds native applications to RFC 8252, 7 and 8: loopback with any port, claimed and private-use addresses."""

import pytest

from broker.core.errors import ConfigurationError
from broker.lab.browser import Browser
from tests.journeys.steps import read_refusal
from tests.oidc_party import Party

_OWN = ["fr.exemple.appli:/cb", "fr.exemple.appli:///retour", "fr.exemple.appli://Hote/cb"]
_ADDRESSES = ["http://127.0.0.1/cb", "http://[::1]/cb", *_OWN, "https://palet.example/appli"]
_TERMS = {"redirect_uris": _ADDRESSES, "application_type": "native", "token_endpoint_auth_methods": ["none"]}


@pytest.fixture
def native(party: Party) -> Party:
    """Give a public native client."""
    return party.register(name="appli", client_id="appli", terms=_TERMS)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:51004/cb", "http://127.0.0.1/cb", "http://[::1]:9/cb", *_ADDRESSES[2:]]
)
def test_an_answer_goes_to_the_application(native: Party, browser: Browser, address: str) -> None:
    reply = native.question(redirect_uri=address).ask(browser)
    assert (reply.status, reply.answer.headers["Location"].partition("?")[0]) == (302, address)
    assert "code" in reply.said


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:51004/cb",
        "http://127.0.0.1:51004/other",
        "http://127.0.0.1:99999/cb",
        "http://127.0.0.1:51004/cb?x",
        "http://127.0.0.1:51004@evil.example/cb",
        "http://127.0.0.1.evil.example/cb",
        "http://127.0.0.2/cb",
        "http://[::1%25x]/cb",
        "https://127.0.0.1/cb",
        "https://palet.example:8443/appli",
        "fr.exemple.appli://cb",
        "fr.exemple.autre:/cb",
    ],
)
def test_an_answer_goes_nowhere_else(native: Party, address: str) -> None:
    assert read_refusal(native.question(redirect_uri=address).ask().answer).code == "oidc.redirect_uri"


def test_a_public_client_exchanges_with_its_verifier_alone(native: Party, browser: Browser) -> None:
    address = "http://127.0.0.1:4321/cb"
    answered = native.code(browser, redirect_uri=address)
    data = {"grant_type": "authorization_code", "code": answered.code, "redirect_uri": address}
    data |= {"client_id": native.client_id, "code_verifier": answered.question.verifier}
    assert native.call("oidcAccessToken", data, auth=None).status_code == 200


def test_a_web_client_has_no_free_port(party: Party) -> None:
    web = party.register(name="boucle", client_id="boucle", callback="http://127.0.0.1:4000/cb")
    reply = web.question(redirect_uri="http://127.0.0.1:4001/cb").ask()
    assert read_refusal(reply.answer).code == "oidc.redirect_uri"
    web.withdraw()


def test_no_form_is_posted_to_an_applications_own_scheme(native: Party) -> None:
    reply = native.question(redirect_uri="fr.exemple.appli:/cb", response_mode="form_post").ask()
    assert (reply.address, reply.said["error"]) == ("fr.exemple.appli:/cb", "invalid_request")


@pytest.mark.parametrize(
    ("kind", "address"), [("web", "fr.exemple.appli:/cb"), ("native", "appli:/cb"), ("native", "javascript:/x")]
)
def test_a_contract_with_a_scheme_that_anybody_may_take_is_none(party: Party, kind: str, address: str) -> None:
    wrong = party.register(
        name="mauvais", client_id="mauvais", terms={"redirect_uris": [address], "application_type": kind}
    )
    with pytest.raises(ConfigurationError, match=r"scheme|web address"):
        party.sandbox.shared.contracts.check()
    wrong.withdraw()
