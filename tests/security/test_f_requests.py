"""Owns the attacks on authorization requests, F119 to F122 and F128 to F135, each between two honest sign-ons."""

import logging
from contextlib import suppress
from urllib.parse import quote

import pytest
import requests

from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import choose_guichet, later, read_refusal
from tests.oidc_party import TIMEOUT
from tests.security.canary import Canary
from tests.security.oidc_attack import AFTER, Target, refused_at_once, refused_on_a_page

_TRICKS = (
    "https://palet.example/cb/",
    "https://palet.example/cb/x",
    "https://palet.example/CB",
    "https://palet.example/cb?x=1",
    "https://palet.example/cb#",
    "https://palet.example/cb#x",
    "https://palet.example//cb",
    "https://palet.example/x/../cb",
    "https://palet.example/./cb",
    "https://palet.example/%63b",
    "https://palet.example/cb%00",
    "https://palet.example/cb%0d%0aSet-Cookie:x",
    "https://palet.example/cb ",
    " https://palet.example/cb",
    "https://PALET.example/cb",
    "HTTPS://palet.example/cb",
    "https://palet.example:443/cb",
    "https://palet.example./cb",
    "http://palet.example/cb",
    "//palet.example/cb",
    "/cb",
    "https:palet.example/cb",
    "https:///palet.example/cb",
    "https://palet.example@voleur.example/cb",
    "https://palet.example%40voleur.example/cb",
    "https://voleur.example/cb?https://palet.example/cb",
    "https://palet.example.voleur.example/cb",
    "https://voleur.example\\@palet.example/cb",
    "https://[::1]/cb",
    "http://localhost/cb",
    "http://127.0.0.1/cb",
    "javascript:alert(1)//https://palet.example/cb",
    "data:text/html,x",
    "https://voleur.example/cb",
)


@pytest.mark.parametrize("address", _TRICKS)
def test_f119_an_address_is_compared_to_the_character(target: Target, address: str) -> None:
    with target.controlled():
        refused_on_a_page(target.party.question(redirect_uri=address).ask(target.browser), "oidc.redirect_uri")


@pytest.mark.parametrize("name", ["redirect_uri", "client_id"])
def test_f119_two_addresses_are_none(target: Target, name: str) -> None:
    with target.controlled():
        for more in (f"&{name}=https://voleur.example/cb", f"&{name}={quote(target.party.callback)}"):
            refused_on_a_page(target.party.question().ask(target.browser, more=more), "oidc.parameter")


def test_f120_no_address_of_ours_leads_where_a_stranger_says(target: Target) -> None:
    evil, home = "https://voleur.example/", target.party.sandbox.home
    with target.controlled():
        for path, query in (
            ("/oidc/oidcAuthorize", {"redirect_uri": evil}),
            ("/oidc/oidcAuthorize", {"client_id": "palet", "redirect_uri": evil, "error": "x"}),
            ("/oidc/logout", {"post_logout_redirect_uri": evil}),
            ("/oidc/logout", {"client_id": "palet", "post_logout_redirect_uri": evil}),
            ("/oidc/oidcProfile", {"service": evil}),
        ):
            answer = requests.get(f"{home}{path}", params=query, timeout=TIMEOUT, allow_redirects=False)
            assert "Location" not in answer.headers
            assert evil not in "".join(form.action for form in forms_of(answer))


@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_f122_an_error_is_well_formed_and_says_nothing_that_came_in(target: Target, mode: str) -> None:
    hostile = '"><script>alert(1)</script>\\&error=access_denied'
    with target.controlled():
        reply = target.party.question(scope=hostile, state=hostile, response_mode=mode).ask(target.browser)
        said = reply.said or next(form.fields for form in forms_of(reply.answer) if form.automatic)
        assert said["error"] == "invalid_scope"
        assert said["state"] == hostile, "the client's own state comes back as it was"
        assert "script" not in said["error_description"] + said["error_uri"]
        assert "<script>alert" not in reply.answer.text


def test_f122_the_trace_of_a_hostile_request_shows_it_as_text(target: Target) -> None:
    with target.controlled():
        uri = target.party.question(scope="<script>alert(1)</script>").ask(target.browser).said["error_uri"]
        page = requests.get(uri, timeout=TIMEOUT)
        assert "&lt;script&gt;" in page.text
        assert "<script>alert" not in page.text


def test_f128_every_answer_names_its_issuer(target: Target) -> None:
    party = target.party
    with target.controlled():
        for changes in ({}, {"scope": "x"}, {"prompt": "none", "idEtab": "0000000Z"}):
            assert party.question(**changes).ask(target.browser).said["iss"] == party.issuer
        page = party.question(idEtab="0000000Z").ask(target.browser).answer
        assert next(form for form in forms_of(page) if "iss" in form.fields).fields["iss"] == party.issuer


@pytest.mark.parametrize("mode", ["fragment", "jwt", "query.jwt", "form_post.jwt", "web_message", "none", "QUERY"])
def test_f129_only_a_registered_way_of_answering_is_used(target: Target, mode: str) -> None:
    with target.controlled():
        reply = target.party.question(response_mode=mode).ask(target.browser)
        refused_at_once(reply, "oidc.response_mode", target.party)
        assert "#" not in reply.answer.headers["Location"]


def test_f129_a_client_that_registered_one_way_gets_errors_by_no_other(target: Target) -> None:
    posting = target.party.register(name="poste", client_id="poste", terms={"response_modes": ["form_post"]})
    with target.controlled():
        reply = posting.question(response_mode="query").ask(target.browser)
        form = next(form for form in forms_of(reply.answer) if form.automatic)
        assert form.fields["error"] == "invalid_request"
    posting.withdraw()


def test_f130_silence_shows_nothing_and_a_new_sign_in_is_a_new_one(target: Target) -> None:
    party = target.party
    with target.controlled():
        assert party.question(prompt="none").ask(Browser()).said["error"] == "login_required"
        for changes in ({"prompt": "login"}, {"max_age": "0"}, {"prompt": "select_account"}):
            assert "code" not in party.question(**changes).ask(target.browser).said
        refused_at_once(party.question(prompt="none login").ask(target.browser), "oidc.prompt", party)


def test_f130_a_sign_in_that_is_too_old_does_not_serve(target: Target) -> None:
    party = target.party
    with target.controlled(), later(party.sandbox, 300):
        assert "code" in party.question(max_age="400").ask(target.browser).said
        assert "code" not in party.question(max_age="200").ask(target.browser).said
        said = party.question(max_age="200", prompt="none").ask(target.browser).said
        assert said["error"] == "login_required"


def test_f130_the_guichets_own_session_does_not_serve_for_a_new_sign_in(target: Target) -> None:
    """It is asked with ForceAuthn: once its session would do, once it would not."""
    with target.controlled():
        for changes, asked in (({}, False), ({"max_age": "0"}, True), ({"prompt": "login"}, True)):
            browser = Browser()
            browser.http.cookies.update(target.browser.http.cookies)
            for name in [cookie.name for cookie in browser.http.cookies if cookie.name.endswith("_session")]:
                if name.startswith("preau_gar_"):
                    browser.http.cookies.set(name, None)
            page = browser.get(target.party.question(**changes).url)
            with suppress(requests.ConnectionError):  # it went through, to the client's own address
                page = choose_guichet(browser, page, "ent-cour")
            assert any("password" in form.fields for form in forms_of(page)) == asked, changes


def test_f130_a_login_hint_is_nobodys_identity(target: Target) -> None:
    with target.controlled():
        own = target.control()["sub"]
        tokens = target.party.tokens(target.browser, login_hint="aminata.le-goff")
        assert target.party.claims_of(tokens["id_token"])["sub"] == own


def test_f131_nothing_is_fetched_and_no_request_object_counts(target: Target, canary: Canary) -> None:
    unsigned = "eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL3ZvbGV1ci5leGFtcGxlL2NiIn0."
    party = target.party
    with target.controlled():
        refused_at_once(party.question(request=unsigned).ask(target.browser), "oidc.request_object", party)
        for address in (
            f"{canary.url}/r.jwt",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
            "urn:ietf:params:oauth:request-uri:x",
        ):
            refused_at_once(party.question(request_uri=address).ask(target.browser), "oidc.request_uri", party)
        refused_on_a_page(
            party.question(request_uri="urn:ietf:params:oauth:request_uri:x").ask(target.browser), "oidc.pushed_unknown"
        )
        assert canary.calls == []


@pytest.mark.parametrize("scope", ["openid scope.gar admin", "openid scope.gar scope.GAR email profile phone"])
def test_f132_a_scope_beyond_the_known_gives_nothing(target: Target, scope: str) -> None:
    with target.controlled():
        tokens = target.party.tokens(target.browser, scope=scope)
        assert tokens["scope"] == "openid scope.gar"
        received = set(target.party.userinfo(tokens["access_token"]).json())
        assert received <= {"sub", "id", "auth_time", "client_id", "service", *target.party.codes}


def test_f132_another_clients_resource_is_as_unknown_as_any(target: Target) -> None:
    with target.controlled():
        foreign = target.party.question(idRessource=target.evil.resource, state="s").ask(target.browser)
        unknown = target.party.question(idRessource="ark:/77777/nulle-part", state="s").ask(target.browser)
        refused_at_once(foreign, "oidc.resource", target.party)
        for reply in (foreign, unknown):
            reply.said.pop("error_uri")
        assert foreign.said == unknown.said


def test_f133_neither_code_nor_token_stays_in_a_log_a_referrer_or_a_cache(
    target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    party = target.party
    with target.controlled(), caplog.at_level(logging.DEBUG):
        answered = party.code(target.browser)
        tokens = answered.exchange().json()
        answered.exchange()
        party.userinfo(tokens["access_token"], idRessource="ark:/77777/other")
        secrets = (answered.code, answered.question.verifier, party.secret, *map(str, tokens.values()))
        own = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("preau"))
        assert "refused code=oidc.code" in own
        assert not [secret for secret in secrets if len(secret) > 20 and secret in own]
        reply = party.question().ask(target.browser).answer
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert reply.headers["Cache-Control"] == "no-store"


def test_f133_a_trace_shows_no_code_no_token_and_no_secret_whole(target: Target) -> None:
    party = target.party
    with target.controlled():
        answered = party.code(target.browser)
        refused = answered.exchange(code_verifier="v" * 43).json()
        second = party.code(target.browser)
        tokens = second.exchange().json()
        uri = second.exchange().json()["error_uri"]
        pages = "".join(requests.get(url, timeout=TIMEOUT).text for url in (refused["error_uri"], uri))
        found = requests.get(f"{party.sandbox.home}/journeys", timeout=TIMEOUT).text
        for secret in (answered.code, second.code, second.question.verifier, party.secret, tokens["access_token"]):
            assert secret not in pages + found
        assert answered.code[:6] in pages


def test_f134_no_redirect_posts_anything_again(target: Target) -> None:
    party = target.party
    with target.controlled():
        for post in (False, True):
            for changes in ({}, {"scope": "x"}):
                assert party.question(**changes).ask(target.browser, post=post).status in {200, 302, 303}
        answer = party.code(target.browser).exchange(redirect_uri="x")
        assert answer.status_code == 400


def test_f135_no_page_of_the_sign_on_can_be_framed(target: Target) -> None:
    party = target.party
    with target.controlled():
        for answer in (
            party.question().ask().answer,
            party.question(idEtab="0000000Z").ask(target.browser).answer,
            party.question(client_id="x").ask().answer,
            party.question(response_mode="form_post").ask(target.browser).answer,
            target.leave(),
        ):
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Frame-Options"] == "DENY"


def test_f120_after_a_sign_out_the_browser_goes_to_a_registered_address_or_nowhere(target: Target) -> None:
    with target.controlled():
        token = target.party.tokens(target.browser)["id_token"]
        for address in (f"{AFTER}/", f"{AFTER}@voleur.example", "https://voleur.example/", f"{AFTER}#x"):
            answer = target.leave(id_token_hint=token, post_logout_redirect_uri=address)
            assert read_refusal(answer).code == "oidc.post_logout_redirect_uri"


def test_f119_a_guichet_speaks_no_openid_connect(target: Target) -> None:
    with target.controlled():
        for guichet in ("educonnect", "academie", "ent-cour"):
            url = f"{target.party.sandbox.urls[guichet]}/oidc/oidcAuthorize"
            assert requests.get(url, timeout=TIMEOUT).status_code == 404
