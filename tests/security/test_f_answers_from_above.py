"""Attacks the sign-in by an OpenID provider above: state, nonce, mix-up, tokens, keys (F, G, J201)."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests

from broker.lab.browser import Browser
from tests.journeys.own_run import lend_keys
from tests.journeys.provider_guichet import define, mail_of, open_studio, secret_of
from tests.journeys.steps import STUDIO, RefusalShown, choose_guichet, entry_link, read_refusal, received
from tests.openid_provider import CLIENT, Provider, key, providing
from tests.sandbox import Sandbox, running_sandbox

TIMEOUT = 20
_SOON = timedelta(seconds=15)


@dataclass(frozen=True)
class Palace:
    """Hold a sandbox and the provider above it that lies as a test asks."""

    sandbox: Sandbox
    provider: Provider

    def refused(self) -> RefusalShown:
        """Open a resource by the lying provider, and return the refusal."""
        return read_refusal(open_studio(self.sandbox, Browser()))

    def answer_of(self, browser: Browser) -> str:
        """Walk in a browser as far as the provider, and return the address of its answer without following it."""
        page = browser.get(entry_link(self.sandbox, STUDIO))
        link = next(line for line in page.text.split('"') if line.endswith("name=palais"))
        address = f"{self.sandbox.home}{link.replace('&amp;', '&')}"
        asked = browser.http.get(address, timeout=TIMEOUT, allow_redirects=False).headers["Location"]
        return self.provider.authorize(dict(parse_qsl(urlsplit(asked).query)))


@pytest.fixture(scope="module")
def shared_palace(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Palace]:
    """Give a sandbox of its own, with a provider above it."""
    folder = tmp_path_factory.mktemp("lies")
    lend_keys(folder, sandbox)
    with running_sandbox(folder) as own, providing() as provider:
        define(own, provider)
        yield Palace(own, provider)


@pytest.fixture
def palace(shared_palace: Palace) -> Palace:
    """Give the provider telling the truth of a teacher."""
    shared_palace.provider.tell_the_truth()
    shared_palace.provider.person["email"] = mail_of(shared_palace.sandbox)
    return shared_palace


def _signed_by_another_key(provider: Provider) -> None:
    provider.signing = key("k1")


def _signed_by_nobody(provider: Provider) -> None:
    provider.algorithm = "none"


def _signed_with_the_public_key_as_a_secret(provider: Provider) -> None:
    provider.algorithm = "HS256"


NOW = int(time.time())  # noqa: TID251 - another party's clock
LIES: dict[str, tuple[str, Callable[[Provider], object]]] = {
    "F133 a state of nobody's": ("guichet.state_unknown", lambda p: p.answer.update(state="x" * 43)),
    "F133 no state": ("guichet.state_unknown", lambda p: p.answer.update(state=None)),
    "RFC 9207 another issuer": ("guichet.issuer_mixed", lambda p: p.answer.update(iss="https://evil.example")),
    "F127 a code of another question": ("guichet.tokens", lambda p: p.answer.update(code="stolen")),
    "no code at all": ("guichet.error", lambda p: p.answer.update(code=None)),
    "G147 alg none": ("guichet.token_unverified", _signed_by_nobody),
    "G148 the public key as a secret": ("guichet.token_unverified", _signed_with_the_public_key_as_a_secret),
    "G150 another key": ("guichet.token_unverified", _signed_by_another_key),
    "another issuer's token": ("guichet.claim", lambda p: p.claims.update(iss="https://evil.example")),
    "no issuer": ("guichet.claim", lambda p: p.claims.update(iss=None)),
    "another client's token": ("guichet.claim", lambda p: p.claims.update(aud="another")),
    "a further audience": ("guichet.claim", lambda p: p.claims.update(aud=[CLIENT, "another"])),
    "another party": ("guichet.claim", lambda p: p.claims.update(azp="another")),
    "another nonce": ("guichet.claim", lambda p: p.claims.update(nonce="another")),
    "no nonce": ("guichet.claim", lambda p: p.claims.update(nonce=None)),
    "expired": ("guichet.claim", lambda p: p.claims.update(exp=NOW - 3600)),
    "no expiry": ("guichet.claim", lambda p: p.claims.update(exp=None)),
    "an expiry in words": ("guichet.claim", lambda p: p.claims.update(exp="later")),
    "an expiry that is true": ("guichet.claim", lambda p: p.claims.update(exp=True)),
    "issued tomorrow": ("guichet.claim", lambda p: p.claims.update(iat=NOW + 86_400)),
    "issued long ago": ("guichet.claim", lambda p: p.claims.update(iat=NOW - 200_000)),
    "not before tomorrow": ("guichet.claim", lambda p: p.claims.update(nbf=NOW + 86_400)),
    "signed in tomorrow": ("guichet.claim", lambda p: p.claims.update(auth_time=NOW + 86_400)),
    "of another access token": ("guichet.claim", lambda p: p.claims.update(at_hash="another")),
    "of nobody": ("guichet.claim", lambda p: p.claims.update(sub=None)),
    "a weak acr": ("guichet.too_weak", lambda p: p.claims.update(acr="eidas0")),
    "no acr": ("guichet.too_weak", lambda p: p.claims.update(acr=None)),
    "an acr as a list": ("guichet.too_weak", lambda p: p.claims.update(acr=["eidas1"])),
    "userinfo of somebody else": ("guichet.claim", lambda p: p.userinfo.update(sub="s-2")),
    "userinfo of another provider": ("guichet.claim", lambda p: p.userinfo.update(iss="https://evil.example")),
    "userinfo for another client": ("guichet.claim", lambda p: p.userinfo.update(aud="another")),
    "userinfo that nobody signed": ("guichet.claim", lambda p: setattr(p, "plain_userinfo", True)),
    "no ID token": ("guichet.tokens", lambda p: p.tokens.update(id_token=None)),
    "a token in pieces": ("guichet.token_unverified", lambda p: p.tokens.update(id_token="a.b.c")),
    "an access token with a line's end": ("guichet.tokens", lambda p: p.tokens.update(access_token="a\r\nX: y")),
    "another kind of token": ("guichet.tokens", lambda p: p.tokens.update(token_type="mac")),
    "two addresses of one person": ("guichet.attribute_unsuitable", lambda p: p.person.update(email=["a@b", "c@d"])),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_a_provider_cannot_prove_opens_nothing(palace: Palace, lie: str) -> None:
    code, tell = LIES[lie]
    tell(palace.provider)
    refusal = palace.refused()
    assert refusal.code == code, refusal.rows


def test_an_answer_counts_once(palace: Palace) -> None:
    browser = Browser()
    answer = palace.answer_of(browser)
    assert received(browser, browser.get(answer))
    assert read_refusal(browser.get(answer)).code == "guichet.state_unknown"


def test_an_answer_counts_in_the_browser_that_asked_only_and_is_not_spoilt_by_another(palace: Palace) -> None:
    browser, thief = Browser(), Browser()
    answer = palace.answer_of(browser)
    thief.get(entry_link(palace.sandbox, STUDIO))
    assert read_refusal(thief.get(answer)).code == "journey.other_browser"
    assert received(browser, browser.get(answer))


def test_a_code_injected_into_another_sign_on_is_refused(palace: Palace) -> None:
    """Keep the victim's code, and bring it with the attacker's own state: PKCE and the nonce say no (F127)."""
    victim, attacker = Browser(), Browser()
    code = parse_qs(urlsplit(palace.answer_of(victim)).query)["code"][0]
    palace.provider.answer = {"code": code}
    assert read_refusal(attacker.get(palace.answer_of(attacker))).code == "guichet.tokens"


def test_an_answer_of_one_guichet_is_none_of_another(palace: Palace) -> None:
    with providing() as other:
        define(palace.sandbox, other, name="voisin")
        browser = Browser()
        answer = palace.answer_of(browser).replace("/guichet/palais/", "/guichet/voisin/")
        assert read_refusal(browser.get(answer)).code == "guichet.state_unknown"
        (palace.sandbox.workspace.guichets / "voisin.toml").unlink()


def test_an_answer_without_iss_is_refused_where_it_is_required(palace: Palace) -> None:
    define(palace.sandbox, palace.provider, "iss_required = true")
    palace.provider.answer = {"iss": None}
    assert palace.refused().code == "guichet.issuer_mixed"
    define(palace.sandbox, palace.provider)


@pytest.mark.parametrize(
    ("lie", "named"),
    [
        ({"issuer": "https://evil.example"}, "issuer"),
        ({"token_endpoint": "https://evil.example/token"}, "token_endpoint"),
        ({"jwks_uri": "http://169.254.169.254/keys"}, "jwks_uri"),
        ({"userinfo_endpoint": None}, "userinfo_endpoint"),
    ],
    ids=str,
)
def test_a_description_leads_nowhere_else(palace: Palace, lie: dict[str, str | None], named: str) -> None:
    """J201: neither the client's secret nor a token goes to an address that is not the provider's own."""
    with providing() as liar:
        liar.description = dict(lie)
        define(palace.sandbox, liar, name="menteur")
        refusal = read_refusal(open_studio(palace.sandbox, Browser(), name="menteur"))
        assert refusal.code == "guichet.description"
        assert named in refusal.page
        assert not liar.exchanged
        (palace.sandbox.workspace.guichets / "menteur.toml").unlink()


def test_a_key_that_the_provider_has_just_published_counts(palace: Palace) -> None:
    open_studio(palace.sandbox, Browser())
    palace.provider.published = key("k2")
    palace.sandbox.clock.shift += _SOON
    try:
        browser = Browser()
        assert received(browser, open_studio(palace.sandbox, browser))
    finally:
        palace.sandbox.clock.shift -= _SOON


def test_neither_the_secret_nor_a_token_is_shown(palace: Palace) -> None:
    palace.provider.claims = {"aud": "another"}
    refusal = palace.refused()
    assert secret_of(palace.sandbox) not in refusal.page
    assert "at-1" not in refusal.page
    assert mail_of(palace.sandbox) not in refusal.page


def test_a_guichet_by_openid_connect_is_no_way_around_the_form(palace: Palace) -> None:
    """At a hub without a form of its own nobody enters without a service."""
    assert requests.get(f"{palace.sandbox.home}/guichet/palais", timeout=TIMEOUT).status_code == 404
    browser = Browser()
    assert choose_guichet(browser, browser.get(entry_link(palace.sandbox, STUDIO)), "palais").ok
