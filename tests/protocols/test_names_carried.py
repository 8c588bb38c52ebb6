"""What a lineage says of names and encodings is what stands in the messages: every word, in every language."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from broker.attribute_flows import name_carried
from broker.clock import SystemClock
from broker.core.catalogue import VOCABULARIES
from broker.core.contract import Contract, Identifier
from broker.core.minimisation import decide
from broker.core.release import Release
from broker.core.review.carried_name import CarriedName
from broker.core.review.complete_person import CompletePerson
from broker.core.review.lineage import SUBJECT
from broker.core.terms import CasTerms, OidcTerms, SamlTerms
from broker.definitions.issuer_files import read_issuers, read_listeners
from broker.definitions.workspace import DATA
from broker.directories.complete_people import complete_people
from broker.directories.layouts import LAYOUTS
from broker.proof.carrier import Carrier
from broker.saml.peers import Peers
from broker.saml.side import SamlSide
from tests.builders import a_contract, a_key
from tests.protocols.saml.saml_builders import Exchange, a_party, service_metadata

_URLS = {name: f"https://{name}.example.test" for name in (*read_listeners(DATA / "issuers"), "resources")}
_SERVICE, _CONSUMER = "https://babel.example/saml", "https://babel.example/acs"
_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_CAS = "{http://www.yale.edu/tp/cas}"


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Carrier:
    folder: Path = tmp_path_factory.mktemp("names")
    (folder / "services").mkdir()
    metadata = service_metadata(Exchange(service=_SERVICE, consumer=_CONSUMER), a_party("names"))
    (folder / "services" / "names.xml").write_bytes(etree.tostring(metadata))
    hub = next(issuer for issuer in read_issuers([DATA / "issuers"], _URLS) if issuer.name == "gar")
    clock = SystemClock()
    peers = Peers((hub,), folder / "keys", (folder / "services",), clock)
    return Carrier(hub, SamlSide(hub, peers, clock))


def _contract(vocabulary: str, **changes: object) -> Contract:
    contract = a_contract(
        *VOCABULARIES[vocabulary],
        vocabulary=vocabulary,
        valid_until=date(2031, 8, 31),
        cas=CasTerms(("https://babel.example/",)),
        oidc=OidcTerms("babel", ("https://babel.example/callback",)),
    )
    return replace(contract, saml=SamlTerms(_SERVICE), **changes)  # type: ignore[arg-type]


def _releases(carrier: Carrier, contract: Contract) -> list[Release]:
    people = [person for layout in LAYOUTS for person in complete_people(layout)]
    return [_decide(carrier, person, contract) for person in people]


def _decide(carrier: Carrier, person: CompletePerson, contract: Contract) -> Release:
    membership = next(found for found in person.identity.memberships if found.profile is person.profile)
    return decide(person.identity, membership, contract, a_key(), carrier.side.clock.now())


def _told(carrier: Carrier, contract: Contract, release: Release, protocol: str, place: str) -> list[CarriedName]:
    """Return what is foretold of one part of a message, in the order of the release."""
    codes = (sent.code for sent in release.released)
    every = (one for code in codes for one in name_carried(contract, carrier.issuer, code))
    return [one for one in every if (one.protocol, one.place) == (protocol, place)]


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_saml_carries_each_attribute_under_the_three_names_foretold(carrier: Carrier, vocabulary: str) -> None:
    contract = _contract(vocabulary)
    for release in _releases(carrier, contract):
        [response] = carrier.write("saml", release, contract)
        found = [dict(element.attrib) for element in etree.fromstring(response.text.encode()).iter(f"{_SAML}Attribute")]
        told = _told(carrier, contract, release, "saml", "AttributeStatement")
        assert found == [{"Name": one.name, **dict(one.details)} for one in told]


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_cas_carries_each_attribute_in_the_element_foretold(carrier: Carrier, vocabulary: str) -> None:
    contract = _contract(vocabulary)
    for release in _releases(carrier, contract):
        [answer] = carrier.write("cas", release, contract)
        inside = etree.fromstring(answer.text.encode()).find(f".//{_CAS}attributes")
        assert inside is not None
        found = [element.tag.replace(_CAS, "cas:") for element in inside][3:]
        told = _told(carrier, contract, release, "cas", "cas:attributes")
        assert list(dict.fromkeys(found)) == [one.name for one in told]


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_openid_connect_carries_each_attribute_in_the_claim_foretold(carrier: Carrier, vocabulary: str) -> None:
    contract = _contract(vocabulary)
    for release in _releases(carrier, contract):
        userinfo, _ = carrier.write("oidc", release, contract)
        document = json.loads(userinfo.text)
        told = _told(carrier, contract, release, "oidc", "userinfo")
        for one in told:
            assert isinstance(document[one.name], list) is one.encoding.en.startswith("a list"), one.name
            assert one.condition.en.startswith("scope")
        beside = {"sub", "id", "auth_time", "client_id", "service"}
        assert document.keys() - beside == {one.name for one in told}


@pytest.mark.parametrize("identifier", Identifier)
def test_the_subject_is_carried_as_foretold(carrier: Carrier, identifier: Identifier) -> None:
    contract = _contract("gar", identifier=identifier)
    release = _releases(carrier, contract)[0]
    told = {(one.protocol, one.place): one for one in name_carried(contract, carrier.issuer, SUBJECT)}
    [response], [answer] = carrier.write("saml", release, contract), carrier.write("cas", release, contract)
    name_id = next(etree.fromstring(response.text.encode()).iter(f"{_SAML}NameID"))
    user = etree.fromstring(answer.text.encode()).findtext(f".//{_CAS}user")
    assert dict(told["saml", "Subject"].details)["Format"] == name_id.get("Format")
    lasting = identifier is Identifier.PSEUDONYM
    assert (name_id.text == release.subject) is lasting
    assert (user == release.subject) is lasting
    assert (
        json.loads(carrier.write("oidc", release, contract)[0].text)[told["oidc", "userinfo"].name] == release.subject
    )
