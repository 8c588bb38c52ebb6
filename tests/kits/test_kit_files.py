"""Holds what a kit promises: files that their programs read, strict, with this resource's values and no others."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.contract import Identifier
from broker.core.errors import ConfigurationError
from broker.core.sentence import Sentence
from broker.kits.kit import PLACEHOLDER
from broker.kits.saml.clients import CLIENTS
from broker.kits.saml.facts import KitFacts, fingerprint_of
from broker.kits.saml.rendering import render_client
from broker.kits.saml.summary import summary_of
from broker.saml.certificates import body_of
from broker.saml.metadata_reader import read_peer
from tests.builders import NOON, a_contract
from tests.kits.kit_samples import (
    CONSUMER,
    ENTITY_ID,
    HOSTILE,
    HUB_URL,
    a_peer,
    a_signing_key,
    certificate_of,
    service_metadata,
    some_facts,
)
from tests.kits.parsers import read_by_apache

RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SSO = f"{HUB_URL}/idp/profile/SAML2/Redirect/SSO"
NODE = shutil.which("node") or ""
OWN_CONSUMERS = {
    "simplesamlphp": "http://marelle.example/sso/module.php/saml/sp/saml2-acs.php/marelle",
    "shibboleth": "http://marelle.example/marelle/Shibboleth.sso/SAML2/POST",
    "mellon": "http://marelle.example/garde/postResponse",
}
EVERY_CLIENT = pytest.mark.parametrize("client", CLIENTS)
STRICTNESS = (
    ("simplesamlphp", "authsources.php", "'sign.authnrequest' => true"),
    ("simplesamlphp", "authsources.php", f"'signature.algorithm' => '{RSA_SHA256}'"),
    ("simplesamlphp", "authsources.php", "'WantAssertionsSigned' => true"),
    ("simplesamlphp", "authsources.php", "'acs.Bindings' => ['urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST']"),
    ("simplesamlphp", "saml20-idp-remote.php", "'sign.authnrequest' => true"),
    ("shibboleth", "shibboleth2.xml", 'signing="true"'),
    ("shibboleth", "shibboleth2.xml", f'signingAlg="{RSA_SHA256}"'),
    ("shibboleth", "shibboleth2.xml", 'requireSignedAssertions="true"'),
    ("shibboleth", "shibboleth2.xml", 'clockSkew="60"'),
    ("mellon", "mellon.conf", "MellonSignatureMethod rsa-sha256"),
    ("mellon", "sp-metadata.xml", 'AuthnRequestsSigned="true"'),
    ("mellon", "sp-metadata.xml", 'WantAssertionsSigned="true"'),
    ("python3-saml", "settings.json", '"strict": true'),
    ("python3-saml", "advanced_settings.json", '"authnRequestsSigned": true'),
    ("python3-saml", "advanced_settings.json", f'"signatureAlgorithm": "{RSA_SHA256}"'),
    ("python3-saml", "advanced_settings.json", '"wantAssertionsSigned": true'),
    ("python3-saml", "advanced_settings.json", '"rejectDeprecatedAlgorithm": true'),
    ("node-saml", "saml.js", 'signatureAlgorithm: "sha256"'),
    ("node-saml", "saml.js", "wantAssertionsSigned: true"),
    ("node-saml", "saml.js", "validateInResponseTo: ValidateInResponseTo.always"),
    ("node-saml", "saml.js", "acceptedClockSkewMs: 60000"),
    ("spring", "application.yml", "sign-request: true"),
    ("spring", "application.yml", "binding: POST"),
    ("spring", "GarSamlConfiguration.java", "clockSkew(Duration.ofSeconds(60))"),
)


def render_files(facts: KitFacts, client: str) -> dict[str, str]:
    """Return the files of one client."""
    return render_client(facts, client).files


def remarks_of(facts: KitFacts, client: str) -> tuple[Sentence, ...]:
    """Return what is said beside the files of one client."""
    return render_client(facts, client).remarks


@EVERY_CLIENT
def test_a_kit_names_the_broker_the_service_and_the_certificate(client: str) -> None:
    text = "\n".join(render_files(some_facts(peer=a_peer(OWN_CONSUMERS.get(client, CONSUMER))), client).values())
    certificate = body_of(certificate_of("hub").pem)
    assert f"{HUB_URL}/idp/metadata" in text
    assert ENTITY_ID in text
    if client in {"shibboleth", "mellon"}:  # they read the broker's metadata as a file
        assert "gar-metadata.xml" in text
    else:
        assert SSO in text
        assert certificate in text.replace("\n", "")


@EVERY_CLIENT
def test_a_kit_pins_the_current_certificate_and_tells_of_the_announced_one_e112(client: str) -> None:
    peer, next_key = a_peer(OWN_CONSUMERS.get(client, CONSUMER)), certificate_of("hub-next")
    before = render_files(some_facts(peer=peer), client)
    facts = some_facts(peer=peer, announced=next_key.pem)
    fingerprint = fingerprint_of(next_key)
    assert any(fingerprint in remark.fr and fingerprint in remark.en for remark in remarks_of(facts, client))
    after = render_files(facts, client)
    for name, text in after.items():
        assert body_of(next_key.pem) not in text.replace("\n", "")
        assert [line for line in text.splitlines() if fingerprint not in line] == before[name].splitlines()
    assert any(fingerprint in value for _label, value in summary_of(facts))
    assert body_of(next_key.pem) in [value for _label, value in summary_of(facts)]


@pytest.mark.parametrize(("client", "name", "setting"), STRICTNESS)
def test_a_kit_is_strict(client: str, name: str, setting: str) -> None:
    assert setting in render_files(some_facts(peer=a_peer()), client)[name]


@pytest.mark.parametrize("client", sorted(set(CLIENTS) - {"shibboleth", "mellon"}))  # these read the broker's metadata
def test_a_kit_signs_out_everywhere(client: str) -> None:
    assert f"{HUB_URL}/idp/slo/redirect" in "\n".join(render_files(some_facts(peer=a_peer()), client).values())


def test_the_metadata_made_for_mellon_says_where_it_is_told_of_a_sign_out() -> None:
    facts = some_facts(peer=a_peer(OWN_CONSUMERS["mellon"]))
    peer = read_peer(render_files(facts, "mellon")["sp-metadata.xml"].encode(), now=NOON)
    assert {way.location for way in peer.sign_out} == {"http://marelle.example/garde/logout"}
    assert {way.binding.rpartition(":")[2] for way in peer.sign_out} == {"SOAP", "HTTP-Redirect"}


@EVERY_CLIENT
def test_a_kit_maps_the_attributes_of_the_contract_and_no_others(client: str) -> None:
    text = "\n".join(render_files(some_facts(a_contract("IDO", "P_MS4"), a_peer()), client).values())
    quoted = {code for code in VOCABULARIES["gar"] if re.search(rf"[\"']{code}[\"']", text)}
    assert quoted == ({"IDO", "P_MS4"})


@EVERY_CLIENT
def test_a_service_that_is_not_registered_gets_marked_placeholders(client: str) -> None:
    files = render_files(some_facts(), client)
    told = [remark.en for remark in remarks_of(some_facts(), client)]
    assert any(remark.startswith("TO DO") and PLACEHOLDER in remark for remark in told)
    assert any(PLACEHOLDER in text for text in files.values())


@EVERY_CLIENT
def test_a_registered_service_gets_its_own_values(client: str) -> None:
    facts = some_facts(peer=a_peer(OWN_CONSUMERS.get(client, CONSUMER)))
    assert not any(PLACEHOLDER in text for text in render_files(facts, client).values())
    assert not any(remark.en.startswith("TO DO") for remark in remarks_of(facts, client))


@pytest.mark.parametrize(
    ("client", "name", "mount"),
    [
        ("simplesamlphp", "authsources.php", "'marelle' => ["),
        ("shibboleth", "shibboleth2.xml", 'handlerURL="/marelle/Shibboleth.sso"'),
        ("mellon", "mellon.conf", 'MellonEndpointPath "/garde"'),
    ],
)
def test_a_client_that_fixes_its_addresses_is_mounted_where_its_metadata_says(
    client: str, name: str, mount: str
) -> None:
    assert mount in render_files(some_facts(peer=a_peer(OWN_CONSUMERS[client])), client)[name]


@pytest.mark.parametrize("client", OWN_CONSUMERS)
def test_an_address_that_the_client_cannot_serve_is_told(client: str) -> None:
    told = [remark.en for remark in remarks_of(some_facts(peer=a_peer(CONSUMER)), client)]
    assert any(remark.startswith("TO DO") and CONSUMER in remark for remark in told)


def test_a_reverse_proxy_takes_what_a_browser_says_in_its_headers_away_before_it_says_its_own() -> None:
    contract = a_contract("ctemail", "FrEduRneResp", vocabulary="agents")
    lines = [line.strip() for line in render_files(some_facts(contract), "mellon")["headers.conf"].splitlines()]
    for code in ("ctemail", "FrEduRneResp"):
        own = f'RequestHeader set "{code}" "expr=%{{env:{code}}}" "expr=-n env(\'{code}\')"'
        assert lines.index(f'RequestHeader unset "{code}"') < lines.index(own)


@pytest.mark.parametrize("client", ["shibboleth", "mellon"])
def test_xml_files_are_well_formed_whatever_the_values(client: str) -> None:
    contract = a_contract(title=Sentence(HOSTILE, HOSTILE), resource="ark:/77777/--a--?>b")
    for facts in (some_facts(contract, a_peer("http://xn--marelle-9ya.example/?a=1&b=%27")), some_facts(contract)):
        for name, text in render_files(facts, client).items():
            if name.endswith(".xml"):
                etree.fromstring(text.encode())


def test_the_metadata_made_for_mellon_is_what_the_broker_accepts() -> None:
    contract = a_contract("IDO", "UAI", title=Sentence(HOSTILE, HOSTILE))
    facts = some_facts(contract, a_peer(OWN_CONSUMERS["mellon"], encrypted=True))
    peer = read_peer(render_files(facts, "mellon")["sp-metadata.xml"].encode(), now=NOON)
    assert peer.entity_id == ENTITY_ID
    assert [consumer.location for consumer in peer.consumers] == [OWN_CONSUMERS["mellon"]]
    assert peer.authn_requests_signed
    assert peer.want_assertions_signed
    assert peer.signing_keys == (certificate_of("service"),)
    assert peer.encryption_certificate == certificate_of("service")
    assert [asked.name for asked in peer.requested_attributes] == ["IDO", "UAI"]


def test_the_shibboleth_map_names_the_format_that_is_sent() -> None:
    root = etree.fromstring(render_files(some_facts(peer=a_peer()), "shibboleth")["attribute-map.xml"].encode())
    found = [dict(element.attrib) for element in root if isinstance(element.tag, str)]
    basic = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
    assert found[0] == {"name": "IDO", "nameFormat": basic, "id": "IDO"}
    assert len(found) == 4


def test_json_files_hold_the_values_exactly() -> None:
    contract = a_contract(title=Sentence(HOSTILE, "Hopscotch"), identifier=Identifier.PSEUDONYM)
    files = render_files(some_facts(contract, a_peer(encrypted=True)), "python3-saml")
    settings, advanced = json.loads(files["settings.json"]), json.loads(files["advanced_settings.json"])
    assert settings["sp"]["entityId"] == ENTITY_ID
    assert settings["sp"]["assertionConsumerService"]["url"] == CONSUMER
    assert settings["sp"]["NameIDFormat"] == "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    assert settings["sp"]["attributeConsumingService"]["serviceName"] == HOSTILE
    assert settings["idp"]["singleSignOnService"]["url"] == SSO
    assert settings["idp"]["x509cert"] == body_of(certificate_of("hub").pem)
    assert advanced["security"]["wantAssertionsEncrypted"] is True
    assert advanced["security"]["wantMessagesSigned"] is False


@pytest.mark.parametrize("signed", [False, True])
def test_the_response_signature_is_wanted_only_where_the_broker_makes_one(*, signed: bool) -> None:
    facts = some_facts(peer=a_peer(), sign_response=signed)
    assert f"wantAuthnResponseSigned: {str(signed).lower()}" in render_files(facts, "node-saml")["saml.js"]
    advanced = json.loads(render_files(facts, "python3-saml")["advanced_settings.json"])
    assert advanced["security"]["wantMessagesSigned"] is signed


def test_apache_reads_the_settings_of_mellon(tmp_path: Path) -> None:
    key = a_signing_key("service")
    facts = some_facts(a_contract(*CATALOGUE, title=Sentence(HOSTILE, HOSTILE)), a_peer(OWN_CONSUMERS["mellon"]))
    files = render_client(facts, "mellon", str(tmp_path)).files
    (tmp_path / "sp-metadata.xml").write_text(files["sp-metadata.xml"], encoding="utf-8")
    (tmp_path / "sp-key.pem").write_bytes(key.private_pem)
    (tmp_path / "sp-cert.pem").write_bytes(key.certificate_pem)
    (tmp_path / "gar-metadata.xml").write_bytes(service_metadata())
    read_by_apache(f"{files['mellon.conf']}\n{files['headers.conf']}", "auth_mellon", tmp_path)


def test_yaml_is_indented_pairs_and_quoted_values() -> None:
    lines = render_files(some_facts(peer=a_peer(encrypted=True)), "spring")["application.yml"].splitlines()
    pair = re.compile(r"( *)(- )?[a-z0-9-]+:( (?:\"[^\"\\]*\"|true|POST|REDIRECT))?")
    read = [line for line in lines if not line.lstrip().startswith("#")]
    assert all(pair.fullmatch(line) and len(line) - len(line.lstrip()) in range(0, 24, 2) for line in read)
    assert f'              location: "{CONSUMER}"' in read
    assert sum(line.strip() == "decryption:" for line in read) == 1


def test_a_php_value_ends_nowhere_but_at_its_end() -> None:
    contract = a_contract(title=Sentence(HOSTILE, "Hopscotch"))
    text = render_files(some_facts(contract, a_peer()), "simplesamlphp")["authsources.php"]
    literal = re.search(r"'name' => \['fr' => '((?:[^'\\]|\\.)*)', 'en' => 'Hopscotch'\]", text)
    assert literal is not None
    assert re.sub(r"\\([\\'])", r"\1", literal[1]) == HOSTILE
    assert "?>" not in text.replace(literal[0], "")


@EVERY_CLIENT
def test_a_remark_stays_a_remark(client: str) -> None:
    hostile = "ark:/77777/a\nX --> ?> \\u000aY"
    files = render_files(some_facts(a_contract(resource=hostile)), client)
    for name, text in files.items():
        if not name.endswith(".pem"):  # base64 begins lines as it likes
            assert not any(line.startswith(("X", "Y")) for line in text.splitlines()), name
        assert "\\u000a" not in text, name


def test_what_apache_cannot_hold_is_refused_and_not_altered() -> None:
    with pytest.raises(ConfigurationError, match="Apache cannot hold"):
        render_files(some_facts(a_contract(access_url="http://marelle.example/${HOME}")), "mellon")


@pytest.mark.skipif(not NODE, reason="needs node (Debian: nodejs)")
@pytest.mark.parametrize("encrypted", [False, True])
def test_node_reads_its_file(tmp_path: Path, *, encrypted: bool) -> None:
    facts = some_facts(a_contract(title=Sentence(HOSTILE, HOSTILE)), a_peer(encrypted=encrypted))
    file = tmp_path / "saml.js"
    file.write_text(render_files(facts, "node-saml")["saml.js"], encoding="utf-8")
    checked = subprocess.run([NODE, "--check", str(file)], capture_output=True, text=True, check=False)  # noqa: S603
    assert checked.returncode == 0, checked.stderr
    assert ("decryptionPvk" in file.read_text(encoding="utf-8")) is encrypted
