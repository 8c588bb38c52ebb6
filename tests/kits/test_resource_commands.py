"""Holds `preau resource` and `preau kit`: checked whole, registered whole or not at all, usable at once."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from broker.commands.main import main
from broker.definitions.workspace import DATA, Workspace
from tests.kits.conftest import WebSite
from tests.kits.kit_samples import ENTITY_ID, service_metadata

ARK = "ark:/12345/Mon-Outil.p"
DRAFT = ("--ark", ARK, "--access-url", "http://marelle.example/")
MINE = "mon-outil-p"


def preau(workspace: Workspace, *words: str) -> Result:
    """Run a command in a workspace."""
    return CliRunner().invoke(main, [*words, "--workspace", str(workspace.root)], prog_name="preau")


def write(folder: Path, name: str, content: bytes | str) -> str:
    """Write a file of the publisher's and return its path."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(file)


def files_in(workspace: Workspace) -> list[str]:
    """Return the files that are registered, and anything left lying about."""
    own = [*workspace.contracts.iterdir(), *workspace.services.iterdir(), *workspace.root.glob(".adding-*")]
    return sorted(file.name for file in own)


@pytest.fixture
def metadata(tmp_path: Path) -> str:
    """Give the metadata of a service, as a file."""
    return write(tmp_path, "mine.xml", service_metadata())


@pytest.fixture
def registered(workspace: Workspace, metadata: str) -> Workspace:
    """Give a workspace in which a resource is registered."""
    assert preau(workspace, "resource", "add", "--metadata", metadata, *DRAFT).exit_code == 0
    return workspace


def test_a_resource_is_registered_from_its_metadata_alone(workspace: Workspace, metadata: str) -> None:
    added = preau(workspace, "resource", "add", "--metadata", metadata, *DRAFT, "--title", "Mon « outil »")
    assert added.exit_code == 0, added.output
    assert files_in(workspace) == [f"{MINE}.toml", f"{MINE}.xml"]
    assert "/domaineGar?idRessource=ark:/12345/Mon-Outil.p" in added.stdout
    assert f"preau kit saml --workspace {workspace.root} --resource {ARK}" in added.stdout
    listed = json.loads(preau(workspace, "resources", "--json").stdout)
    assert [row["title"] for row in listed if row["resource"] == ARK] == ["Mon « outil »"]


def test_the_command_that_is_proposed_next_shows_a_decision(workspace: Workspace, metadata: str) -> None:
    added = preau(workspace, "resource", "add", "--metadata", metadata, *DRAFT)
    line = next(line for line in added.stdout.splitlines() if line.strip().startswith("preau explain"))
    explained = CliRunner().invoke(main, [*line.split()[1:], "--json"], prog_name="preau")
    assert json.loads(explained.stdout)["decision"] == "release"


def test_a_contract_of_ones_own_is_kept_to_the_letter(workspace: Workspace, tmp_path: Path, metadata: str) -> None:
    text = (DATA / "contracts" / "atelier.toml").read_text(encoding="utf-8")
    text = text.replace("ark:/77777/atelier-eleve", ARK).replace("{resources}/atelier/saml/metadata", ENTITY_ID)
    contract = write(tmp_path, "le-mien.toml", text)
    added = preau(workspace, "resource", "add", "--metadata", metadata, "--contract", contract)
    assert added.exit_code == 0, added.output
    assert (workspace.contracts / "le-mien.toml").read_text(encoding="utf-8") == text
    assert (workspace.services / "le-mien.xml").read_bytes() == service_metadata()


def test_every_problem_is_told_at_once_and_nothing_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    old = write(tmp_path, "old.xml", service_metadata(valid_until="2020-01-01T00:00:00Z"))
    words = ("--metadata", old, "--ark", ARK, "--access-url", "nulle-part", "--attributes", "IDO,TRUC,IDO")
    added = preau(workspace, "resource", "add", *words, "--profiles", "National_elv,National_xyz", "--name", "atelier")
    assert added.exit_code == 2
    for told in ("atelier is a contract", "metadata.expired", "access_url", "TRUC", "profiles.1"):
        assert told in added.stderr, told
    assert files_in(workspace) == []


def test_the_two_must_speak_of_one_service(workspace: Workspace, tmp_path: Path) -> None:
    text = (DATA / "contracts" / "carnet.toml").read_text(encoding="utf-8").replace("ark:/77777/", "ark:/12345/")
    contract = write(tmp_path, "mien.toml", text)
    other = write(tmp_path, "other.xml", service_metadata())
    added = preau(workspace, "resource", "add", "--metadata", other, "--contract", contract)
    assert added.exit_code == 2
    assert "saml.entity_id" in added.stderr
    assert ENTITY_ID in added.stderr
    assert files_in(workspace) == []


@pytest.mark.parametrize("kept", [".toml", ".xml"])
def test_a_name_that_is_taken_is_refused_even_half(registered: Workspace, metadata: str, kept: str) -> None:
    for file in (*registered.contracts.iterdir(), *registered.services.iterdir()):
        if file.suffix != kept:
            file.unlink()
    added = preau(registered, "resource", "add", "--metadata", metadata, *DRAFT)
    assert added.exit_code == 2
    assert f"{MINE} is taken" in added.stderr
    assert files_in(registered) == [f"{MINE}{kept}"]


def test_a_resource_is_replaced_when_asked(registered: Workspace, tmp_path: Path) -> None:
    newer = write(tmp_path, "newer.xml", service_metadata("http://marelle.example/autre/acs"))
    added = preau(registered, "resource", "add", "--metadata", newer, *DRAFT, "--replace", "--attributes", "IDO")
    assert added.exit_code == 0, added.output
    assert files_in(registered) == [f"{MINE}.toml", f"{MINE}.xml"]
    assert b"/autre/acs" in (registered.services / f"{MINE}.xml").read_bytes()
    assert '"UAI"' not in (registered.contracts / f"{MINE}.toml").read_text(encoding="utf-8")


def test_metadata_that_has_expired_can_be_replaced(registered: Workspace, metadata: str) -> None:
    (registered.services / f"{MINE}.xml").write_bytes(service_metadata(valid_until="2020-01-01T00:00:00Z"))
    assert preau(registered, "resource", "add", "--metadata", metadata, *DRAFT, "--replace").exit_code == 0


@pytest.mark.parametrize(
    ("ark", "told"),
    [("ark:/77777/carnet-de-bord", "has the contract carnet already"), ("ark:/12345/un-autre", "described by another")],
)
def test_an_ark_and_an_entity_belong_to_one_resource(registered: Workspace, metadata: str, ark: str, told: str) -> None:
    words = ("--ark", ark, "--access-url", "http://marelle.example/", "--name", "un-autre")
    added = preau(registered, "resource", "add", "--metadata", metadata, *words)
    assert added.exit_code == 2
    assert told in added.stderr
    assert files_in(registered) == [f"{MINE}.toml", f"{MINE}.xml"]


def test_the_brokers_own_name_is_nobodys(workspace: Workspace, tmp_path: Path) -> None:
    stolen = write(tmp_path, "stolen.xml", service_metadata(entity_id="http://localhost:8000/idp/metadata"))
    added = preau(workspace, "resource", "add", "--metadata", stolen, *DRAFT)
    assert added.exit_code == 2
    assert "one of the sandbox's own" in added.stderr


def test_metadata_is_fetched_from_its_address(workspace: Workspace, web_site: WebSite) -> None:
    address = f"{web_site.url}/saml/metadata"
    web_site.answers["/saml/metadata"] = (200, {}, service_metadata(entity_id=address))
    added = preau(workspace, "resource", "add", "--metadata", address, *DRAFT)
    assert added.exit_code == 0, added.output
    assert (workspace.services / f"{MINE}.xml").read_bytes() == service_metadata(entity_id=address)
    assert "L’entityID" not in added.stdout


def test_an_entity_named_otherwise_than_its_address_is_refused(workspace: Workspace, web_site: WebSite) -> None:
    web_site.answers["/m"] = (200, {}, service_metadata())
    added = preau(workspace, "resource", "add", "--metadata", f"{web_site.url}/m", *DRAFT)
    assert added.exit_code == 2
    assert f"the entityID is {ENTITY_ID}, and the metadata is served at {web_site.url}/m" in added.stderr
    assert "entity_id_must_be_metadata_url = false" in added.stderr
    assert files_in(workspace) == []


def test_a_contract_tolerates_such_an_entity_by_the_name_of_its_switch(
    workspace: Workspace, web_site: WebSite, tmp_path: Path
) -> None:
    web_site.answers["/m"] = (200, {}, service_metadata(entity_id="urn:marelle"))
    text = (DATA / "contracts" / "atelier.toml").read_text(encoding="utf-8")
    text = text.replace("ark:/77777/atelier-eleve", ARK).replace("{resources}/atelier/saml/metadata", "urn:marelle")
    strict = write(tmp_path, "strict.toml", text)
    lenient = write(tmp_path, "lenient.toml", f"{text}entity_id_must_be_metadata_url = false\n")
    address = f"{web_site.url}/m"
    assert preau(workspace, "resource", "add", "--metadata", address, "--contract", strict).exit_code == 2
    assert preau(workspace, "resource", "add", "--metadata", address, "--contract", lenient).exit_code == 0
    assert preau(workspace, "check").exit_code == 0


def test_metadata_from_a_file_still_names_a_web_address(workspace: Workspace, tmp_path: Path) -> None:
    mine = write(tmp_path, "mine.xml", service_metadata(entity_id="urn:marelle"))
    added = preau(workspace, "resource", "add", "--metadata", mine, *DRAFT)
    assert added.exit_code == 2
    assert "the entityID urn:marelle is no http(s) address" in added.stderr
    assert files_in(workspace) == []


def test_check_wants_a_web_address_too(registered: Workspace) -> None:
    assert preau(registered, "check").exit_code == 0
    contract, metadata = registered.contracts / f"{MINE}.toml", registered.services / f"{MINE}.xml"
    contract.write_text(contract.read_text(encoding="utf-8").replace(ENTITY_ID, "urn:marelle"), encoding="utf-8")
    metadata.write_bytes(service_metadata(entity_id="urn:marelle"))
    checked = preau(registered, "check")
    assert checked.exit_code == 1
    assert f"{MINE}.toml: saml.entity_id: the entityID urn:marelle is no http(s) address" in checked.stderr


def test_a_redirection_is_not_followed(workspace: Workspace, web_site: WebSite) -> None:
    web_site.answers = {"/m": (302, {"Location": f"{web_site.url}/n"}, b""), "/n": (200, {}, service_metadata())}
    added = preau(workspace, "resource", "add", "--metadata", f"{web_site.url}/m", *DRAFT)
    assert added.exit_code == 2
    assert "metadata.fetch" in added.stderr
    assert web_site.asked == ["/m"]
    assert files_in(workspace) == []


def test_metadata_beyond_loopback_is_refused_with_the_contracts_problems(workspace: Workspace) -> None:
    words = ("--metadata", "http://192.0.2.1/m", "--ark", ARK, "--access-url", "nulle-part")
    added = preau(workspace, "resource", "add", *words)
    assert added.exit_code == 2
    assert "metadata.address" in added.stderr
    assert "access_url" in added.stderr


def test_metadata_of_an_identity_provider_is_no_resource(workspace: Workspace, tmp_path: Path) -> None:
    role = service_metadata().replace(b"SPSSODescriptor", b"IDPSSODescriptor")
    added = preau(workspace, "resource", "add", "--metadata", write(tmp_path, "idp.xml", role), *DRAFT)
    assert added.exit_code == 2
    assert files_in(workspace) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--ark and --access-url"),
        (("--contract", "mine.toml", "--ark", ARK), "leave them out"),
    ],
)
def test_what_to_give_is_told(workspace: Workspace, metadata: str, words: tuple[str, ...], told: str) -> None:
    added = preau(workspace, "resource", "add", "--metadata", metadata, *words)
    assert added.exit_code == 2
    assert told in added.stderr


def test_a_resource_is_removed_with_both_its_files(registered: Workspace) -> None:
    assert preau(registered, "resource", "remove", MINE).exit_code == 0
    assert files_in(registered) == []
    assert ARK not in preau(registered, "resources", "--json").stdout
    again = preau(registered, "resource", "remove", MINE)
    assert again.exit_code == 2
    assert "no resource of your own is called so" in again.stderr


@pytest.mark.parametrize("name", ["../services/mon-outil-p", "Mon Outil", "", ".hidden"])
def test_a_name_never_leads_out_of_the_workspace(registered: Workspace, metadata: str, name: str) -> None:
    assert preau(registered, "resource", "remove", name).exit_code == 2
    added = preau(registered, "resource", "add", "--metadata", metadata, *DRAFT, "--name", name or ".")
    assert added.exit_code == 2
    assert files_in(registered) == [f"{MINE}.toml", f"{MINE}.xml"]


def test_a_kit_is_printed_for_people_and_for_scripts(registered: Workspace) -> None:
    summary = preau(registered, "kit", "saml", "--resource", ARK)
    assert summary.exit_code == 0, summary.output
    for told in (ENTITY_ID, "http://marelle.example/saml/acs", "/idp/metadata", "SHA-256", "HTTP-POST", "node-saml"):
        assert told in summary.stdout, told
    every = json.loads(preau(registered, "kit", "saml", "--resource", ARK, "--json").stdout)
    assert set(every) == {"simplesamlphp", "shibboleth", "mellon", "python3-saml", "node-saml", "spring"}
    one = preau(registered, "kit", "saml", "--resource", ARK, "--client", "node-saml")
    assert every["node-saml"]["saml.js"].strip() == one.stdout.strip()


def test_a_kit_says_apart_what_its_files_cannot(registered: Workspace) -> None:
    printed = preau(registered, "kit", "saml", "--resource", ARK, "--client", "python3-saml")
    assert "get_last_request_id" in printed.stderr
    assert "get_last_request_id" not in printed.stdout


def test_a_shipped_resource_has_a_kit_before_its_metadata_is_there(workspace: Workspace) -> None:
    summary = preau(workspace, "kit", "saml", "--resource", "ark:/77777/atelier-eleve")
    assert summary.exit_code == 0, summary.output
    assert "TO DO: register the metadata" in summary.stdout
    assert "RelayState is exactly the access address" in summary.stdout


def test_a_resource_without_contract_has_no_kit(workspace: Workspace) -> None:
    printed = preau(workspace, "kit", "saml", "--resource", "ark:/12345/inconnu")
    assert printed.exit_code == 1
    assert "contract.none" in printed.stderr


def test_a_kit_of_a_language_that_is_not_spoken_names_those_that_are(registered: Workspace) -> None:
    printed = preau(registered, "kit", "cas", "--resource", ARK)
    assert printed.exit_code == 2
    assert f"{ARK} does not speak cas → preau kit saml" in printed.stderr


def test_a_kit_is_written_into_a_folder_for_its_owner_only(registered: Workspace, tmp_path: Path) -> None:
    words = ("kit", "saml", "--resource", ARK, "--client", "mellon", "--out", str(tmp_path / "apache"))
    written = preau(registered, *words)
    assert written.exit_code == 0, written.output
    files = {file.name: file for file in (tmp_path / "apache").iterdir()}
    assert set(files) == {"mellon.conf", "sp-metadata.xml", "headers.conf"}
    assert written.stdout.split() == [str(files[name]) for name in ("mellon.conf", "sp-metadata.xml", "headers.conf")]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files.values()} == {0o600}
    assert f'Define MELLON_FOLDER "{tmp_path}/apache"' in files["mellon.conf"].read_text(encoding="utf-8")
    assert preau(registered, *words).exit_code == 0  # the same again changes nothing


def test_a_file_that_one_changed_is_replaced_only_when_asked(registered: Workspace, tmp_path: Path) -> None:
    words = ("kit", "saml", "--resource", ARK, "--client", "node-saml", "--out", str(tmp_path))
    (tmp_path / "saml.js").write_text("// mine")
    refused = preau(registered, *words)
    assert refused.exit_code == 2
    assert "says something else → add --replace" in refused.stderr
    assert (tmp_path / "saml.js").read_text() == "// mine"
    assert preau(registered, *words, "--replace").exit_code == 0
    assert "// mine" not in (tmp_path / "saml.js").read_text()


def test_a_folder_wants_one_client(registered: Workspace, tmp_path: Path) -> None:
    printed = preau(registered, "kit", "saml", "--resource", ARK, "--out", str(tmp_path))
    assert printed.exit_code == 2
    assert "--out wants --client" in printed.stderr
