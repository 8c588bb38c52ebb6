"""Holds the simulated FranceConnect to what is known of it (facts/identity-providers.md 4.2)."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of, link_of
from tests.journeys.steps import read_refusal
from tests.oidc_party import TIMEOUT
from tests.relying_party import RelyingParty, fetch_userinfo
from tests.sandbox import Sandbox
from tests.security.canary import Canary, Reply, singing

CITIZEN, BORN_ABROAD, OF_THREE_NAMES = "aminata.le-goff", "tomas.almeida", "angele.delmas"
_PIVOT = ("given_name", "given_name_array", "family_name", "birthdate", "gender", "birthplace", "birthcountry")
_RIGHT = {"acr_values": "eidas1", "scope": "openid identite_pivot email"}


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """Give the party an address of its own."""
    with singing() as found:
        found.replies["/cb"] = Reply(200)
        yield found


@pytest.fixture(scope="module")
def party(sandbox: Sandbox, canary: Canary) -> Iterator[RelyingParty]:
    """Give a service that FranceConnect knows."""
    found = RelyingParty(
        sandbox,
        issuer="franceconnect",
        vocabulary="franceconnect",
        profile="Citizen",
        codes=(*_PIVOT, "preferred_username", "email"),
        name="guichet-unique",
        canary=canary,
        more='subject = "pivot"',
    ).register()
    yield found
    found.withdraw()


def test_a_citizen_arrives_with_the_pivot_identity_in_a_signed_userinfo(party: RelyingParty) -> None:
    arrival = party.sign_on(OF_THREE_NAMES, **_RIGHT)
    token = arrival.exchange()
    claims, userinfo = arrival.claims(token), arrival.userinfo(token)
    assert claims["acr"] == "eidas1"
    assert "amr" not in claims, "it was not asked for"
    assert set(claims) == {"iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "sid", "nonce", "at_hash"}
    assert userinfo["sub"] == claims["sub"]
    assert userinfo["given_name"] == "Angèle Claire Louise"
    assert userinfo["given_name_array"] == ["Angèle", "Claire", "Louise"]
    assert userinfo["birthcountry"] == "99100"
    assert userinfo["birthplace"] == "77901"
    assert set(userinfo) == {"sub", "iss", "aud", "email", *_PIVOT}


def test_each_scope_gives_its_claims_and_no_other(party: RelyingParty) -> None:
    arrival = party.sign_on(OF_THREE_NAMES, acr_values="eidas1", scope="openid birthdate preferred_username amr phone")
    token = arrival.exchange()
    assert token["scope"] == "openid birthdate preferred_username amr", "phone is gone since v2"
    assert arrival.claims(token)["amr"] == ["pwd"]
    said = arrival.userinfo(token)
    assert set(said) == {"sub", "iss", "aud", "birthdate", "preferred_username"}
    assert said["preferred_username"] == "Fontaine"


def test_who_was_born_abroad_has_no_birth_place(party: RelyingParty) -> None:
    arrival = party.sign_on(BORN_ABROAD, **_RIGHT)
    userinfo = arrival.userinfo(arrival.exchange())
    assert userinfo["birthcountry"] == "99139"
    assert "birthplace" not in userinfo


def test_the_same_person_is_the_same_at_one_service_and_another_at_the_next(
    party: RelyingParty, canary: Canary
) -> None:
    other = party.register(name="autre-guichet", canary=canary)
    (other.sandbox.workspace.contracts / "autre-guichet.toml").write_text(
        (other.sandbox.workspace.contracts / "autre-guichet.toml").read_text().replace("777777788_", "777777799_")
    )
    subjects = []
    for one in (party, party, other):
        arrival = one.sign_on(CITIZEN, **_RIGHT)
        subjects.append(arrival.claims(arrival.exchange())["sub"])
    other.withdraw()
    first, again, elsewhere = subjects
    assert first == again != elsewhere
    assert len(first) == 66
    assert first.endswith("v1")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nonce": None}, "oidc.parameter_missing"),
        ({"state": None}, "oidc.parameter_missing"),
        ({"acr_values": None}, "oidc.parameter_missing"),
        ({"nonce": "a" * 21}, "oidc.nonce"),
        ({"acr_values": "eidas2"}, "oidc.acr"),
        ({"acr_values": "none of ours"}, "oidc.acr"),
        ({"prompt": "select_account"}, "oidc.prompt"),
    ],
)
def test_a_request_that_is_wrong_is_explained_by_franceconnect_itself(
    party: RelyingParty, changes: dict[str, str | None], code: str
) -> None:
    answer = party.ask(party.question(**{**_RIGHT, **changes})).answer
    assert answer.status_code == 400
    assert read_refusal(answer).code == code
    assert "Y030007" in answer.text


def test_a_nonce_of_22_characters_is_long_enough(party: RelyingParty) -> None:
    assert party.ask(party.question(**_RIGHT, nonce="a" * 22)).status != 400


def test_an_unknown_provider_is_said_to_the_service(party: RelyingParty) -> None:
    found = party.ask(party.question(**_RIGHT, idp_hint="nobody"))
    assert found.status in {302, 303}
    assert found.address == party.callback
    assert found.said["error"] == "invalid_idp_hint"
    assert found.said["error_description"].startswith("Y030032 ")
    assert party.ask(party.question(**_RIGHT, idp_hint="preau-citoyens")).said == {}


def test_who_gives_up_is_said_with_access_denied(party: RelyingParty) -> None:
    browser = Browser()
    page = party.page(party.question(**_RIGHT), browser)
    cancel = next(url for url in _links(page) if "cancel" in url)
    refused = browser.get(cancel)
    back = next(form for form in forms_of(refused) if form.action == party.callback)
    assert back.fields["error"] == "access_denied"
    assert back.fields["error_description"].startswith("Y030030 ")
    assert link_of(refused, "next") is None


def test_tokens_last_a_minute_and_codes_half_of_one(party: RelyingParty) -> None:
    clock = party.sandbox.clock
    late = party.sign_on(CITIZEN, **_RIGHT)
    clock.shift += timedelta(seconds=31)
    assert _exchange_by_hand(party, late.code).json()["error"] == "invalid_grant"
    arrival = party.sign_on(CITIZEN, **_RIGHT)
    token = _exchange_by_hand(party, arrival.code).json()
    assert token["expires_in"] == 60
    assert "refresh_token" not in token
    assert fetch_userinfo(party, token["access_token"]).status_code == 200
    clock.shift += timedelta(seconds=61)
    assert fetch_userinfo(party, token["access_token"]).status_code == 401
    clock.shift -= timedelta(seconds=92)


def test_a_session_of_half_an_hour_spares_the_password_and_then_no_longer(party: RelyingParty) -> None:
    browser = Browser()
    party.sign_on(CITIZEN, browser, **_RIGHT)
    spared = party.sign_on("", browser, **_RIGHT, prompt="none")
    assert spared.code
    party.sandbox.clock.shift += timedelta(minutes=31)
    found = party.ask(party.question(**_RIGHT, prompt="none"), browser)
    party.sandbox.clock.shift -= timedelta(minutes=31)
    assert found.said["error"] == "login_required"


def test_the_secret_signs_where_the_service_registered_hs256(party: RelyingParty, canary: Canary) -> None:
    shared = party.register(name="ancien-guichet", canary=canary, terms={"id_token_signed_response_alg": "HS256"})
    browser = Browser()
    arrival = shared.sign_on(CITIZEN, browser, **_RIGHT)
    token = arrival.exchange()
    claims, userinfo = arrival.claims(token), arrival.userinfo(token)
    assert userinfo["sub"] == claims["sub"]
    back = _sign_out(shared, browser, token["id_token"])
    shared.withdraw()
    assert back == "https://ancien-guichet.example/"


def test_the_session_ends_at_the_services_word_and_only_with_the_id_token(party: RelyingParty) -> None:
    browser = Browser()
    arrival = party.sign_on(CITIZEN, browser, **_RIGHT)
    token = arrival.exchange()
    without = browser.http.get(party.described["end_session_endpoint"], timeout=TIMEOUT)
    assert read_refusal(without).code == "oidc.sign_out_hint"
    assert _sign_out(party, browser, token["id_token"]) == "https://guichet-unique.example/"
    assert party.ask(party.question(**_RIGHT, prompt="none"), browser).said["error"] == "login_required"


def test_a_client_that_proves_itself_by_basic_is_not_believed(party: RelyingParty) -> None:
    arrival = party.sign_on(CITIZEN, **_RIGHT)
    form = {"grant_type": "authorization_code", "code": arrival.code, "redirect_uri": party.callback}
    endpoint = party.described["token_endpoint"]
    answer = requests.post(endpoint, data=form, auth=(party.name, party.secret), timeout=TIMEOUT)
    assert answer.json()["error"] == "invalid_client"


def test_what_it_says_of_itself_is_its_own_dialect(party: RelyingParty) -> None:
    described = party.described
    assert described["acr_values_supported"] == ["eidas1"]
    assert {"identite_pivot", "birth", "profile", "email"} <= set(described["scopes_supported"])
    assert "scope.gar" not in described["scopes_supported"]
    assert "HS256" in described["id_token_signing_alg_values_supported"]
    assert "pushed_authorization_request_endpoint" not in described
    assert "introspection_endpoint" not in described
    assert set(_PIVOT) <= set(described["claims_supported"])
    assert "IDO" not in described["claims_supported"]


def test_a_client_without_the_issuers_algorithms_is_refused(party: RelyingParty) -> None:
    gar = RelyingParty(
        party.sandbox,
        "gar",
        "gar",
        "National_elv",
        ("PRE",),
        name="hs-au-gar",
        terms={"id_token_signed_response_alg": "HS256"},
    ).register()
    endpoint = f"{party.sandbox.home}/oidc/oidcAuthorize"
    answer = requests.get(endpoint, params=gar.question(), timeout=TIMEOUT, allow_redirects=False)
    gar.withdraw()
    said = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    assert said["error"] == "unauthorized_client"
    assert said["error_description"].startswith("oidc.client_unsuited")


def _exchange_by_hand(party: RelyingParty, code: str) -> requests.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": party.callback}
    credentials = {"client_id": party.name, "client_secret": party.secret, "state": "tolerated", "nonce": "likewise"}
    return requests.post(party.described["token_endpoint"], data=form | credentials, timeout=TIMEOUT)


def _sign_out(party: RelyingParty, browser: Browser, id_token: str) -> str:
    """Sign out by the issuer's end, and return where the browser is led, its query aside."""
    query = {"id_token_hint": id_token, "post_logout_redirect_uri": f"https://{party.name}.example/", "state": "s"}
    answer = browser.http.get(
        party.described["end_session_endpoint"], params=query, timeout=TIMEOUT, allow_redirects=False
    )
    for _ in range(8):
        address = answer.headers.get("Location", "") or _onward(answer)
        if address.startswith("https://"):
            return address.partition("?")[0]
        answer = browser.http.get(requests.compat.urljoin(answer.url, address), timeout=TIMEOUT, allow_redirects=False)
    return ""


def _onward(answer: requests.Response) -> str:
    return next((url for url in _links(answer) if url.startswith("https://")), "")


def _links(answer: requests.Response) -> list[str]:
    page = html.fromstring(answer.content)
    page.make_links_absolute(answer.url)
    return [str(url) for url in page.xpath("//a/@href")]


@pytest.mark.parametrize("header", [{"alg": "HS256", "typ": "JWT"}, {"alg": "none", "typ": "JWT"}])
def test_an_id_token_that_only_looks_like_ours_ends_no_session(party: RelyingParty, header: dict[str, str]) -> None:
    """G147, G148: neither without a signature, nor with the public key taken for a shared secret."""
    browser = Browser()
    arrival = party.sign_on("daniel.kaplan", browser, **_RIGHT)
    claims = arrival.claims(arrival.exchange())
    published = requests.get(party.described["jwks_uri"], timeout=TIMEOUT).content
    forged = _forge(header, claims, published)
    query = {"id_token_hint": forged}
    answer = browser.http.get(party.described["end_session_endpoint"], params=query, timeout=TIMEOUT)
    assert read_refusal(answer).code == "oidc.sign_out_hint"
    assert party.sign_on("", browser, **_RIGHT, prompt="none").code, "the session is still there"


def test_one_clients_secret_signs_for_no_other(party: RelyingParty, canary: Canary) -> None:
    terms = {"id_token_signed_response_alg": "HS256"}
    mine = party.register(name="mon-guichet", canary=canary, terms=terms)
    theirs = party.register(name="leur-guichet", canary=canary, terms=terms)
    browser = Browser()
    arrival = theirs.sign_on(CITIZEN, browser, **_RIGHT)
    claims = arrival.claims(arrival.exchange())
    forged = _forge({"alg": "HS256", "typ": "JWT"}, claims, mine.secret.encode())
    query = {"id_token_hint": forged}
    answer = browser.http.get(party.described["end_session_endpoint"], params=query, timeout=TIMEOUT)
    mine.withdraw()
    theirs.withdraw()
    assert read_refusal(answer).code == "oidc.sign_out_hint"


def _forge(header: dict[str, str], claims: dict[str, object], secret: bytes) -> str:
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    signed = b".".join(parts)
    seal = hmac.digest(secret, signed, "sha256") if header["alg"] != "none" else b""
    return (signed + b"." + urlsafe_b64encode(seal).rstrip(b"=")).decode()
