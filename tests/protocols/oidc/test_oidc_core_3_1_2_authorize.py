"""Holds the authorization endpoint to OpenID Connect Core 1.0, 3.1.2, and to the GAR's own parameters."""

import base64

import pytest
import requests

from broker.lab.browser import Browser, forms_of, refresh_of
from tests.journeys.steps import read_refusal
from tests.oidc_party import TIMEOUT, Party


def test_a_right_request_is_answered_with_a_code_the_state_and_our_name(party: Party, browser: Browser) -> None:
    question = party.question()
    reply = question.ask(browser)
    assert (reply.status, reply.address) == (302, party.callback)
    assert set(reply.said) == {"code", "state", "iss"}
    assert reply.said["state"] == question.parameters["state"]
    assert reply.said["iss"] == party.issuer
    assert len(reply.said["code"]) == 54


def test_a_request_by_post_is_answered_by_a_page_that_goes_on_by_itself(party: Party, browser: Browser) -> None:
    """A browser holds what follows a form to that form's policy: redirects included, so there is none."""
    reply = party.question().ask(browser, post=True, headers={"Sec-Fetch-Mode": "navigate"})
    assert reply.status == 200
    onward = refresh_of(reply.answer)
    assert onward is not None
    assert onward.startswith(f"{party.callback}?code=")


def test_form_post_carries_the_answer_in_a_form(party: Party, browser: Browser) -> None:
    question = party.question(response_mode="form_post")
    reply = question.ask(browser)
    form = next(form for form in forms_of(reply.answer) if form.automatic)
    assert (reply.status, form.action, form.method) == (200, party.callback, "post")
    assert set(form.fields) == {"code", "state", "iss"}
    assert "form-action 'self' https://palet.example" in reply.answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("query", ["a=1&b=", "flag", "u=https://x/%20y+z%E9", "ids[]=1&ids[]=2", "a=1;b=2"])
def test_a_query_of_the_registered_address_stays_in_it(party: Party, browser: Browser, query: str) -> None:
    """RFC 6749 3.1.2: to the character."""
    asking = party.register(name="requete", client_id="requete", callback=f"https://palet.example/cb?{query}")
    reply = asking.question(state=None).ask(browser)
    assert reply.answer.headers["Location"].startswith(f"https://palet.example/cb?{query}&code=")
    assert "state" not in reply.said
    asking.withdraw()


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"response_type": None}, "invalid_request", "oidc.response_type_missing"),
        ({"response_type": "token"}, "unsupported_response_type", "oidc.response_type"),
        ({"response_mode": "fragment"}, "invalid_request", "oidc.response_mode"),
        ({"scope": "scope.gar"}, "invalid_scope", "oidc.scope"),
        ({"scope": None}, "invalid_scope", "oidc.scope"),
        ({"prompt": "none login"}, "invalid_request", "oidc.prompt"),
        ({"prompt": "create"}, "invalid_request", "oidc.prompt"),
        ({"max_age": "-1"}, "invalid_request", "oidc.max_age"),
        ({"max_age": "soon"}, "invalid_request", "oidc.max_age"),
        ({"claims": "{"}, "invalid_request", "oidc.claims"),
        ({"request": "eyJ"}, "request_not_supported", "oidc.request_object"),
        ({"request_uri": "https://palet.example/r"}, "request_uri_not_supported", "oidc.request_uri"),
        ({"registration": "{}"}, "registration_not_supported", "oidc.registration"),
        ({"idRessource": None}, "invalid_request", "oidc.resource_missing"),
        ({"idRessource": "ark:/77777/nulle-part"}, "invalid_request", "oidc.resource"),
        ({"idEtab": "nulle part"}, "invalid_request", "oidc.school"),
        ({"profil": "National_roi"}, "invalid_request", "oidc.profile"),
        ({"id_token_hint": "x.y.z"}, "invalid_request", "oidc.id_token_hint"),
        ({"nonce": "n" * 5000}, "invalid_request", "oidc.parameter"),
    ],
)
def test_an_error_goes_to_the_client_at_once_with_its_code_and_its_trace(
    party: Party, changes: dict[str, str | None], error: str, code: str
) -> None:
    question = party.question(**changes)
    reply = question.ask()
    assert (reply.status, reply.address) == (302, party.callback)
    assert reply.said["error"] == error
    assert reply.said["error_description"].startswith(f"{code}: ")
    assert reply.said["state"] == question.parameters["state"]
    assert reply.said["iss"] == party.issuer
    assert read_refusal_of_trace(reply.said["error_uri"]) == code


def read_refusal_of_trace(url: str) -> str:
    page = requests.get(url, timeout=TIMEOUT)
    assert page.status_code == 200
    found = next(word for word in page.text.split() if "oidc." in word)
    return found[found.index("oidc.") :].split("<")[0]


def test_an_error_goes_by_form_post_where_that_was_asked(party: Party) -> None:
    reply = party.question(scope="x", response_mode="form_post").ask()
    form = next(form for form in forms_of(reply.answer) if form.automatic)
    assert form.fields["error"] == "invalid_scope"
    assert form.fields["iss"] == party.issuer


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": None}, "oidc.client_unknown"),
        ({"client_id": "nobody"}, "oidc.client_unknown"),
        ({"redirect_uri": None}, "oidc.redirect_uri"),
        ({"redirect_uri": "https://palet.example/other"}, "oidc.redirect_uri"),
    ],
)
def test_until_client_and_address_are_right_the_person_sees_why_and_nothing_is_sent(
    party: Party, changes: dict[str, str | None], code: str
) -> None:
    reply = party.question(**changes).ask()
    assert (reply.status, reply.address) == (400, "")
    assert read_refusal(reply.answer).code == code
    assert not forms_of(reply.answer)


def test_unknown_parameters_and_hints_of_no_consequence_are_ignored(party: Party, browser: Browser) -> None:
    reply = party.question(
        foo="bar",
        login_hint="aminata.le-goff",
        acr_values="urn:unheard:of",
        display="popup",
        claims_locales="fr",
        scope="openid scope.gar profile email unheard-of",
        prompt="consent",
        state="é ' \" < & %",
    ).ask(browser)
    assert "code" in reply.said
    assert reply.said["state"] == "é ' \" < & %"


@pytest.mark.parametrize("how", ["plain", "base64"])
def test_the_school_of_the_session_may_be_asked_for_plain_or_in_base64(
    party: Party, browser: Browser, how: str
) -> None:
    uai = party.userinfo(party.tokens(browser)["access_token"]).json()["UAI"]
    written = uai if how == "plain" else base64.b64encode(uai.encode()).decode()
    assert party.userinfo(party.tokens(browser, idEtab=written)["access_token"]).json()["UAI"] == uai


def test_a_school_that_is_not_the_persons_is_explained_and_offered_back_as_denied(
    party: Party, browser: Browser
) -> None:
    reply = party.question(idEtab="0000000Z").ask(browser)
    assert read_refusal(reply.answer).code == "school.not_member"
    back = next(form for form in forms_of(reply.answer) if form.action == party.callback)
    assert back.method == "get"
    assert back.fields["error"] == "access_denied"
    assert back.fields["error_description"].startswith("school.not_member: ")


def test_a_profile_that_is_the_persons_is_taken(party: Party, browser: Browser) -> None:
    token = party.tokens(browser, profil="National_elv")["access_token"]
    assert party.userinfo(token).json()["PRO"] == "National_elv"


def test_silence_without_a_session_is_answered_at_once(party: Party) -> None:
    reply = party.question(prompt="none").ask()
    assert (reply.status, reply.said["error"]) == (302, "login_required")


def test_silence_with_a_session_is_answered_with_a_code(party: Party, browser: Browser) -> None:
    assert "code" in party.question(prompt="none").ask(browser).said


def test_silence_is_broken_by_no_refusal_of_the_rules_either(party: Party, browser: Browser) -> None:
    reply = party.question(prompt="none", idEtab="0000000Z").ask(browser)
    assert (reply.status, reply.said["error"]) == (302, "access_denied")


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"prompt": "select_account"}, {"max_age": "0"}])
def test_who_asks_for_a_new_sign_in_gets_one(party: Party, browser: Browser, changes: dict[str, str]) -> None:
    reply = party.question(**changes).ask(browser)
    assert "code" not in reply.said, "the session is not used"


def test_a_session_young_enough_is_used(party: Party, browser: Browser) -> None:
    assert "code" in party.question(max_age="21000").ask(browser).said


def test_a_hint_of_the_person_signed_in_is_taken_though_expired(party: Party, browser: Browser) -> None:
    token = party.tokens(browser)["id_token"]
    assert "code" in party.question(id_token_hint=token, prompt="none").ask(browser).said


def test_resource_and_school_come_from_the_request_not_only_from_the_link(party: Party, browser: Browser) -> None:
    lenient = party.register(name="seule", client_id="seule", terms={"id_ressource_optional": True})
    assert "code" in lenient.question(idRessource=None).ask(browser).said
    lenient.withdraw()
    assert lenient.question(idRessource=None).ask(browser).status == 400, "a client without a contract is unknown"
