"""Holds signing out to OpenID Connect RP-Initiated, Back-Channel and Front-Channel Logout 1.0."""

import base64
import json
from collections.abc import Iterator
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of, link_of
from broker.protocols.oidc.authlib_bridge import sign
from broker.protocols.oidc.token_keys import token_key_rings
from broker.stores.session_book import MOST_OPENINGS
from tests.journeys.steps import later, read_refusal, text_of
from tests.oidc_party import TIMEOUT, Party, signed_in
from tests.security.canary import Canary, Reply, singing

_AFTER = "https://palet.example/bye"
_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def canary() -> Iterator[Canary]:
    """Give a client's own addresses, which answer 200 and remember who called."""
    with singing() as found:
        found.replies["/back"] = Reply(200)
        yield found


@pytest.fixture
def leaving(party: Party) -> Iterator[Party]:
    """Give a client that signs people out."""
    found = party.register(name="sort", client_id="sort", terms={"post_logout_redirect_uris": [_AFTER]})
    yield found
    found.withdraw()


def _leave(browser: Browser, client: Party, *, post: bool = False, **parameters: str) -> requests.Response:
    """Ask for the end of the session, following nothing."""
    url = client.url("logout")
    if post:
        return browser.http.post(url, data=parameters, timeout=TIMEOUT, allow_redirects=False)
    return browser.http.get(url, params=parameters, timeout=TIMEOUT, allow_redirects=False)


def _is_signed_in(browser: Browser, client: Party) -> bool:
    return "code" in client.question(prompt="none").ask(browser).said


@pytest.mark.parametrize("post", [False, True])
def test_a_client_ends_the_session_and_gets_the_browser_back(leaving: Party, *, post: bool) -> None:
    browser = signed_in(leaving)
    token = leaving.tokens(browser)["id_token"]
    answer = _leave(
        browser, leaving, post=post, id_token_hint=token, post_logout_redirect_uri=_AFTER, state="s t&a", foo="bar"
    )
    led = answer.headers["Location"]
    assert led == f"{_AFTER}?state=s+t%26a"
    assert not _is_signed_in(browser, leaving)


def test_an_expired_id_token_still_proves_the_session(leaving: Party) -> None:
    browser = signed_in(leaving)
    token = leaving.tokens(browser)["id_token"]
    with later(leaving.sandbox, 3600):
        answer = _leave(browser, leaving, id_token_hint=token, post_logout_redirect_uri=_AFTER)
        assert answer.headers["Location"] == _AFTER
        assert not _is_signed_in(browser, leaving)


def test_an_id_token_of_ours_proves_it_however_many_attributes_it_holds(leaving: Party) -> None:
    browser = signed_in(leaving)
    claims = leaving.claims_of(leaving.tokens(browser)["id_token"])
    key = token_key_rings(leaving.sandbox.shared.hub, leaving.sandbox.workspace.keys)["ES256"].keys.current
    large = sign({**claims, "GRO": [f"199001~GROUPE{number}##GROUPE {number}" for number in range(150)]}, key)
    assert len(large) > 6000
    assert "code" in leaving.question(id_token_hint=large).ask(browser).said
    assert _leave(browser, leaving, id_token_hint=large, post_logout_redirect_uri=_AFTER).headers["Location"] == _AFTER


def test_without_an_address_the_person_sees_what_was_closed(leaving: Party) -> None:
    browser = signed_in(leaving)
    page = browser.get(f"{leaving.url('logout')}?id_token_hint={leaving.tokens(browser)['id_token']}")
    assert "/sign-out/result" in page.url
    assert not _is_signed_in(browser, leaving)


@pytest.mark.parametrize("hint", [None, "x.y.z", "altered"])
def test_without_a_proof_the_person_is_asked_and_nothing_ends(leaving: Party, hint: str | None) -> None:
    browser = signed_in(leaving)
    token = leaving.tokens(browser)["id_token"]
    hints = {None: {}, "x.y.z": {"id_token_hint": "x.y.z"}, "altered": {"id_token_hint": f"{token[:-4]}AAAA"}}
    answer = _leave(browser, leaving, client_id="sort", post_logout_redirect_uri=_AFTER, **hints[hint])
    assert answer.status_code == 200
    assert any(form.action.endswith("/sign-out") and form.method == "post" for form in forms_of(answer))
    assert _is_signed_in(browser, leaving)


@pytest.mark.parametrize("address", [_AFTER, "https://evil.example/"])
def test_where_nothing_names_the_client_the_person_is_asked_and_led_nowhere(leaving: Party, address: str) -> None:
    browser = signed_in(leaving)
    answer = _leave(browser, leaving, post_logout_redirect_uri=address)
    assert answer.status_code == 200
    (asking,) = [form for form in forms_of(answer) if form.action.endswith("/sign-out")]
    result = browser.submit(asking, {})
    assert "/sign-out/result" in result.url
    for page in (answer, result):
        assert str(urlsplit(address).hostname) not in page.headers["Content-Security-Policy"]
    assert address not in result.text
    assert not _is_signed_in(browser, leaving)


def test_the_token_of_another_session_or_client_ends_nothing_here(party: Party, leaving: Party) -> None:
    browser, other = signed_in(leaving), signed_in(leaving, "aminata.le-goff")
    foreign = leaving.tokens(other)["id_token"]
    for parameters in (
        {"id_token_hint": foreign},
        {"id_token_hint": leaving.tokens(browser)["id_token"], "client_id": party.client_id},
    ):
        assert _leave(browser, leaving, **parameters).status_code == 200
        assert _is_signed_in(browser, leaving)
    assert _is_signed_in(other, leaving), "nor there"


def test_whose_session_has_ended_already_is_led_back(leaving: Party) -> None:
    browser = signed_in(leaving)
    token = leaving.tokens(browser)["id_token"]
    fresh = Browser()
    answer = _leave(fresh, leaving, id_token_hint=token, post_logout_redirect_uri=_AFTER, state="x")
    assert answer.headers["Location"] == f"{_AFTER}?state=x"
    assert _is_signed_in(browser, leaving)


@pytest.mark.parametrize("address", ["https://evil.example/", f"{_AFTER}/", f"{_AFTER}?x", "https://palet.example/cb"])
def test_nobody_is_led_to_an_address_that_is_not_registered(leaving: Party, address: str) -> None:
    browser = signed_in(leaving)
    token = leaving.tokens(browser)["id_token"]
    answer = _leave(browser, leaving, id_token_hint=token, post_logout_redirect_uri=address)
    assert read_refusal(answer).code == "oidc.post_logout_redirect_uri"
    assert _is_signed_in(browser, leaving)


def _told(party: Party, **terms: object) -> tuple[Party, Party]:
    """Return a client that asks for the sign-out, and one that is told of it."""
    told = party.register(name="apprend", client_id="apprend", terms=terms)
    asks = party.register(name="demande", client_id="demande", terms={"post_logout_redirect_uris": [_AFTER]})
    return asks, told


def _sign_out_everywhere(asks: Party, told: Party) -> tuple[Browser, dict[str, object], requests.Response]:
    browser = signed_in(asks)
    claims = told.claims_of(told.tokens(browser)["id_token"])
    token = asks.tokens(browser)["id_token"]
    return browser, claims, _leave(browser, asks, id_token_hint=token, post_logout_redirect_uri=_AFTER)


def test_a_client_is_told_by_a_logout_token_of_its_own_session(canary: Canary, party: Party) -> None:
    asks, told = _told(party, backchannel_logout_uri=f"{canary.url}/back")
    _browser, claims, answer = _sign_out_everywhere(asks, told)
    (body,) = canary.bodies
    posted = dict(parse_qsl(body))
    logout = told.claims_of(posted["logout_token"])
    header = json.loads(_decoded(posted["logout_token"].split(".")[0]))
    assert answer.headers["Location"] == _AFTER
    assert header["typ"] == "logout+jwt"
    assert set(logout) == {"iss", "sub", "aud", "iat", "exp", "jti", "events", "sid"}
    assert (logout["iss"], logout["aud"], logout["events"]) == (told.issuer, "apprend", {_EVENT: {}})
    assert (logout["sid"], logout["sub"]) == (claims["sid"], claims["sub"])
    assert 0 < logout["exp"] - logout["iat"] <= 120


def test_a_client_that_asks_again_and_again_keeps_no_other_from_being_told(canary: Canary, party: Party) -> None:
    asks, told = _told(party, backchannel_logout_uri=f"{canary.url}/back")
    browser = signed_in(asks)
    told.tokens(browser)
    for _ in range(MOST_OPENINGS + 1):
        answered = asks.code(browser, prompt="none")
    token = answered.exchange().json()["id_token"]
    _leave(browser, asks, id_token_hint=token, post_logout_redirect_uri=_AFTER)
    assert len(canary.bodies) == 1


@pytest.mark.parametrize(("status", "whole"), [(200, True), (204, True), (400, False), (500, False), (302, False)])
def test_what_a_client_answers_is_what_the_person_is_told(
    canary: Canary, party: Party, status: int, *, whole: bool
) -> None:
    canary.replies["/back"] = Reply(status, headers={"Location": f"{canary.url}/elsewhere"})
    asks, told = _told(party, backchannel_logout_uri=f"{canary.url}/back")
    browser, _claims, answer = _sign_out_everywhere(asks, told)
    assert canary.calls == ["/back"], "a redirect is not followed"
    if whole:
        assert answer.headers["Location"] == _AFTER
        return
    page = browser.get(f"{party.sandbox.home}{answer.headers['Location']}")
    assert f"HTTP {status}" in text_of(page)
    assert html.fromstring(page.content).xpath("//a/@href").count(_AFTER) == 1, "the way back is the person's to take"


def test_a_client_with_the_browser_only_is_shown_its_address_in_a_frame(canary: Canary, party: Party) -> None:
    asks, told = _told(party, frontchannel_logout_uri=f"{canary.url}/front?x=1")
    browser, claims, page = _sign_out_everywhere(asks, told)
    (frame,) = html.fromstring(page.content).xpath("//iframe/@src")
    query = parse_qs(urlsplit(frame).query)
    assert query == {"x": ["1"], "iss": [told.issuer], "sid": [claims["sid"]]}
    assert f"frame-src {canary.url}" in page.headers["Content-Security-Policy"]
    onward = link_of(page, "next")
    assert onward is not None
    assert onward.startswith(f"{party.sandbox.home}/sign-out/next?")
    last = browser.http.get(onward, timeout=TIMEOUT, allow_redirects=False)
    assert last.headers["Location"] == _AFTER


def test_a_client_that_does_not_answer_is_told_by_the_browser_instead(canary: Canary, party: Party) -> None:
    addresses = {"backchannel_logout_uri": "http://127.0.0.1:9/back", "frontchannel_logout_uri": f"{canary.url}/front"}
    asks, told = _told(party, **addresses)
    _browser, _claims, page = _sign_out_everywhere(asks, told)
    assert html.fromstring(page.content).xpath("//iframe")


def test_nothing_of_an_ended_session_opens_anything_any_more(party: Party) -> None:
    """G161, H170: codes, access tokens and refresh tokens end with their session."""
    lasting = party.register(name="finit", client_id="finit", terms={"refresh_tokens": True})
    browser = signed_in(lasting)
    tokens, waiting = lasting.tokens(browser), lasting.code(browser)
    assert _leave(browser, lasting, id_token_hint=tokens["id_token"]).status_code == 303
    assert lasting.userinfo(tokens["access_token"]).status_code == 401
    assert waiting.exchange().json()["error"] == "invalid_grant"
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert lasting.call("oidcAccessToken", refresh).json()["error"] == "invalid_grant"
    assert lasting.call("introspect", {"token": tokens["access_token"]}).json() == {"active": False}
    again = signed_in(lasting)
    assert lasting.claims_of(lasting.tokens(again)["id_token"])["sid"] != lasting.claims_of(tokens["id_token"])["sid"]
    lasting.withdraw()


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_client_that_asks_often_takes_part_once_and_is_told_once(canary: Canary, party: Party) -> None:
    asks, told = _told(party, backchannel_logout_uri=f"{canary.url}/back")
    browser = signed_in(asks)
    for _ in range(5):
        told.code(browser)
    _leave(browser, asks, id_token_hint=asks.tokens(browser)["id_token"])
    assert canary.calls == ["/back"]
