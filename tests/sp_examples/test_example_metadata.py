"""Owns the tests of the example resources' metadata and keys."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from lxml import etree

from sp_examples.keys import provide_keys
from sp_examples.resources import Resource, read_resources
from sp_examples.saml_metadata import publish_metadata
from tests.sp_examples.yard import Yard

MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def yard(shared_yard: Yard) -> Yard:
    return shared_yard


def _saml(yard: Yard) -> dict[str, Resource]:
    return {slug: resource for slug, (resource, _) in yard.resources.items() if resource.language == "saml"}


def test_the_resources_are_those_that_the_contracts_speak_of() -> None:
    resources = read_resources("http://localhost:8010")
    shelf = {slug: resource for slug, resource in resources.items() if resource.is_case}
    at_the_hub = {slug: one for slug, one in resources.items() if not one.issuer and not one.is_case}
    assert {slug: resource.ark for slug, resource in at_the_hub.items()} == {
        "carnet": "ark:/77777/carnet-de-bord",
        "atelier": "ark:/77777/atelier-eleve",
        "studio": "ark:/77777/studio-enseignant",
        "grimoire": "ark:/77777/grimoire",
        "voisin": "ark:/77777/voisin-sans-contrat",
        "herbier": "ark:/77777/herbier",
        "orchestre": "ark:/77777/orchestre",
    }
    languages = [resource.language for resource in at_the_hub.values()]
    assert languages == ["saml"] * 5 + ["oidc", "cas"]
    assert {resource.ark for resource in shelf.values()} == {f"ark:/77777/{slug}" for slug in shelf}
    assert {(resource.language, resource.issuer) for resource in shelf.values()} == {("cas", "")}
    assert resources["carnet"].entity_id == "http://localhost:8010/carnet/saml/metadata"


def test_metadata_is_served_at_the_url_that_is_the_entity_id(yard: Yard) -> None:
    for slug, resource in _saml(yard).items():
        answer = yard.browser().get(resource.entity_id)
        assert answer.content_type.startswith("application/samlmetadata+xml")
        entity = etree.fromstring(answer.data)
        assert entity.get("entityID") == resource.entity_id
        consumer = entity.find(f".//{MD}AssertionConsumerService")
        assert consumer.get("Location") == f"http://localhost/{slug}/saml/acs"
        assert consumer.get("Binding").endswith(":HTTP-POST")
        assert entity.find(f"{MD}SPSSODescriptor").get("AuthnRequestsSigned") == "true"
        assert [each.get("Name") for each in entity.iter(f"{MD}RequestedAttribute")] == list(resource.attributes)


def test_single_logout_is_declared_in_the_three_bindings_as_facts_gar_4_2_asks(yard: Yard) -> None:
    entity = etree.fromstring(yard.browser().get("/carnet/saml/metadata").data)
    services = entity.findall(f".//{MD}SingleLogoutService")
    assert [each.get("Binding").rpartition(":")[2] for each in services] == ["HTTP-Redirect", "HTTP-POST", "SOAP"]
    assert {each.get("Location") for each in services} == {"http://localhost/carnet/saml/slo"}


@pytest.mark.parametrize("slug", ["herbier", "orchestre"])
def test_a_resource_of_another_language_has_no_saml_metadata_and_needs_no_key(
    yard: Yard, tmp_path: Path, slug: str
) -> None:
    assert yard.browser().get(f"/{slug}/saml/metadata").status_code == 404
    assert provide_keys(yard.resources[slug][0], tmp_path / "keys", NOW) is None
    assert not (tmp_path / "keys").exists()


def test_only_three_publish_an_encryption_key(yard: Yard) -> None:
    uses = {
        slug: [
            each.get("use")
            for each in etree.fromstring(yard.browser().get(f"/{slug}/saml/metadata").data).iter(f"{MD}KeyDescriptor")
        ]
        for slug in _saml(yard)
    }
    assert [uses.pop(slug) for slug in ("studio", "boussole", "examens")] == [["signing", "encryption"]] * 3
    assert set(map(tuple, uses.values())) == {("signing",)}


def test_what_is_published_for_the_hub_is_what_is_served(yard: Yard, tmp_path: Path) -> None:
    file = publish_metadata(yard.resources["studio"][0], yard.keys("studio"), tmp_path / "services")
    assert file == tmp_path / "services" / "example-studio.xml"
    assert file.read_bytes() == yard.browser().get("/studio/saml/metadata").data
    assert [each.name for each in file.parent.iterdir()] == ["example-studio.xml"]


def test_keys_are_strong_private_and_kept(tmp_path: Path) -> None:
    resource = read_resources("http://localhost:8010")["carnet"]
    folder = tmp_path / "keys"
    keys = provide_keys(resource, folder, NOW)
    assert keys is not None
    key_file = keys.signing.key_file
    key = load_pem_private_key(key_file.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    assert key.key_size == 3072
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    before = key_file.read_bytes()
    assert provide_keys(resource, folder, NOW) == keys
    assert key_file.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OSError, match="file"):
        provide_keys(read_resources("http://localhost:8010")["carnet"], tmp_path / "file", NOW)
