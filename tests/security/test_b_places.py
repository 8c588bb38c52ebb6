"""Owns the attacks on where and when an answer is delivered: B046 to B051, B084 to B087, B089, B090."""

from dataclasses import replace
from datetime import timedelta

import pytest
import requests

from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.lab.browser import forms_of
from tests.protocols.saml.saml_builders import Tree, find
from tests.sandbox import password_form
from tests.security.attack import Build, attacks
from tests.security.editing import DATA, drop, edited, put
from tests.security.forge import EVIL, Forge, Visit, encoded, journey_of
from tests.security.raw_http import get_raw
from tests.security.verdict import Verdict

_ANSWERED, _UNKNOWN = "message.in_response_to", "saml.response.unknown_request"
_REPLAYED, _OTHER_BROWSER = "saml.assertion.replayed", "journey.other_browser"
_GUICHET = "ent-cour"


@attacks(
    [
        ("B046 no InResponseTo", edited(drop(".", "InResponseTo"), drop(DATA, "InResponseTo")), _ANSWERED),
        ("B046 no InResponseTo of the response", edited(drop(".", "InResponseTo")), _ANSWERED),
        ("B046 no InResponseTo of the subject", edited(drop(DATA, "InResponseTo")), _ANSWERED),
        ("B046 another InResponseTo of the response", edited(put(".", "InResponseTo", "_other")), _ANSWERED),
        ("B046 another InResponseTo of the subject", edited(put(DATA, "InResponseTo", "_other")), _ANSWERED),
        (
            "B046 another InResponseTo of both",
            edited(put(".", "InResponseTo", "_other"), put(DATA, "InResponseTo", "_other")),
            _UNKNOWN,
        ),
        (
            "B046 the service's request",
            edited(
                lambda v, r: put(".", "InResponseTo", v.service_request_id)(v, r),
                lambda v, r: put(DATA, "InResponseTo", v.service_request_id)(v, r),
            ),
            _UNKNOWN,
        ),
    ]
)
def test_an_answer_names_the_question_twice_alike(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


def test_a_question_of_another_journey_is_answered_in_its_own_only_b046_b085(forge: Forge) -> None:
    def attack() -> None:
        browser = requests.Session()
        first, second = forge.open(browser=browser), forge.open(browser=browser)
        first.deliver(second.signed()).assert_refused(_UNKNOWN)

    forge.between_controls(attack)


@pytest.mark.parametrize("number", ["B047", "B089"])
def test_an_attackers_own_sign_on_does_not_continue_in_a_victims_browser(forge: Forge, number: str) -> None:
    def attack() -> None:
        attackers = forge.open()
        answer = attackers.signed(EVIL)
        victims = forge.open() if number == "B047" else None
        browser = victims.browser if victims else requests.Session()
        replace(attackers, browser=browser).deliver(answer).assert_refused(_OTHER_BROWSER)

    forge.between_controls(attack)


def test_an_answer_that_nobody_asked_for_is_refused_b048_b089(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        unasked = edited(drop(".", "InResponseTo"), drop(DATA, "InResponseTo"))
        stranger = replace(visit, browser=requests.Session())
        for relay_state in (None, "", "https://forge.invalid/"):
            stranger.deliver(unasked(visit), RelayState=relay_state).assert_refused(_UNKNOWN)
        stranger.deliver(unasked(visit)).assert_refused(_ANSWERED)

    forge.between_controls(attack)


def test_an_answer_serves_once_in_the_same_browser_b049_b086(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        answer = encoded(visit.signed())
        forge.check_release(visit.deliver(answer), visit)
        for _ in range(2):
            visit.deliver(answer).assert_refused(_REPLAYED)

    forge.between_controls(attack)


def test_an_answer_serves_once_in_whatever_browser_b050(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        answer = encoded(visit.signed())
        forge.check_release(visit.deliver(answer), visit)
        replace(visit, browser=requests.Session()).deliver(answer).assert_refused(_REPLAYED)
        replace(forge.open(), browser=visit.browser).deliver(answer).assert_refused(_REPLAYED)

    forge.between_controls(attack)


def test_an_answer_that_failed_in_one_browser_is_used_up_for_the_next_b050(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        answer = encoded(visit.signed())
        replace(visit, browser=requests.Session()).deliver(answer).assert_refused(_OTHER_BROWSER)
        visit.deliver(answer).assert_refused(_REPLAYED)

    forge.between_controls(attack)


def test_an_assertions_id_serves_once_whatever_it_says_b051(forge: Forge) -> None:
    def attack() -> None:
        first, second = forge.open(), forge.open()
        answer = first.signed()
        forge.check_release(first.deliver(answer), first)
        other = second.unsigned(EVIL)
        find(other, "saml:Assertion").set("ID", find(answer, "saml:Assertion").get("ID"))
        second.deliver(second.sign(other)).assert_refused(_REPLAYED)

    forge.between_controls(attack)


def test_a_replay_is_remembered_for_as_long_as_the_answer_would_be_valid_b049(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        answer = encoded(visit.signed())
        forge.check_release(visit.deliver(answer), visit)
        forge.sandbox.clock.shift += timedelta(minutes=5, seconds=30)
        try:
            visit.deliver(answer).assert_refused(_REPLAYED)
        finally:
            forge.sandbox.clock.shift -= timedelta(minutes=5, seconds=30)

    forge.between_controls(attack)


def test_a_question_is_answered_once_b086(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        forge.check_release(visit.deliver(visit.signed()), visit)
        visit.deliver(visit.signed()).assert_refused(_UNKNOWN)

    forge.between_controls(attack)


def test_an_answer_by_get_is_refused_b084(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        parameters = {"SAMLResponse": encoded(visit.signed()), "RelayState": visit.relay_state}
        verdict = Verdict.of(visit.browser.get(forge.callback, params=parameters, allow_redirects=False, timeout=20))
        assert (verdict.status, verdict.code, verdict.released) == (405, "page.unknown", None)

    forge.between_controls(attack)


@pytest.mark.parametrize("name", ["SAMLart", "SAMLRequest", "samlresponse"])
def test_an_answer_under_another_name_is_refused_b084(forge: Forge, name: str) -> None:
    def attack() -> None:
        visit = forge.open()
        fields = [(name, encoded(visit.signed())), ("RelayState", visit.relay_state)]
        visit.post(fields).assert_refused("message.missing")

    forge.between_controls(attack)


def test_an_answer_at_another_address_of_ours_is_refused_b087(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        fields = {"SAMLResponse": encoded(visit.signed()), "RelayState": visit.relay_state}
        Verdict.of(visit.browser.post(forge.post_address, data=fields, timeout=20)).assert_refused("message.missing")
        ent = forge.sandbox.urls[_GUICHET]
        verdict = Verdict.of(visit.browser.post(f"{ent}/idp/profile/SAML2/Callback", data=fields, timeout=20))
        verdict.assert_refused("page.unknown")

    forge.between_controls(attack)


_HOSTILE = "\"'><script>alert(1)</script>"


@pytest.mark.parametrize(
    "relay_state",
    [
        pytest.param(None, id="B085-absent"),
        pytest.param("", id="B085-empty"),
        pytest.param("another", id="B085-another"),
        pytest.param("https://forge.invalid/", id="B085-an-address-elsewhere"),
        pytest.param("x" * 20_000, id="B085-20-kB"),
        pytest.param(_HOSTILE, id="B085-a-script"),
        pytest.param("../../x\r\nLocation: https://forge.invalid/", id="B085-a-header"),
    ],
)
def test_a_relay_state_of_our_callback_is_a_token_and_no_address(forge: Forge, relay_state: str | None) -> None:
    def attack() -> Verdict:
        visit = forge.open()
        verdict = visit.deliver(visit.signed(), RelayState=relay_state)
        verdict.assert_refused(_UNKNOWN)
        return verdict

    assert "<script>alert" not in forge.between_controls(attack).page


def test_a_services_hostile_relay_state_comes_back_as_text_in_the_form_alone_b085(forge: Forge) -> None:
    def attack() -> None:
        browser = requests.Session()
        request = forge.authn_request()
        page = forge.ask(request, browser, _HOSTILE)
        visit = forge.choose("forge", journey_of(page), browser, request.get("ID"))
        verdict = visit.deliver(visit.signed())
        assert verdict.relay_state == _HOSTILE
        assert verdict.action == forge.consumer
        assert "<script>alert" not in verdict.page + page.text

    forge.between_controls(attack)


def test_a_services_relay_state_is_short_b085(forge: Forge) -> None:
    code = "request.relay_state"
    forge.refuses_request(lambda: forge.ask(forge.authn_request(), None, "https://forge.invalid/" + "x" * 200), code)


@pytest.mark.parametrize("relay_state", [None, "", "https://evil.invalid/", "https://forge.invalid/?x"])
def test_a_relay_state_that_must_be_the_resources_address_is_no_other_b085(
    forge: Forge, relay_state: str | None
) -> None:
    contract = forge.sandbox.workspace.contracts / "forge.toml"
    before = contract.read_text()

    def attack() -> None:
        contract.write_text(before.replace("relay_state_must_be_access_url = false", ""))
        try:
            assert forge.ask(forge.authn_request(), None, "https://forge.invalid/").status_code == 200
            refused = Verdict.of(forge.ask(forge.authn_request(), None, relay_state))
            refused.assert_refused("saml.relay_state.not_access_url")
        finally:
            contract.write_text(before)

    forge.between_controls(attack)


def _genuine_answer(forge: Forge, visit: Visit) -> str:
    """Sign in at the real guichet that was asked, and keep its answer from reaching the hub."""
    page = visit.browser.get(visit.request_url, timeout=20)
    form = password_form(page)
    filled = form.fields | {"email": "ibrahima.le-goff", "password": DEMO_PASSWORD}
    answer = visit.browser.post(form.action, data=filled, timeout=20)
    sent = next(found for found in forms_of(answer) if "SAMLResponse" in found.fields)
    assert sent.action == forge.callback
    return sent.fields["SAMLResponse"]


def test_a_genuine_answer_of_another_guichet_does_not_answer_for_the_forge_b090(forge: Forge) -> None:
    def attack() -> None:
        browser = requests.Session()
        genuine, forged = forge.open(_GUICHET, browser=browser), forge.open(browser=browser)
        answer = _genuine_answer(forge, genuine)
        forged.deliver(answer).assert_refused("message.issuer")
        forge.check_release(genuine.deliver(answer), genuine)

    forge.between_controls(attack)


def _as_answer_to(other: Visit, response: Tree) -> None:
    for path in (".", DATA):
        find(response, path).set("InResponseTo", other.request.get("ID"))


@pytest.mark.parametrize("state", ["of the question", "of the forge"])
def test_the_forge_does_not_answer_for_a_genuine_guichet_b090(forge: Forge, state: str) -> None:
    def attack() -> None:
        browser = requests.Session()
        genuine, forged = forge.open(_GUICHET, browser=browser), forge.open(browser=browser)
        response = forged.unsigned(EVIL)
        _as_answer_to(genuine, response)
        asked = genuine if state == "of the question" else forged
        code = "message.issuer" if asked is genuine else _UNKNOWN
        asked.deliver(forged.sign(response)).assert_refused(code)

    forge.between_controls(attack)


def test_the_forge_does_not_answer_what_another_was_asked_earlier_in_the_same_journey_b090(forge: Forge) -> None:
    def attack() -> None:
        genuine = forge.open(_GUICHET)
        forged = forge.choose("forge", genuine.relay_state, genuine.browser, genuine.service_request_id)
        response = forged.unsigned()
        _as_answer_to(genuine, response)
        forged.deliver(forged.sign(response)).assert_refused(_UNKNOWN)
        forge.check_release(forged.deliver(forged.signed()), forged)

    forge.between_controls(attack)


def test_the_forge_in_the_name_of_a_genuine_guichet_is_refused_b090(forge: Forge) -> None:
    def attack() -> None:
        genuine = forge.open(_GUICHET)
        response = genuine.unsigned()
        for path in ("saml:Issuer", "saml:Assertion/saml:Issuer"):
            find(response, path).text = f"{forge.sandbox.urls[_GUICHET]}/idp/metadata"
        genuine.deliver(genuine.sign(response)).assert_refused("message.signature_invalid")

    forge.between_controls(attack)


def test_a_callback_asked_without_anything_says_what_misses_b084(forge: Forge) -> None:
    forge.refuses_request(lambda: requests.post(forge.callback, timeout=20), "message.missing")
    forge.refuses_request(lambda: get_raw(forge.redirect), "message.missing")
