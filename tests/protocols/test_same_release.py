"""The same release, three times: every situation × every contract, in SAML, OpenID Connect and CAS."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from broker.clock import SystemClock
from broker.core.catalogue import VOCABULARIES
from broker.core.contract import Contract
from broker.core.errors import Refusal
from broker.core.identity import Identity, Membership
from broker.core.minimisation import decide
from broker.core.release import Release
from broker.core.terms import CasTerms, OidcTerms, SamlTerms
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.issuer_files import read_issuers, read_listeners
from broker.definitions.workspace import DATA
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.sandbox_academy import ACADEMY_FILE
from broker.proof.carrier import Carrier
from broker.saml.peers import Peers
from broker.saml.side import SamlSide
from tests.builders import a_contract, a_key
from tests.protocols.release_reading import Carried, compare, read_cas, read_oidc, read_saml
from tests.protocols.saml.saml_builders import Exchange, a_party, service_metadata

_URLS = {name: f"https://{name}.example.test" for name in (*read_listeners(DATA / "issuers"), "resources")}
_SERVICE, _CONSUMER = "https://babel.example/saml", "https://babel.example/acs"
_LAST_DAY = date(2031, 8, 31)
_SAML = SamlTerms(_SERVICE)
_CAS = CasTerms(("https://babel.example/",))
_OIDC = OidcTerms("babel", ("https://babel.example/callback",))
# Those whose people are in the directory of the schools.
_FAMILIES = ("gar", "ent", "agents", "educonnect")
_WORDS = {name: words for name, words in VOCABULARIES.items() if name.startswith(_FAMILIES)}
_SITUATIONS = LdifDirectory(ACADEMY_FILE).find_situations()


def _contracts() -> Iterator[Contract]:
    """Yield the shipped contracts at the hub, and one per vocabulary that names all of it, each in three languages.

    Of contracts that let the same leave, the first.
    """
    every = ContractFolder((DATA / "contracts",), _URLS).all("gar")
    shipped = tuple({(one.clauses, one.profiles): one for one in reversed(every)}.values())[::-1]
    everything = [a_contract(*words, name=f"every word of {name}", vocabulary=name) for name, words in _WORDS.items()]
    for contract in (*shipped, *everything):
        yield replace(contract, saml=_SAML, cas=_CAS, oidc=_OIDC, valid_until=_LAST_DAY, approved_by="tests")


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Carrier:
    folder: Path = tmp_path_factory.mktemp("babel")
    (folder / "services").mkdir()
    metadata = service_metadata(Exchange(service=_SERVICE, consumer=_CONSUMER), a_party("babel"))
    (folder / "services" / "babel.xml").write_bytes(etree.tostring(metadata))
    hub = next(issuer for issuer in read_issuers([DATA / "issuers"], _URLS) if issuer.name == "gar")
    clock = SystemClock()
    peers = Peers((hub,), folder / "keys", (folder / "services",), clock)
    return Carrier(hub, SamlSide(hub, peers, clock))


@pytest.mark.parametrize("contract", [*_contracts()], ids=lambda contract: contract.name)
def test_every_situation_is_the_same_in_every_language(carrier: Carrier, contract: Contract) -> None:
    seen = 0
    for person, membership in _memberships(contract):
        release = _release(carrier, person, membership, contract)
        if release is None:
            continue
        said = _in_every_language(carrier, release, contract)
        where = f"{person.situation} in {membership.uai} as {membership.profile}, contract {contract.name}"
        compare(said, where)
        expected = {sent.code: sent.values for sent in release.released}
        assert said["saml"].attributes == expected, where
        seen += 1
    assert seen, f"nobody is released anything by {contract.name}"


def test_a_mapping_at_fault_is_named(carrier: Carrier) -> None:
    contract = next(_contracts())
    person, membership = next(iter(_memberships(contract)))
    release = _release(carrier, person, membership, contract)
    assert release is not None
    said = _in_every_language(carrier, release, contract)
    wrong = replace(said["cas"], attributes={**said["cas"].attributes, "UAI": ("9999999Z",)})
    with pytest.raises(AssertionError, match="UAI differs between saml and cas"):
        compare({**said, "cas": wrong}, "a mapping at fault")


def _memberships(contract: Contract) -> Iterator[tuple[Identity, Membership]]:
    return (
        (person, membership)
        for person in _SITUATIONS
        for membership in person.memberships
        if membership.profile in contract.profiles
    )


def _release(carrier: Carrier, person: Identity, membership: Membership, contract: Contract) -> Release | None:
    """Return what would leave, or None where it is refused: then no language carries anything."""
    try:
        return decide(person, membership, contract, a_key(), carrier.side.clock.now())
    except Refusal:
        return None


def _in_every_language(carrier: Carrier, release: Release, contract: Contract) -> dict[str, Carried]:
    [response] = carrier.write("saml", release, contract)
    userinfo, id_token = carrier.write("oidc", release, contract)
    [answer] = carrier.write("cas", release, contract)
    return {
        "saml": read_saml(response.text.encode()),
        "oidc": read_oidc(userinfo.text, json.loads(id_token.text), contract.vocabulary),
        "cas": read_cas(answer.text.encode()),
    }
