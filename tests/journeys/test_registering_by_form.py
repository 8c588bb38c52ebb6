"""Walks the console’s registration form over HTTP: each language, every problem beside its field, no other form."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html

from broker.definitions.settings import ConsoleSettings, Settings
from tests.journeys.own_run import lend_keys
from tests.journeys.registering import ARK, CAS, OIDC, RESOURCE, Desk, cleared, files_in, nothing_kept, problems_in
from tests.journeys.steps import read_refusal
from tests.kits.conftest import WebSite, serving
from tests.kits.kit_samples import ENTITY_ID, service_metadata
from tests.sandbox import Sandbox, running_sandbox

# The example of RFC 7517 A.1.
KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}
SAML = {"saml": "on", "saml_metadata": service_metadata().decode()}


@pytest.fixture
def desk(sandbox: Sandbox) -> Iterator[Desk]:
    """Give a browser at the form."""
    with cleared(sandbox) as found:
        yield found


@pytest.fixture
def web_site() -> Iterator[WebSite]:
    """Give a publisher's web server on loopback."""
    with serving() as site:
        yield site


def contract_of(desk: Desk, name: str = "marelle") -> dict[str, Any]:
    """Return a contract as it was written."""
    return tomllib.loads((desk.sandbox.workspace.contracts / f"{name}.toml").read_text(encoding="utf-8"))


def test_a_resource_that_speaks_saml_is_registered_from_pasted_metadata(desk: Desk) -> None:
    page = desk.send({**RESOURCE, **SAML})
    assert page.status_code == 201, problems_in(page)
    assert {"marelle.toml", "marelle.xml"} <= files_in(desk.sandbox.workspace)
    assert contract_of(desk)["saml"] == {"entity_id": ENTITY_ID}
    assert f"preau kit saml --resource {ARK}" in page.text
    assert desk.sandbox.shared.peers.find(ENTITY_ID, "gar") is not None


def test_metadata_is_fetched_at_the_address_that_is_the_entity(desk: Desk, web_site: WebSite) -> None:
    address = f"{web_site.url}/saml"
    web_site.answers["/saml"] = (200, {}, service_metadata(entity_id=address))
    page = desk.send({**RESOURCE, "saml": "on", "saml_metadata_url": address})
    assert page.status_code == 201, problems_in(page)
    assert contract_of(desk)["saml"] == {"entity_id": address}


def test_a_resource_that_speaks_cas_may_ask_at_once(desk: Desk) -> None:
    page = desk.send({**RESOURCE, **CAS, "cas_services": ""})
    assert page.status_code == 201, problems_in(page)
    assert contract_of(desk)["cas"] == {"services": ["http://marelle.example/jeu/*"]}
    assert f"{desk.sandbox.home}/p3/serviceValidate" in page.text
    asked = desk.http.get(f"{desk.sandbox.home}/login?{urlencode({'service': RESOURCE['access_url']})}", timeout=15)
    assert asked.ok
    assert html.fromstring(asked.content).xpath("//ul[@class='doors']"), asked.text[:400]


def test_a_resource_that_speaks_oidc_is_given_its_secret_once(desk: Desk) -> None:
    told = "http://marelle.example/sortie"
    page = desk.send({**RESOURCE, **OIDC, "oidc_backchannel_uri": told})
    assert page.status_code == 201, problems_in(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert contract_of(desk)["oidc"] == {
        "client_id": "marelle",
        "redirect_uris": [OIDC["oidc_redirect_uris"]],
        "post_logout_redirect_uris": [RESOURCE["access_url"]],
        "backchannel_logout_uri": told,
        "token_endpoint_auth_methods": ["client_secret_basic"],
    }
    shown = str(html.fromstring(page.content).xpath("string(//*[@id='client-secret'])"))
    kept = (desk.sandbox.workspace.keys / "clients" / "marelle.secret").read_text(encoding="utf-8").strip()
    assert shown == kept
    later = desk.http.get(f"{desk.sandbox.home}/resources/marelle", timeout=15)
    assert later.ok
    assert kept not in later.text
    assert f"{desk.sandbox.home}/oidc/.well-known/openid-configuration" in later.text


def test_one_resource_speaks_every_language_and_its_page_says_how(desk: Desk) -> None:
    keys = json.dumps({"keys": [{**KEY, "key_ops": ["verify"]}]})
    signs = {"oidc_auth_method": "private_key_jwt", "oidc_jwks": keys}
    page = desk.send({**RESOURCE, **SAML, **CAS, **OIDC, **signs, "name": "le-jeu", "attribute_DIV": "on"})
    assert page.status_code == 201, problems_in(page)
    assert "client-secret" not in page.text
    contract = contract_of(desk, "le-jeu")
    assert contract["oidc"]["jwks"] == [KEY]
    assert [row["code"] for row in contract["attributes"]] == ["IDO", "UAI", "PRO", "DIV"]
    shown = desk.http.get(f"{desk.sandbox.home}/resources/le-jeu", timeout=15)
    titles = html.fromstring(shown.content).xpath("//h3/text()")
    assert titles[:3] == ["SAML 2.0", "OpenID Connect", "CAS 3.0"]
    for protocol in ("saml", "oidc", "cas"):
        assert f"preau kit {protocol} --resource {ARK}" in shown.text


def test_every_problem_is_beside_its_field_in_both_languages_and_what_was_typed_stays(desk: Desk) -> None:
    wrong = {
        "title": "",
        "ark": "marelle",
        "access_url": "marelle.example",
        "name": "Le Jeu",
        "saml": "on",
        "saml_metadata": "<rien/>",
        "cas": "on",
        "cas_services": "http://marelle.example/../*\nhttps://ok.example/",
        "oidc": "on",
        "oidc_redirect_uris": "nulle part\n\nhttp://marelle.example/#a",
        "oidc_post_logout_uris": "là",
        "oidc_backchannel_uri": "ftp://marelle.example/",
        "oidc_auth_method": "private_key_jwt",
        "oidc_jwks": '{"keys": [{"kty": "RSA", "n": "YQ", "e": "AQAB", "d": "YQ"}]}',
        "profile_National_ens": "",
        "attribute_P_MS4": "on",
    }
    with nothing_kept(desk.sandbox):
        french, english = desk.send(wrong), desk.send(wrong, language="en")
    assert (french.status_code, english.status_code) == (422, 422)
    first, second = problems_in(french), problems_in(english)
    right = {"saml", "cas", "oidc", "oidc_auth_method", "profile_National_ens", "attribute_P_MS4"}
    assert set(first) == set(second) == (set(wrong) - right) | {"attributes"}
    assert all("→" in told for told in (*first.values(), *second.values())), first
    assert all(first[name] != second[name] for name in first)
    assert first["attributes"].startswith("P_MS4 n’existe pour aucun des profils cochés")
    assert second["ark"] == "this is no ARK → ark:/NAAN/name, where NAAN is five to nine digits (ark:/12345/mine)"
    tree = html.fromstring(french.content)
    assert {link.removeprefix("#") for link in tree.xpath("//*[@id='summary']//a/@href")} == set(first)
    form = tree.forms[0]
    assert form.fields["ark"] == "marelle"
    assert "nulle part" in form.fields["oidc_redirect_uris"]
    assert form.fields["oidc_auth_method"] == "private_key_jwt"
    assert form.fields["attribute_P_MS4"] == "on"
    assert form.fields["profile_National_ens"] is None


def test_nothing_chosen_is_said_where_it_is_to_be_chosen(desk: Desk) -> None:
    none = {"profile_National_elv": "", "profile_National_ens": ""}
    none |= {"attribute_IDO": "", "attribute_UAI": "", "attribute_PRO": ""}
    with nothing_kept(desk.sandbox):
        told = problems_in(desk.send({**RESOURCE, **none}))
    assert set(told) == {"profiles", "attributes", "languages"}


@pytest.mark.parametrize(
    ("taken", "where", "told"),
    [
        ({"ark": "ark:/77777/carnet-de-bord"}, "ark", "a déjà le contrat carnet"),
        ({"name": "carnet"}, "name", "est un contrat du bac à sable"),
        ({"name": "new"}, "name", "est une adresse de la console"),
        ({"ark": "ark:/12345/billes", "name": "marelle"}, "name", "est déjà pris"),
        ({"ark": "ark:/12345/billes"}, "cas_services", "est déjà au contrat marelle"),
    ],
)
def test_what_belongs_to_another_is_refused_beside_its_field(
    desk: Desk, taken: dict[str, str], where: str, told: str
) -> None:
    assert desk.send({**RESOURCE, **CAS}).status_code == 201
    with nothing_kept(desk.sandbox):
        page = desk.send({**RESOURCE, "ark": "ark:/12345/autre", **CAS, **taken})
    assert page.status_code == 422
    assert told in problems_in(page)[where]


def test_a_name_that_is_taken_meanwhile_leaves_nothing_half_written(desk: Desk) -> None:
    taken = desk.sandbox.workspace.contracts / "marelle.toml"
    taken.symlink_to("nowhere")  # there for whoever writes, and not for whoever looks
    with nothing_kept(desk.sandbox):
        page = desk.send({**RESOURCE, **SAML})
    taken.unlink()
    assert page.status_code == 422
    assert "marelle is taken" in problems_in(page)["name"]


def test_a_client_of_another_contract_is_refused_beside_its_name(desk: Desk) -> None:
    assert desk.send({**RESOURCE, **OIDC}).status_code == 201
    contracts = desk.sandbox.workspace.contracts
    (contracts / "marelle.toml").rename(contracts / "renommee.toml")
    with nothing_kept(desk.sandbox):
        page = desk.send({**RESOURCE, **OIDC, "ark": "ark:/12345/marelle.p", "name": "marelle"})
    assert "est déjà le client du contrat renommee" in problems_in(page)["name"]


def test_an_entity_that_is_described_already_is_refused_beside_its_metadata(desk: Desk) -> None:
    assert desk.send({**RESOURCE, **SAML}).status_code == 201
    with nothing_kept(desk.sandbox):
        page = desk.send({**RESOURCE, **SAML, "ark": "ark:/12345/billes"})
    assert "déjà décrit" in problems_in(page)["saml_metadata"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://192.0.2.1/saml", "metadata.address"),
        ("http://169.254.169.254/latest/meta-data", "metadata.address"),
        ("{site}/elsewhere", "metadata.fetch"),
        ("{site}/other", "et les métadonnées sont servies à"),
    ],
)
def test_metadata_is_fetched_on_loopback_only_and_where_it_says_j201(
    desk: Desk, web_site: WebSite, address: str, told: str
) -> None:
    web_site.answers["/elsewhere"] = (302, {"Location": "http://192.0.2.1/"}, b"")
    web_site.answers["/other"] = (200, {}, service_metadata())
    with nothing_kept(desk.sandbox):
        page = desk.send({**RESOURCE, "saml": "on", "saml_metadata_url": address.format(site=web_site.url)})
    assert told in problems_in(page)["saml_metadata_url"]


@pytest.mark.parametrize("forgery", ["no token", "another's token", "another origin"])
def test_a_form_that_is_not_the_consoles_own_registers_nothing_j196(desk: Desk, forgery: str) -> None:
    fields = {**RESOURCE, **CAS, "profile_National_elv": "on", "attribute_IDO": "on"}
    token = str(desk.open().fields["csrf_token"])
    if forgery == "another's token":
        token = str(Desk(desk.sandbox).open().fields["csrf_token"])
    headers = {"Origin": "http://evil.example"} if forgery == "another origin" else {}
    sent = fields if forgery == "no token" else {**fields, "csrf_token": token}
    with nothing_kept(desk.sandbox):
        page = desk.http.post(desk.url, data=sent, headers=headers, timeout=15)
    assert read_refusal(page).code == "form.forged"
    control = {**fields, "csrf_token": str(desk.open().fields["csrf_token"])}
    assert desk.http.post(desk.url, data=control, timeout=15).status_code == 201


def test_a_field_comes_once_d105(desk: Desk) -> None:
    token = str(desk.open().fields["csrf_token"])
    twice = [("csrf_token", token), ("ark", ARK), ("ark", "ark:/12345/billes")]
    with nothing_kept(desk.sandbox):
        page = desk.http.post(desk.url, data=twice, timeout=15)
    assert read_refusal(page).code == "parameter.duplicate"


def test_where_the_console_is_open_to_others_the_form_is_closed_and_says_how_else(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    settings = Settings(console=ConsoleSettings(registration=False))
    lend_keys(tmp_path, sandbox)
    with running_sandbox(tmp_path, examples=False, settings=settings) as closed:
        desk = Desk(closed)
        for page in (desk.http.get(desk.url, timeout=15), desk.http.post(desk.url, data=RESOURCE, timeout=15)):
            assert page.status_code in {400, 403}
        refusal = read_refusal(desk.http.get(f"{desk.url}?lang=en", timeout=15))
        assert refusal.code == "console.registration_closed"
        assert "[console] registration = true" in refusal.page
        assert "/resources/new" not in desk.http.get(f"{closed.home}/resources", timeout=15).text
        assert files_in(closed.workspace) == set()
