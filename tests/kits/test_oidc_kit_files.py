"""Holds what an OpenID Connect kit promises: files that their programs read, as strict as the GAR, for this client."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.oidc_dialect import AcrNames, Demands, OidcDialect, Sealing
from broker.core.sentence import Sentence
from broker.core.terms import OidcTerms
from broker.kits.kit import PLACEHOLDER, ClientFiles
from broker.kits.oidc.clients import CLIENTS, place
from broker.kits.oidc.facts import OidcFacts, gather_facts
from broker.kits.oidc.kit import make_kit
from broker.kits.oidc.rendering import render_client
from broker.kits.quoting import comment_for
from tests.builders import a_contract
from tests.kits.kit_samples import HOSTILE, HUB_URL, a_hub
from tests.kits.parsers import read_by_apache, read_by_node, read_file

ARK = "ark:/77777/marelle"
CALLBACK = "http://marelle.example/oidc/callback"
SECRET = "un-secret-tres-long"
AUTHORITY = "/var/preau/tls/authority.pem"
EVERY_CLIENT = pytest.mark.parametrize("client", CLIENTS)
STRICTNESS = (
    ("mod_auth_openidc", "OIDCPKCEMethod S256"),
    ("mod_auth_openidc", 'OIDCScope "openid scope.gar"'),
    ("mod_auth_openidc", 'OIDCResponseType "code"'),
    ("mod_auth_openidc", 'OIDCProviderTokenEndpointAuth "client_secret_basic"'),
    ("mod_auth_openidc", 'OIDCAuthRequestParams "idRessource=ark%3A%2F77777%2Fmarelle"'),
    ("mod_auth_openidc", "OIDCSSLValidateServer On"),
    ("mod_auth_openidc", 'OIDCRemoteUserClaim "IDO"'),
    ("mod_auth_openidc", "OIDCPassClaimsAs environment"),
    ("mod_auth_openidc", "OIDCProviderBackChannelLogoutSupported On"),
    ("mod_auth_openidc", 'OIDCSessionMaxDuration "21600"'),
    ("oauth2-proxy", 'code_challenge_method = "S256"'),
    ("oauth2-proxy", 'scope = "openid scope.gar"'),
    ("oauth2-proxy", "insecure_oidc_skip_nonce = false"),
    ("oauth2-proxy", 'oidc_email_claim = "IDO"'),
    ("oauth2-proxy", 'cookie_expire = "6h"'),
    ("spring", "OAuth2AuthorizationRequestCustomizers.withPkce()"),
    ("spring", 'values.put("idRessource", RESOURCE)'),
    ("spring", f'RESOURCE = "{ARK}"'),
    ("spring", '- "scope.gar"'),
    ("spring", 'client-authentication-method: "client_secret_basic"'),
    ("spring", 'user-name-attribute: "IDO"'),
    ("spring", "logout.backChannel(withDefaults())"),
    ("openid-client", 'code_challenge_method: "S256"'),
    ("openid-client", "idRessource: RESOURCE"),
    ("openid-client", 'scope: "openid scope.gar"'),
    ("openid-client", "expectedNonce: kept.nonce"),
    ("openid-client", "oidc.ClientSecretBasic(CLIENT_SECRET)"),
    ("openid-client", 'received["IDO"]'),
    ("authlib", '"code_challenge_method": "S256"'),
    ("authlib", 'authorize_params={"idRessource": RESOURCE}'),
    ("authlib", '"scope": "openid scope.gar"'),
    ("authlib", '"token_endpoint_auth_method": "client_secret_basic"'),
    ("authlib", '"account": received["IDO"]'),
    ("authlib", "SESSION_SECONDS = 21600"),
)


def some_terms(**changes: Any) -> OidcTerms:  # noqa: ANN401 - any field of the type
    """Return a client's registration."""
    given = {
        "client_id": "marelle",
        "redirect_uris": (CALLBACK,),
        "post_logout_redirect_uris": ("http://marelle.example/parti",),
        "backchannel_logout_uri": f"{CALLBACK}?logout=backchannel",
    }
    return OidcTerms(**{**given, **changes})


def some_facts(
    terms: OidcTerms | None = None,
    *codes: str,
    secret: str | None = SECRET,
    authority: str | None = None,
    url: str = HUB_URL,
    **contract: Any,  # noqa: ANN401
) -> OidcFacts:
    """Return the facts of a resource that speaks OpenID Connect."""
    given = {"resource": ARK, "saml": None, "oidc": terms or some_terms(), **contract}
    made = a_contract(*(codes or ("IDO", "UAI", "DIV")), **given)
    return gather_facts(a_hub(url=url), made, secret, authority)


def text_of(found: ClientFiles) -> str:
    """Return the text of every file of a client."""
    return "\n".join(found.files.values())


@EVERY_CLIENT
def test_a_kit_names_the_broker_and_the_client(client: str) -> None:
    text = text_of(render_client(some_facts(), client))
    for value in (f"{HUB_URL}/oidc", '"marelle"', CALLBACK, SECRET):
        assert value in text, value
    assert PLACEHOLDER not in text


@pytest.mark.parametrize(("client", "setting"), STRICTNESS)
def test_a_kit_is_as_strict_as_the_gar(client: str, setting: str) -> None:
    assert setting in text_of(render_client(some_facts(), client))


def test_a_proxy_without_parameters_of_its_own_has_id_ressource_in_the_address() -> None:
    settings = read_file("c.cfg", render_client(some_facts(), "oauth2-proxy").files["oauth2-proxy.cfg"])
    assert isinstance(settings, dict)
    assert parse_qs(urlsplit(settings["login_url"]).query) == {"idRessource": [ARK]}
    assert settings["skip_oidc_discovery"] is True  # discovery would replace that address
    assert settings["redirect_url"] == CALLBACK
    assert settings["proxy_prefix"] == "/oidc"


@EVERY_CLIENT
@pytest.mark.parametrize("https", [False, True])
def test_every_file_is_read_by_its_own_parser_whatever_the_values(client: str, tmp_path: Path, *, https: bool) -> None:
    title = Sentence(HOSTILE, HOSTILE)
    url, authority = ("https://localhost:8000", AUTHORITY) if https else (HUB_URL, None)
    facts = some_facts(
        some_terms(redirect_uris=("http://xn--marelle-9ya.example/oidc/callback?a=1&b=%27",)),
        *CATALOGUE,
        authority=authority,
        url=url,
        title=title,
        resource="ark:/77777/--a'b=@$~+*",
        access_url="http://marelle.example/jeu/?a='&b=%22#".rstrip("#"),
    )
    for name, text in render_client(facts, client).files.items():
        read_file(name, text)
        if name.endswith(".conf"):
            read_by_apache(text, "auth_openidc", tmp_path)
        if name.endswith(".mjs"):
            read_by_node(text, name, tmp_path)
    assert (AUTHORITY in text_of(render_client(facts, client))) is https


@EVERY_CLIENT
def test_a_remark_stays_a_remark(client: str) -> None:
    facts = some_facts(resource="ark:/77777/a\nX --> ?> \\u000aY")
    for name, text in render_client(facts, client).files.items():
        assert not any(line.startswith(("X", "Y")) for line in text.splitlines()), name


@EVERY_CLIENT
def test_a_kit_names_the_attributes_of_the_contract_and_no_others(client: str) -> None:
    text = text_of(render_client(some_facts(None, "IDO", "P_MS4"), client))
    named = {code for code in VOCABULARIES["gar"] if re.search(rf"\b(?:OIDC_CLAIM_)?{code}\b", text)}
    assert named <= {"IDO", "P_MS4"}
    assert "IDO" in named


@EVERY_CLIENT
def test_without_ido_the_account_is_the_pseudonym(client: str) -> None:
    text = text_of(render_client(some_facts(None, "UAI"), client))
    assert '"sub"' in text
    assert '"IDO"' not in text


@EVERY_CLIENT
def test_a_public_client_has_no_secret_and_needs_none(client: str, tmp_path: Path) -> None:
    found = render_client(some_facts(some_terms(token_endpoint_auth_methods=("none",)), secret=None), client)
    text = text_of(found)
    assert "A-REMPLACER" not in text
    assert not re.search(r"client.secret\b *[=:] ", text, re.IGNORECASE)
    assert not any(remark.en.startswith("TO DO: this contract wants") for remark in found.remarks)
    if client == "openid-client":
        assert "oidc.None()" in text
        read_by_node(text, "gar.mjs", tmp_path)


@EVERY_CLIENT
def test_a_client_that_signs_is_told_what_the_files_lack(client: str) -> None:
    terms = some_terms(token_endpoint_auth_methods=("private_key_jwt",), jwks="{}")
    found = render_client(some_facts(terms, secret=None), client)
    assert any("private_key_jwt" in remark.en and remark.en.startswith("TO DO") for remark in found.remarks)


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ("mod_auth_openidc", f"{CALLBACK}?logout=backchannel"),
        ("spring", "http://marelle.example/logout/connect/back-channel/gar"),
        ("openid-client", f"{CALLBACK}/sortie"),
        ("authlib", f"{CALLBACK}/sortie"),
    ],
)
def test_where_a_client_is_told_of_a_sign_out_is_said_until_the_contract_says_it(client: str, expected: str) -> None:
    told = [remark.en for remark in render_client(some_facts(some_terms(backchannel_logout_uri="")), client).remarks]
    assert any(remark.startswith("TO DO") and f'backchannel_logout_uri = "{expected}"' in remark for remark in told)
    found = render_client(some_facts(some_terms(backchannel_logout_uri=expected)), client)
    assert not any("backchannel_logout_uri" in remark.en for remark in found.remarks)


@pytest.mark.parametrize("client", ["openid-client", "authlib"])
def test_a_client_of_ones_own_answers_where_the_contract_says(client: str) -> None:
    terms = some_terms(backchannel_logout_uri="http://marelle.example/dehors")
    assert "/dehors" in text_of(render_client(some_facts(terms), client))


def test_a_client_that_cannot_be_told_says_so() -> None:
    remarks = render_client(some_facts(), "oauth2-proxy").remarks
    assert any("cannot be told of a sign-out" in remark.en for remark in remarks)


def test_an_address_that_the_client_cannot_serve_is_told() -> None:
    terms = some_terms(redirect_uris=("http://marelle.example/retour",))
    assert not place(CLIENTS["oauth2-proxy"], terms).fits
    found = render_client(some_facts(terms), "oauth2-proxy")
    assert any("http://marelle.example/oauth2/callback" in remark.en for remark in found.remarks)


@EVERY_CLIENT
def test_an_application_of_the_persons_own_machine_gets_marked_placeholders(client: str) -> None:
    found = render_client(some_facts(some_terms(redirect_uris=("org.marelle:/retour",))), client)
    assert PLACEHOLDER in text_of(found)
    assert any(remark.en.startswith("TO DO") and PLACEHOLDER in remark.en for remark in found.remarks)


def test_a_secret_is_in_the_files_that_need_it_and_sessions_have_another() -> None:
    facts = some_facts()
    assert facts.own_secret("authlib") != facts.own_secret("oauth2-proxy")
    assert facts.own_secret("authlib") == some_facts().own_secret("authlib")
    assert SECRET not in facts.own_secret("authlib")
    assert len(facts.own_secret("oauth2-proxy")) == 44  # 32 bytes, as its cookie secret must have


def test_the_summary_says_what_a_client_of_any_kind_needs() -> None:
    made = make_kit(some_facts())
    values = {label.en: value for label, value in made.rows}
    assert values["Discovery"] == f"{HUB_URL}/oidc/.well-known/openid-configuration"
    assert values["client_secret (keep it to yourself)"] == SECRET
    assert [row[:2] for row in made.attributes] == [
        ("IDO", "texte / string"),
        ("UAI", "texte / string"),
        ("DIV", "liste / array"),
    ]
    assert any("PKCE S256 is required" in rule.en for rule in made.rules)
    lenient = make_kit(some_facts(some_terms(pkce_optional=True, id_ressource_optional=True)))
    assert sum("does not insist" in rule.en for rule in lenient.rules) == 2


def test_only_xml_needs_its_hyphens_apart() -> None:
    assert comment_for("a.xml")("a --b") == "a - -b"
    assert comment_for("a.conf")("a --b") == "a --b"


def _at_franceconnect(**terms: Any) -> OidcFacts:  # noqa: ANN401 - any field of the type
    dialect = OidcDialect(
        scopes=(("profile", ("given_name", "birthdate")), ("birthdate", ("birthdate",)), ("email", ("email",))),
        acr=AcrNames((("eidas1", "weak"),)),
        demands=Demands(parameters=("state", "nonce", "acr_values"), nonce_characters=22, pkce=False),
        sealing=Sealing(userinfo_signed=True),
    )
    hub = a_hub()
    assert hub.oidc is not None
    issuer = replace(hub, oidc=replace(hub.oidc, dialect=dialect), title=Sentence("FranceConnect simulé", "Simulated"))
    given = {"id_token_signed_response_alg": "ES256", "token_endpoint_auth_methods": ("client_secret_post",), **terms}
    codes = ("given_name", "birthdate", "email")
    contract = replace(a_contract(*codes), vocabulary="franceconnect", oidc=OidcTerms("marelle", (CALLBACK,), **given))
    return gather_facts(issuer, contract, SECRET, None)


@EVERY_CLIENT
def test_a_kit_speaks_the_dialect_of_its_issuer(client: str, tmp_path: Path) -> None:
    found = render_client(_at_franceconnect(), client)
    text = text_of(found)
    assert "idRessource" not in text
    assert "scope.gar" not in text
    assert "eidas1" in text
    assert all(scope in text for scope in ("profile", "email"))
    for name, content in found.files.items():
        read_file(name, content)
        if name.endswith(".conf"):
            read_by_apache(content, "auth_openidc", tmp_path)


def test_a_kit_asks_for_as_few_scopes_as_open_the_contract() -> None:
    assert _at_franceconnect().scope == "openid profile email"
    assert _at_franceconnect(scopes=("fc.scope.essai",)).scope == "openid fc.scope.essai"


@pytest.mark.parametrize(
    ("client", "setting"),
    [
        ("mod_auth_openidc", 'OIDCUserInfoSignedResponseAlg "ES256"'),
        ("openid-client", 'userinfo_signed_response_alg: "ES256"'),
        ("authlib", "received = read_userinfo(token)"),
    ],
)
def test_a_signed_userinfo_is_verified_by_whoever_can(client: str, setting: str) -> None:
    assert setting in text_of(render_client(_at_franceconnect(), client))
    assert setting not in text_of(render_client(some_facts(), client))


@pytest.mark.parametrize("client", ["spring", "oauth2-proxy"])
def test_who_cannot_verify_a_signed_userinfo_is_told(client: str) -> None:
    assert any("userinfo" in remark.en for remark in render_client(_at_franceconnect(), client).remarks)
