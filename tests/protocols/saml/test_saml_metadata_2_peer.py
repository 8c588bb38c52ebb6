"""Owns the tests of one entity's metadata, read and written (SAML metadata 2; security-catalogue.md E107–E117)."""

from datetime import timedelta

import pytest
from lxml import etree

from broker.core.issuer import Issuer, SamlPaths
from broker.core.refusals.metadata import (
    MetadataEndpointForbidden,
    MetadataEndpointMissing,
    MetadataExpired,
    MetadataKeyMissing,
    MetadataKeyWeak,
    MetadataUnreadable,
)
from broker.core.sentence import Sentence
from broker.keys.key_ring import Keys
from broker.saml.metadata_reader import read_peer
from broker.saml.metadata_writer import write_metadata
from broker.saml.peer import Peer
from tests.protocols.saml.reading import EXCHANGE, our_key
from tests.protocols.saml.saml_builders import (
    HTTP_POST,
    HTTP_REDIRECT,
    MD,
    NOW,
    Tree,
    a_party,
    find,
    guichet_metadata,
    instant,
    service_metadata,
)


def _read(metadata: Tree) -> Peer:
    return read_peer(etree.tostring(metadata), now=NOW)


def _consumer(location: str, binding: str = HTTP_POST, **attributes: str) -> Tree:
    return etree.Element(f"{{{MD}}}AssertionConsumerService", Binding=binding, Location=location, **attributes)


def test_a_services_metadata_is_read() -> None:
    peer = _read(service_metadata(EXCHANGE, encryption=a_party("decryption")))
    assert (peer.entity_id, peer.is_service, peer.is_guichet) == (EXCHANGE.service, True, False)
    assert [key.bits for key in peer.signing_keys] == [2048]
    assert peer.encryption_certificate is not None
    assert peer.encryption_certificate.pem == a_party("decryption").certificate_pem
    assert peer.default_consumer is not None
    assert peer.default_consumer.location == EXCHANGE.consumer
    assert peer.warnings == ()


def test_a_guichets_metadata_is_read() -> None:
    peer = _read(guichet_metadata(EXCHANGE))
    assert (peer.is_service, peer.is_guichet) == (False, True)
    assert peer.find_sign_on(HTTP_REDIRECT) == EXCHANGE.sign_on
    assert peer.find_sign_on(HTTP_POST) is None


def test_a_key_without_use_serves_for_both() -> None:
    metadata = service_metadata(EXCHANGE)
    find(metadata, "//md:KeyDescriptor").attrib.pop("use")
    peer = _read(metadata)
    assert peer.encryption_certificate in peer.signing_keys


def test_an_old_and_a_new_key_are_both_kept_e112() -> None:
    metadata = service_metadata(EXCHANGE, a_party("old"))
    role = find(metadata, "md:SPSSODescriptor")
    role.insert(0, find(service_metadata(EXCHANGE, a_party("new")), "//md:KeyDescriptor"))
    assert len(_read(metadata).signing_keys) == 2


@pytest.mark.parametrize("path", [".", "md:SPSSODescriptor"])
def test_metadata_past_its_end_is_refused_e107(path: str) -> None:
    metadata = service_metadata(EXCHANGE)
    element = metadata if path == "." else find(metadata, path)
    element.set("validUntil", instant(NOW + timedelta(days=1)))
    assert _read(metadata).valid_until == NOW + timedelta(days=1)
    element.set("validUntil", instant(NOW))
    with pytest.raises(MetadataExpired):
        _read(metadata)
    element.set("validUntil", "2030-01-01T00:00:00+01:00")
    with pytest.raises(MetadataUnreadable):
        _read(metadata)


def test_an_expired_certificate_is_accepted_and_told_e114() -> None:
    peer = _read(service_metadata(EXCHANGE, a_party("expired", days=-1)))
    assert len(peer.warnings) == 1
    assert "2026-09-13" in peer.warnings[0].fr


def test_a_short_key_is_refused_e115() -> None:
    with pytest.raises(MetadataKeyWeak):
        _read(service_metadata(EXCHANGE, a_party("short", "rsa-1024")))


def test_a_certificate_that_cannot_be_read_is_refused() -> None:
    for text in ("AAAA", "not base64!", "é"):
        metadata = service_metadata(EXCHANGE)
        find(metadata, "//ds:X509Certificate").text = text
        with pytest.raises((MetadataKeyMissing, MetadataUnreadable)):
            _read(metadata)


def test_a_guichet_without_key_is_refused_and_a_service_without_is_told_so() -> None:
    guichet, service = guichet_metadata(EXCHANGE), service_metadata(EXCHANGE)
    for metadata in (guichet, service):
        key = find(metadata, "//md:KeyDescriptor")
        key.getparent().remove(key)
    with pytest.raises(MetadataKeyMissing):
        _read(guichet)
    assert len(_read(service).warnings) == 1


@pytest.mark.parametrize(
    "location",
    [
        "javascript:alert(1)",
        "ftp://service.example/acs",
        "//service.example/acs",
        "/acs",
        "https://user@service.example/acs",
        "https://service.example@evil.example/acs",
        "https://service.example/acs#fragment",
        "https://service.example/a b",
        "https://service.example\\@evil.example/",
        "https://",
        "https://service.example:99999/",
        "https://sërvice.example/acs",
    ],
)
def test_an_address_that_is_not_plain_http_is_refused_b088(location: str) -> None:
    metadata = service_metadata(EXCHANGE)
    find(metadata, "//md:AssertionConsumerService").set("Location", location)
    with pytest.raises((MetadataEndpointForbidden, MetadataUnreadable)):
        _read(metadata)


def test_only_consumers_by_post_count_and_the_others_are_told() -> None:
    metadata = service_metadata(EXCHANGE)
    role = find(metadata, "md:SPSSODescriptor")
    artifact = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"
    role.insert(2, _consumer("https://service.example/artifact", artifact, index="5"))
    peer = _read(metadata)
    assert [consumer.location for consumer in peer.consumers] == [EXCHANGE.consumer]
    assert len(peer.warnings) == 1
    role.remove(find(metadata, f"//md:AssertionConsumerService[@Binding='{HTTP_POST}']"))
    with pytest.raises(MetadataEndpointMissing):
        _read(metadata)


def test_the_default_consumer_is_the_marked_one_else_the_first() -> None:
    metadata = service_metadata(EXCHANGE)
    role = find(metadata, "md:SPSSODescriptor")
    role.append(_consumer("https://service.example/second", index="9", isDefault="true"))
    find(metadata, "//md:AssertionConsumerService[@index='0']").attrib.pop("isDefault")
    peer = _read(metadata)
    assert peer.default_consumer == peer.find_indexed_consumer(9)
    assert peer.find_consumer("https://service.example/second") == peer.default_consumer
    assert peer.find_consumer("https://service.example/") is None


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"not xml",
        b"<a/>",
        b"<!DOCTYPE a><a/>",
        b"<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' entityID='x'/>",
        b"\xef\xbb\xbf<a/>",
    ],
)
def test_what_is_not_metadata_is_refused_as_such_e110(document: bytes) -> None:
    with pytest.raises(MetadataUnreadable):
        read_peer(document, now=NOW)


def test_two_entities_in_one_file_of_a_service_are_refused() -> None:
    group = etree.Element(f"{{{MD}}}EntitiesDescriptor")
    group.append(service_metadata(EXCHANGE))
    assert _read(group).entity_id == EXCHANGE.service
    group.append(guichet_metadata(EXCHANGE))
    with pytest.raises(MetadataUnreadable):
        _read(group)


def test_what_a_service_asks_for_is_read_e117() -> None:
    metadata = service_metadata(EXCHANGE)
    role = find(metadata, "md:SPSSODescriptor")
    role.set("WantAssertionsSigned", "1")
    service = etree.SubElement(role, f"{{{MD}}}AttributeConsumingService", index="0")
    name = etree.SubElement(service, f"{{{MD}}}ServiceName")
    name.set("{http://www.w3.org/XML/1998/namespace}lang", "fr")
    name.text = "<script>Carnet</script>"
    etree.SubElement(service, f"{{{MD}}}RequestedAttribute", Name="IDO", isRequired="true")
    etree.SubElement(service, f"{{{MD}}}RequestedAttribute", Name="NOM")
    peer = _read(metadata)
    assert [(asked.name, asked.required) for asked in peer.requested_attributes] == [("IDO", True), ("NOM", False)]
    assert peer.want_assertions_signed
    assert peer.display_name("fr") == "<script>Carnet</script>"


HUB = Issuer(
    name="gar",
    title=Sentence("Gestionnaire d’accès", "Access broker"),
    url="http://localhost:8000",
    listener=8000,
    entity_id="http://localhost:8000/idp/metadata",
    paths=SamlPaths("/idp/metadata", "/redirect", "/post", "/acs"),
)


def test_our_own_metadata_says_both_roles_briefly_and_that_it_is_a_sandbox_j218() -> None:
    peer = read_peer(write_metadata(HUB, Keys(our_key()), NOW), now=NOW)
    assert (peer.is_service, peer.is_guichet) == (True, True)
    assert peer.find_sign_on(HTTP_REDIRECT) == "http://localhost:8000/redirect"
    assert peer.find_sign_on(HTTP_POST) == "http://localhost:8000/post"
    assert peer.find_consumer("http://localhost:8000/acs") is not None
    assert (peer.authn_requests_signed, peer.want_authn_requests_signed, peer.want_assertions_signed) == (True,) * 3
    assert peer.encryption_certificate is not None
    assert peer.valid_until == NOW + timedelta(days=7)
    assert "bac à sable" in peer.display_name("fr")
    assert "sandbox" in peer.display_name("en")
    assert all("bac à sable" in name or "sandbox" in name for _language, name in peer.organisation_names)


def test_an_issuer_that_asks_no_guichet_is_no_service() -> None:
    guichet = Issuer("ent", HUB.title, HUB.url, 8001, HUB.entity_id, SamlPaths("/m", "/r", "/p"))
    peer = read_peer(write_metadata(guichet, Keys(our_key()), NOW), now=NOW)
    assert (peer.is_service, peer.is_guichet) == (False, True)
    assert peer.encryption_certificate is None
