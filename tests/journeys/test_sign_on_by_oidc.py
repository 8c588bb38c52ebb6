"""Walks whole sign-ons by OpenID Connect as a resource does that is written with authlib, over real HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwk, jwt
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import choose_guichet, entry_link, person_of, read_refusal, text_of
from tests.oidc_party import PUPIL, TIMEOUT, Party, signed_in
from tests.sandbox import Sandbox, sign_in_by_hand
from tests.security.canary import Canary, Reply, singing


@dataclass(frozen=True, slots=True)
class Resource:
    """Play a resource: authlib's session, which knows the hub by its discovery document only."""

    party: Party
    canary: Canary

    @property
    def described(self) -> dict[str, str]:
        found: dict[str, str] = requests.get(
            f"{self.party.issuer}/.well-known/openid-configuration", timeout=TIMEOUT
        ).json()
        return found

    def session(self) -> OAuth2Session:
        return OAuth2Session(
            self.party.client_id,
            self.party.secret,
            scope="openid scope.gar",
            redirect_uri=self.party.callback,
            code_challenge_method="S256",
        )

    def question(self, session: OAuth2Session, verifier: str, **more: str) -> tuple[str, str]:
        """Return the address of the request, and its state."""
        named = {"nonce": "n-1", "idRessource": self.party.resource, **more}
        address, state = session.create_authorization_url(
            self.described["authorization_endpoint"], code_verifier=verifier, **named
        )
        return str(address), str(state)

    def answer(self, session: OAuth2Session, verifier: str, state: str) -> tuple[CodeIDToken, dict[str, object]]:
        """Take what the browser brought to the callback; return the claims of the ID token, and userinfo."""
        described = self.described
        brought = f"{self.canary.url}{self.canary.calls[-1]}"
        token = session.fetch_token(
            described["token_endpoint"], authorization_response=brought, state=state, code_verifier=verifier
        )
        keys = jwk.KeySet.import_key_set(requests.get(described["jwks_uri"], timeout=TIMEOUT).json())
        decoded = jwt.decode(token["id_token"], keys, algorithms=["ES256", "RS256"])
        wanted = {"iss": {"essential": True, "value": described["issuer"]}, "aud": {"value": self.party.client_id}}
        known = {"nonce": "n-1", "client_id": self.party.client_id, "access_token": token["access_token"]}
        claims = CodeIDToken(decoded.claims, decoded.header, wanted, known)
        claims.validate()
        query = {"idRessource": self.party.resource, "access_mode": "web"}
        userinfo: dict[str, object] = session.get(described["userinfo_endpoint"], params=query).json()
        return claims, userinfo


_VERIFIER = "a-verifier-that-is-long-enough-for-the-specification"


@pytest.fixture
def resource(sandbox: Sandbox) -> Iterator[Resource]:
    """Give a resource with an address of its own, under a contract of its own."""
    with singing() as canary:
        canary.replies["/cb"] = Reply(200)
        party = Party(sandbox, name="marelle-oidc", client_id="marelle-oidc", callback=f"{canary.url}/cb").register()
        yield Resource(party, canary)
        party.withdraw()


def test_from_the_mediacentre_a_pupil_arrives_with_what_the_contract_says(sandbox: Sandbox, resource: Resource) -> None:
    browser, person = Browser(), person_of(sandbox, PUPIL)
    link = entry_link(sandbox, resource.party.resource, project=person.key.project)
    browser.http.get(link, timeout=TIMEOUT, allow_redirects=False)
    session = resource.session()
    address, state = resource.question(session, _VERIFIER)
    sign_in_by_hand(browser, browser.get(address), PUPIL)
    claims, userinfo = resource.answer(session, _VERIFIER, state)
    assert claims["sub"] == userinfo["sub"] == userinfo["IDO"]
    assert userinfo["UAI"] == person.memberships[0].uai
    assert userinfo["PRE"] == person.given_name.values[0]
    assert userinfo["DIV"] == list(person.memberships[0].divisions.values)


def test_from_the_resource_the_person_chooses_a_door_and_is_not_asked_again(resource: Resource) -> None:
    browser, session = Browser(), resource.session()
    address, state = resource.question(session, _VERIFIER)
    page = choose_guichet(browser, browser.get(address), "ent-cour")
    sign_in_by_hand(browser, page, PUPIL)
    first, _userinfo = resource.answer(session, _VERIFIER, state)
    again = resource.session()
    address, state = resource.question(again, _VERIFIER, prompt="none")
    browser.get(address)
    second, _userinfo = resource.answer(again, _VERIFIER, state)
    assert first["sid"] == second["sid"]
    assert first["sub"] == second["sub"]


def test_who_gives_up_is_offered_the_way_back_with_access_denied(resource: Resource) -> None:
    browser, session = Browser(), resource.session()
    address, _state = resource.question(session, _VERIFIER)
    link = str(html.fromstring(browser.get(address).content).xpath("string(//ul[@class='doors']//a/@href)"))
    journey = parse_qs(urlsplit(link).query)["journey"][0]
    refused = browser.get(f"{resource.party.sandbox.home}/journey/cancel?journey={journey}")
    assert read_refusal(refused).code == "journey.cancelled"
    back = next(form for form in forms_of(refused) if form.action == resource.party.callback)
    assert back.fields["error"] == "access_denied"


def test_nobody_is_offered_the_way_back_to_an_address_that_was_withdrawn_meanwhile(resource: Resource) -> None:
    browser, session = Browser(), resource.session()
    address, _state = resource.question(session, _VERIFIER)
    link = str(html.fromstring(browser.get(address).content).xpath("string(//ul[@class='doors']//a/@href)"))
    journey = parse_qs(urlsplit(link).query)["journey"][0]
    resource.party.register(callback="https://ailleurs.example/cb")
    try:
        refused = browser.get(f"{resource.party.sandbox.home}/journey/cancel?journey={journey}")
    finally:
        resource.party.register()
    assert read_refusal(refused).code == "journey.cancelled"
    assert not [form for form in forms_of(refused) if form.action == resource.party.callback]


def test_the_trace_shows_each_message_with_its_secrets_cut_short(sandbox: Sandbox, resource: Resource) -> None:
    browser, session = Browser(), resource.session()
    address, state = resource.question(session, _VERIFIER)
    sign_in_by_hand(browser, choose_guichet(browser, browser.get(address), "ent-cour"), PUPIL)
    resource.answer(session, _VERIFIER, state)
    journeys = html.fromstring(requests.get(f"{sandbox.home}/journeys", timeout=TIMEOUT).content)
    rows = journeys.xpath("//tbody/tr[td[2]=$service]//a/@href", service=resource.party.client_id)
    page = text_of(requests.get(f"{sandbox.home}{rows[0]}", timeout=TIMEOUT))
    for title in (
        "Demande de connexion de la ressource",
        "Code envoyé à la ressource",
        "Demande de jetons de la ressource",
        "Jetons donnés à la ressource",
        "Lecture de userinfo par la ressource",
        "Données transmises par userinfo",
    ):
        assert title in page
    assert _VERIFIER not in page
    assert resource.party.secret not in page


def test_the_trace_counts_as_sent_what_the_scope_asked_for_and_what_left_last(
    sandbox: Sandbox, resource: Resource
) -> None:
    party = resource.party
    browser = signed_in(party)
    little = party.tokens(browser, scope="openid")
    assert party.userinfo(little["access_token"]).ok
    assert "Attributs transmis : 0" in _latest_verdict(sandbox, party)
    everything = party.tokens(browser)
    assert f"Attributs transmis : {len(party.codes)}" in _latest_verdict(sandbox, party)
    party.register(codes=("IDO", "UAI"))
    assert party.userinfo(everything["access_token"]).ok
    assert "Attributs transmis : 2" in _latest_verdict(sandbox, party)


def _latest_verdict(sandbox: Sandbox, party: Party) -> str:
    journeys = html.fromstring(requests.get(f"{sandbox.home}/journeys", timeout=TIMEOUT).content)
    rows = journeys.xpath("//tbody/tr[td[2]=$service]//a/@href", service=party.client_id)
    page = html.fromstring(requests.get(f"{sandbox.home}{rows[0]}", timeout=TIMEOUT).content)
    return " ".join(str(page.xpath("string(//p[contains(@class, 'verdict')])")).split())
