"""Holds `preau resource add` for CAS, OpenID Connect and several languages at once: sparing defaults, no clash."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from broker.definitions.workspace import Workspace
from tests.kits.kit_samples import service_metadata
from tests.kits.test_resource_commands import files_in, preau, write

ARK = "ark:/12345/marelle"
ACCESS = "http://marelle.example/jeu/ouvrir?sso_id=gar"
CALLBACK = "http://marelle.example/retour"
WORDS = ("--ark", ARK, "--access-url", ACCESS)
OTHER = ("--ark", "ark:/12345/billes", "--access-url", "http://billes.example/")
SECRET = ("keys", "clients", "marelle.secret")


def add(workspace: Workspace, *words: str) -> str:
    """Register a resource and return what was said."""
    added = preau(workspace, "resource", "add", *words)
    assert added.exit_code == 0, added.output
    return added.stdout


def be_refused(workspace: Workspace, *words: str) -> str:
    """Fail to register a resource, without a trace, and return why."""
    before = files_in(workspace)
    added = preau(workspace, "resource", "add", *words)
    assert added.exit_code == 2, added.output
    assert files_in(workspace) == before
    return added.stderr


def contract_of(workspace: Workspace, name: str = "marelle") -> dict[str, Any]:
    """Return a contract as it was written."""
    return tomllib.loads((workspace.contracts / f"{name}.toml").read_text(encoding="utf-8"))


def test_a_cas_resource_may_ask_from_the_folder_of_its_access_address(workspace: Workspace) -> None:
    said = add(workspace, *WORDS, "--cas")
    assert files_in(workspace) == ["marelle.toml"]
    assert contract_of(workspace)["cas"] == {"services": ["http://marelle.example/jeu/*"]}
    assert f"preau kit cas --workspace {workspace.root} --resource {ARK}" in said
    assert "A star at the end stands for every address below" in (workspace.contracts / "marelle.toml").read_text()


def test_the_folder_of_a_bare_host_ends_its_name(workspace: Workspace) -> None:
    add(workspace, "--ark", ARK, "--access-url", "http://marelle.example", "--cas")
    assert contract_of(workspace)["cas"]["services"] == ["http://marelle.example/*"]


def test_a_cas_service_is_the_one_that_is_given(workspace: Workspace) -> None:
    add(workspace, *WORDS, "--cas", ACCESS)
    assert contract_of(workspace)["cas"]["services"] == [ACCESS]


def test_an_oidc_client_is_confidential_and_as_strict_as_the_gar(workspace: Workspace) -> None:
    said = add(workspace, *WORDS, "--oidc", f"{CALLBACK},http://marelle.example/autre")
    assert contract_of(workspace)["oidc"] == {
        "client_id": "marelle",
        "redirect_uris": [CALLBACK, "http://marelle.example/autre"],
        "post_logout_redirect_uris": [ACCESS],
        "token_endpoint_auth_methods": ["client_secret_basic"],
    }
    assert f"preau kit oidc --workspace {workspace.root} --resource {ARK}" in said
    secret = workspace.root.joinpath(*SECRET).read_text()
    assert len(secret) >= 43
    assert secret not in said


def test_a_client_without_secret_is_native_on_the_persons_own_machine(workspace: Workspace) -> None:
    add(workspace, *WORDS, "--oidc", "http://127.0.0.1/retour,org.marelle:/retour", "--auth-method", "none")
    assert contract_of(workspace)["oidc"]["application_type"] == "native"
    assert contract_of(workspace)["oidc"]["token_endpoint_auth_methods"] == ["none"]
    assert not workspace.root.joinpath(*SECRET).exists()


def test_a_client_says_where_it_is_told_of_a_sign_out(workspace: Workspace) -> None:
    told = "http://marelle.example/sortie"
    add(workspace, *WORDS, "--oidc", CALLBACK, "--backchannel-logout-uri", told)
    assert contract_of(workspace)["oidc"]["backchannel_logout_uri"] == told


def test_one_resource_speaks_every_language(workspace: Workspace, tmp_path: Path) -> None:
    said = add(workspace, *WORDS, "--saml", write(tmp_path, "m.xml", service_metadata()), "--cas", "--oidc", CALLBACK)
    assert {"saml", "cas", "oidc"} <= set(contract_of(workspace))
    assert files_in(workspace) == ["marelle.toml", "marelle.xml"]
    assert [line.split()[2] for line in said.splitlines() if line.startswith("  preau kit")] == ["saml", "oidc", "cas"]
    assert preau(workspace, "check").exit_code == 0


def test_a_contract_of_ones_own_brings_any_language(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, *WORDS, "--cas", "--oidc", CALLBACK)
    text = (workspace.contracts / "marelle.toml").read_text(encoding="utf-8")
    assert preau(workspace, "resource", "remove", "marelle").exit_code == 0
    add(workspace, "--contract", write(tmp_path, "marelle.toml", text))
    assert (workspace.contracts / "marelle.toml").read_text(encoding="utf-8") == text


def test_metadata_goes_with_a_saml_table_only(workspace: Workspace, tmp_path: Path) -> None:
    metadata = write(tmp_path, "m.xml", service_metadata())
    add(workspace, *WORDS, "--cas")
    mute = write(tmp_path, "mute.toml", (workspace.contracts / "marelle.toml").read_text(encoding="utf-8"))
    assert preau(workspace, "resource", "remove", "marelle").exit_code == 0
    assert "does not speak SAML" in be_refused(workspace, "--contract", mute, "--saml", metadata)
    add(workspace, *WORDS, "--saml", metadata)
    saml = write(tmp_path, "saml.toml", (workspace.contracts / "marelle.toml").read_text(encoding="utf-8"))
    assert preau(workspace, "resource", "remove", "marelle").exit_code == 0
    assert "nothing describes this service" in be_refused(workspace, "--contract", saml)


def test_a_resource_that_no_longer_speaks_saml_leaves_no_metadata(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, *WORDS, "--saml", write(tmp_path, "m.xml", service_metadata()))
    add(workspace, *WORDS, "--cas", "--replace")
    assert files_in(workspace) == ["marelle.toml"]


def test_a_client_belongs_to_one_resource(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, *WORDS, "--oidc", CALLBACK)
    text = (workspace.contracts / "marelle.toml").read_text(encoding="utf-8")
    other = write(tmp_path, "billes.toml", text.replace(ARK, "ark:/12345/billes"))
    told = be_refused(workspace, "--contract", other)
    assert "oidc.client_id: marelle is the client of the contract marelle already" in told


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("http://marelle.example/jeu/*", "http://marelle.example/jeu/*"),
        ("http://marelle.example/*", "http://marelle.example/jeu"),
        ("http://marelle.example/*", "http://marelle.example/jeu/*"),
        ("http://marelle.example/jeu", "http://marelle.example/jeu"),
    ],
)
def test_a_cas_address_that_is_anothers_is_refused(workspace: Workspace, first: str, second: str) -> None:
    add(workspace, *WORDS, "--cas", first)
    told = be_refused(workspace, *OTHER, "--cas", second)
    assert f"cas.services.0: {second} is the contract marelle's already" in told


def test_an_address_beside_or_above_anothers_is_ones_own(workspace: Workspace) -> None:
    add(workspace, *WORDS, "--cas", "http://marelle.example/jeu/*")
    add(workspace, *OTHER, "--cas", "http://marelle.example/jeux/*")
    add(workspace, "--ark", "ark:/12345/corde", "--access-url", "http://marelle.example/", "--cas")


def test_a_removed_client_leaves_no_secret(workspace: Workspace) -> None:
    add(workspace, *WORDS, "--oidc", CALLBACK)
    former = workspace.root.joinpath(*SECRET).read_text()
    add(workspace, *WORDS, "--oidc", f"{CALLBACK}/2", "--replace")
    assert workspace.root.joinpath(*SECRET).read_text() == former
    add(workspace, *WORDS, "--cas", "--replace")
    assert not workspace.root.joinpath(*SECRET).exists()
    add(workspace, *WORDS, "--oidc", CALLBACK, "--replace")
    assert preau(workspace, "resource", "remove", "marelle").exit_code == 0
    assert not workspace.root.joinpath(*SECRET).exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (WORDS, "--saml METADATA, --cas [SERVICE_URL], --oidc REDIRECT_URI"),
        ((*WORDS, "--cas", "--auth-method", "none"), "--auth-method want --oidc"),
        (("--contract", "c.toml", "--cas"), "--cas describe a contract to draft"),
    ],
)
def test_what_to_give_is_told(workspace: Workspace, words: tuple[str, ...], told: str) -> None:
    assert told in be_refused(workspace, *words)


def test_every_problem_of_a_client_is_told_at_once(workspace: Workspace) -> None:
    told = be_refused(workspace, *WORDS, "--oidc", "nulle-part", "--backchannel-logout-uri", "http://", "--cas", "rien")
    for where in ("oidc.redirect_uris.0", "oidc.backchannel_logout_uri", "cas.services.0"):
        assert where in told, where


def test_the_consoles_own_address_is_no_name(workspace: Workspace) -> None:
    assert "new is an address of the console" in be_refused(workspace, *WORDS, "--cas", "--name", "new")


def test_a_second_resource_of_one_saml_service_brings_its_contract_only(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, *WORDS, "--saml", write(tmp_path, "m.xml", service_metadata()))
    text = (workspace.contracts / "marelle.toml").read_text(encoding="utf-8").replace(ARK, "ark:/12345/billes")
    add(workspace, "--contract", write(tmp_path, "billes.toml", text))
    assert files_in(workspace) == ["billes.toml", "marelle.toml", "marelle.xml"]
    assert preau(workspace, "check").exit_code == 0


def test_the_lists_say_which_languages_are_spoken(workspace: Workspace) -> None:
    add(workspace, *WORDS, "--oidc", CALLBACK, "--cas", ACCESS)
    rows = json.loads(preau(workspace, "resources", "--json").stdout)
    row = next(row for row in rows if row["resource"] == ARK)
    assert row["languages"] == ["oidc", "cas"]
    assert (row["client_id"], row["cas_services"], row["entity_id"]) == ("marelle", [ACCESS], "")
    line = next(line for line in preau(workspace, "resources").stdout.splitlines() if line.startswith(ARK))
    assert line.endswith("\toidc, cas")
    hub = next(row for row in json.loads(preau(workspace, "issuers", "--json").stdout) if row["name"] == "gar")
    assert (hub["cas"], hub["oidc"]) == ("http://localhost:8000/", "http://localhost:8000/oidc")
