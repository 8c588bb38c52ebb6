"""Holds what a CAS kit promises: files that their programs read, CAS 3.0 with its attributes, for this service."""

import re
from pathlib import Path
from typing import Any

import pytest

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.sentence import Sentence
from broker.core.terms import CasTerms
from broker.kits.cas.clients import CLIENTS
from broker.kits.cas.facts import CasFacts, gather_facts
from broker.kits.cas.kit import make_kit
from broker.kits.cas.rendering import render_client
from broker.kits.kit import ClientFiles
from tests.builders import a_contract
from tests.kits.kit_samples import HOSTILE, HUB_URL, a_hub
from tests.kits.parsers import read_by_apache, read_by_php, read_file

ACCESS = "http://marelle.example/jeu/ouvrir"
FOLDER = "http://marelle.example/jeu/*"
SECURE_HUB = "https://localhost:8000"
AUTHORITY = "/var/preau/tls/authority.pem"
EVERY_CLIENT = pytest.mark.parametrize("client", CLIENTS)
PROMISES = (
    ("mod_auth_cas", f'CASValidateURL "{SECURE_HUB}/p3/serviceValidate"'),
    ("mod_auth_cas", f'CASLoginURL "{SECURE_HUB}/login"'),
    ("mod_auth_cas", f'CASCertificatePath "{AUTHORITY}"'),
    ("mod_auth_cas", 'CASRootProxiedAs "http://marelle.example"'),
    ("mod_auth_cas", "CASSSOEnabled On"),
    ("mod_auth_cas", "CASScrubRequestHeaders On"),
    ("mod_auth_cas", 'CASTimeout "21600"'),
    ("phpcas", "phpCAS::client(CAS_VERSION_3_0, 'localhost', 8000, '', 'http://marelle.example')"),
    ("phpcas", f"phpCAS::setFixedServiceURL('{ACCESS}')"),
    ("phpcas", f"phpCAS::setCasServerCACert('{AUTHORITY}')"),
    ("phpcas", "phpCAS::handleLogoutRequests(true, ['localhost', '127.0.0.1', '::1'])"),
    ("phpcas", "gar_attributes()['IDO'][0]"),
    ("python-cas", "version=3"),
    ("python-cas", f'server_url="{SECURE_HUB}/"'),
    ("python-cas", f'SERVICE_URL = "{ACCESS}"'),
    ("python-cas", f'verify_ssl_certificate="{AUTHORITY}"'),
    ("python-cas", 'attributes["IDO"][0]'),
    ("python-cas", "get_saml_slos"),
    ("django-cas-ng", "CAS_VERSION = 3"),
    ("django-cas-ng", f'CAS_SERVER_URL = "{SECURE_HUB}/"'),
    ("django-cas-ng", 'CAS_USERNAME_ATTRIBUTE = "IDO"'),
    ("django-cas-ng", f'CAS_VERIFY_SSL_CERTIFICATE = "{AUTHORITY}"'),
    ("django-cas-ng", 'CAS_ROOT_PROXIED_AS = "http://marelle.example"'),
    ("django-cas-ng", "CAS_STORE_NEXT = True"),
    ("django-cas-ng", "SESSION_COOKIE_AGE = 21600"),
)


def some_facts(
    *codes: str,
    services: tuple[str, ...] = (FOLDER,),
    url: str = SECURE_HUB,
    authority: str | None = AUTHORITY,
    **contract: Any,  # noqa: ANN401 - any field of the type
) -> CasFacts:
    """Return the facts of a resource that speaks CAS."""
    given = {"saml": None, "cas": CasTerms(services), "access_url": ACCESS, **contract}
    return gather_facts(a_hub(url=url), a_contract(*(codes or ("IDO", "UAI", "DIV")), **given), authority)


def text_of(found: ClientFiles) -> str:
    """Return the text of every file of a client."""
    return "\n".join(found.files.values())


@pytest.mark.parametrize(("client", "setting"), PROMISES)
def test_a_kit_speaks_cas_3_keeps_ido_and_is_told_of_sign_outs(client: str, setting: str) -> None:
    assert setting in text_of(render_client(some_facts(), client))


@EVERY_CLIENT
@pytest.mark.parametrize("https", [False, True])
def test_every_file_is_read_by_its_own_parser_whatever_the_values(client: str, tmp_path: Path, *, https: bool) -> None:
    authority = tmp_path / "authority.pem"
    authority.touch()
    facts = some_facts(
        *CATALOGUE,
        authority=str(authority),
        services=("http://marelle.example/*",),
        url=SECURE_HUB if https else HUB_URL,
        title=Sentence(HOSTILE, HOSTILE),
        resource="ark:/77777/--a'b=@$~+*",
        access_url="http://xn--marelle-9ya.example/jeu/'ici?a=1&b=%27",
    )
    found = render_client(facts, client)
    for name, text in found.files.items():
        read_file(name, text)
        if name.endswith(".conf"):
            read_by_apache(text, "auth_cas", tmp_path)
        if name.endswith(".php"):
            read_by_php(text, name, tmp_path)
    assert (str(authority) in text_of(found)) is https


@EVERY_CLIENT
def test_a_remark_stays_a_remark(client: str) -> None:
    for name, text in render_client(some_facts(resource="ark:/77777/a\nX --> ?> \\u000aY"), client).files.items():
        assert not any(line.startswith(("X", "Y")) for line in text.splitlines()), name


@EVERY_CLIENT
def test_a_kit_names_the_attributes_of_the_contract_and_no_others(client: str) -> None:
    text = text_of(render_client(some_facts("IDO", "P_MS4"), client))
    assert {code for code in VOCABULARIES["gar"] if re.search(rf"\b{code}\b", text)} == {"IDO", "P_MS4"}


def test_a_header_with_an_underscore_is_given_under_a_name_that_programs_see() -> None:
    text = render_client(some_facts("IDO", "P_MS4"), "mod_auth_cas").files["gar-cas.conf"]
    assert 'RequestHeader set "CAS-P-MS4" "expr=%{req:CAS-P_MS4}"' in text
    assert "RequestHeader set" not in render_client(some_facts("IDO"), "mod_auth_cas").files["gar-cas.conf"]


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ((FOLDER,), ACCESS),
        (("http://marelle.example/cas", ACCESS), ACCESS),
        (("http://marelle.example/cas",), "http://marelle.example/cas"),
        (("http://marelle.example/cas/*",), "http://marelle.example/cas/"),
    ],
)
def test_the_service_address_is_one_that_the_contract_takes(services: tuple[str, ...], expected: str) -> None:
    facts = some_facts(services=services)
    assert facts.service_url == expected
    assert f'SERVICE_URL = "{expected}"' in text_of(render_client(facts, "python-cas"))


@pytest.mark.parametrize(
    ("client", "services", "told"),
    [
        ("django-cas-ng", (FOLDER,), ""),
        ("django-cas-ng", (ACCESS,), "http://marelle.example/jeu/gar/connexion"),
        ("mod_auth_cas", (FOLDER,), ""),
        ("mod_auth_cas", (ACCESS,), f'services = ["{FOLDER}"]'),
        ("phpcas", (ACCESS,), ""),
        ("python-cas", (ACCESS,), ""),
    ],
)
def test_an_address_that_the_contract_does_not_take_is_told(client: str, services: tuple[str, ...], told: str) -> None:
    remarks = [remark.en for remark in render_client(some_facts(services=services), client).remarks]
    found = [remark for remark in remarks if "[cas]" in remark]
    assert bool(found) is bool(told)
    assert all(told in remark for remark in found)


def test_a_client_that_knows_https_only_is_given_each_address_over_http() -> None:
    over_http = render_client(some_facts(url=HUB_URL, authority=None), "phpcas").files["gar_cas.php"]
    assert f"phpCAS::setServerServiceValidateURL('{HUB_URL}/p3/serviceValidate')" in over_http
    assert f"{HUB_URL}/login?service=http%3A%2F%2Fmarelle.example%2Fjeu%2Fouvrir'" in over_http
    assert "setServerLoginURL" not in text_of(render_client(some_facts(), "phpcas"))


def test_a_broker_over_http_is_remarked_upon_where_the_module_warns() -> None:
    told = [remark.en for remark in render_client(some_facts(url=HUB_URL), "mod_auth_cas").remarks]
    assert any("preau run --tls" in remark for remark in told)
    assert not any("--tls" in remark.en for remark in render_client(some_facts(), "mod_auth_cas").remarks)


@EVERY_CLIENT
def test_without_ido_no_account_can_be_kept_and_it_is_said(client: str, tmp_path: Path) -> None:
    found = render_client(some_facts("UAI"), client)
    assert any("cas:user least of all" in remark.en for remark in found.remarks)
    for name, text in found.files.items():
        read_file(name, text)
        if name.endswith(".php"):
            read_by_php(text, name, tmp_path)


def test_the_folder_of_the_files_is_the_one_they_are_written_to() -> None:
    assert 'Define CAS_FOLDER "/srv/gar"' in text_of(render_client(some_facts(), "mod_auth_cas", "/srv/gar"))


def test_the_summary_says_what_a_client_of_any_kind_needs() -> None:
    made = make_kit(some_facts())
    values = {label.en: value for label, value in made.rows}
    assert values["Validation (CAS 3.0)"] == f"{SECURE_HUB}/p3/serviceValidate"
    assert values["Your addresses (service)"] == FOLDER
    assert values["A ticket lasts, in seconds"] == "5"
    assert [row[0] for row in made.attributes] == ["cas:IDO", "cas:UAI", "cas:DIV"]
    assert any("never cas:user" in rule.en for rule in made.rules)
