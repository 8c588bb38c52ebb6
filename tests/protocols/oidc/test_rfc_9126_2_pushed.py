"""Holds pushed authorization requests to RFC 9126, 2 to 4."""

import pytest

from broker.lab.browser import Browser
from tests.journeys.steps import later, read_refusal
from tests.oidc_party import Party, Question


def _push(party: Party, question: Question, **options: object) -> tuple[int, dict[str, str]]:
    answer = party.call("par", question.parameters, **options)
    found: dict[str, str] = answer.json()
    return answer.status_code, found


def _by_reference(party: Party, reference: str, **more: str) -> Question:
    return Question(party, {"client_id": party.client_id, "request_uri": reference, **more}, "")


def test_a_pushed_request_is_used_in_the_place_of_its_reference(party: Party, browser: Browser) -> None:
    question = party.question()
    status, document = _push(party, question)
    assert status == 201
    assert document["expires_in"] == 90
    assert document["request_uri"].startswith("urn:ietf:params:oauth:request_uri:")
    reply = _by_reference(party, document["request_uri"], state="other", scope="x").ask(browser)
    assert "code" in reply.said
    assert reply.said["state"] == question.parameters["state"], "only what was pushed counts"


def test_a_reference_serves_once_and_for_ninety_seconds(party: Party, browser: Browser) -> None:
    once, late = (_push(party, party.question())[1]["request_uri"] for _ in range(2))
    assert "code" in _by_reference(party, once).ask(browser).said
    assert read_refusal(_by_reference(party, once).ask(browser).answer).code == "oidc.pushed_unknown"
    with later(party.sandbox, 91):
        assert read_refusal(_by_reference(party, late).ask(browser).answer).code == "oidc.pushed_unknown"


def test_a_reference_is_the_clients_own(party: Party, browser: Browser) -> None:
    other = party.register(name="depot", client_id="depot")
    reference = _push(party, party.question())[1]["request_uri"]
    assert read_refusal(_by_reference(other, reference).ask(browser).answer).code == "oidc.pushed_unknown"
    other.withdraw()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uri": "https://evil.example/"}, "invalid_request"),
        ({"scope": "x"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "request_uri_not_supported"),
        ({"request": "x"}, "request_not_supported"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_a_wrong_request_is_refused_when_it_is_pushed(party: Party, changes: dict[str, str | None], error: str) -> None:
    status, document = _push(party, party.question(**changes))
    assert (status, document["error"]) == (400, error)


def test_who_pushes_proves_who_it_is(party: Party) -> None:
    assert _push(party, party.question(), auth=(party.client_id, "x"))[0] == 401
    assert _push(party, party.question(client_id="other"))[0] == 401


def test_a_client_that_authenticates_by_post_leaves_no_secret_behind(party: Party, browser: Browser) -> None:
    question = party.question(client_secret=party.secret)
    status, document = _push(party, question, auth=None)
    assert status == 201
    assert "code" in _by_reference(party, document["request_uri"]).ask(browser).said
