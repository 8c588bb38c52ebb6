"""Owns the kits of services that connect to a guichet: they state its rules, never those of the GAR."""

import re

import pytest

from broker.core.contract import Contract
from broker.core.sentence import Sentence
from broker.core.terms import CasTerms
from broker.kits.cas.facts import gather_facts as gather_cas
from broker.kits.cas.kit import make_kit as make_cas
from broker.kits.kit import Kit
from broker.kits.saml.clients import CLIENTS
from broker.kits.saml.facts import gather_facts
from broker.kits.saml.kit import make_kit
from tests.builders import a_contract
from tests.kits.kit_samples import a_hub, a_peer, a_signing_key

_GAR = re.compile(r"\bGAR\b|\bIDO\b|gestionnaire d’accès|broker")
_TITLE = Sentence("Guichet des tests", "Guichet of the tests")
_CONTRACTS = (
    a_contract("FrEduCtId", "sn", vocabulary="educonnect-service"),
    a_contract("ct-remote-user", "ctln", vocabulary="agents"),
    a_contract("sn", "givenName", vocabulary="educonnect-service"),
)


def _saml_kit(contract: Contract, *, console: bool = False) -> Kit:
    issuer = a_hub(name="guichet", title=_TITLE, console=console, entry_path=None)
    return make_kit(gather_facts(issuer, a_signing_key("hub").certificate_pem, contract, a_peer()))


def _cas_kit(*codes: str) -> Kit:
    contract = a_contract(*codes, vocabulary="ent-services", cas=CasTerms(services=("http://marelle.example/",)))
    return make_cas(gather_cas(a_hub(name="ent", title=_TITLE, console=False, entry_path=None), contract, None))


def _summary(kit: Kit) -> str:
    rows = [f"{label.fr} {label.en} {value}" for label, value in kit.rows]
    said = [f"{sentence.fr} {sentence.en}" for sentence in (*kit.rules, *kit.assumptions)]
    return "\n".join([*rows, *said])


@pytest.mark.parametrize("contract", _CONTRACTS, ids=lambda contract: contract.clauses[0].code)
def test_the_summary_for_a_guichets_service_names_the_guichet_and_nothing_of_the_gar(contract: Contract) -> None:
    summary = _summary(_saml_kit(contract))
    assert _TITLE.fr in summary
    assert _TITLE.en in summary
    assert _GAR.findall(summary) == []


def test_the_summary_for_a_resource_of_the_gar_says_what_the_gar_wants() -> None:
    assert "le GAR le veut" in _summary(_saml_kit(a_contract("IDO"), console=True))


def test_the_cas_summary_of_an_ents_service_names_its_own_key_and_nothing_of_the_gar() -> None:
    summary = _summary(_cas_kit("ENTPersonLogin", "givenName"))
    assert "La clé d’un compte est ENTPersonLogin" in summary
    assert _GAR.findall(summary) == []


@pytest.mark.parametrize(
    ("contract", "mellon", "shibboleth"),
    [
        (_CONTRACTS[0], 'MellonUser "FrEduCtId"', 'REMOTE_USER="FrEduCtId"'),
        (_CONTRACTS[1], 'MellonUser "ct-remote-user"', 'REMOTE_USER="ct-remote-user"'),
        (_CONTRACTS[2], 'MellonUser "NAME_ID"', None),
    ],
    ids=["opaque", "login", "none"],
)
def test_a_client_knows_people_by_what_the_contract_gives(
    contract: Contract, mellon: str, shibboleth: str | None
) -> None:
    kit = _saml_kit(contract)
    assert mellon in kit.render("mellon", None).files["mellon.conf"]
    written = kit.render("shibboleth", None).files["shibboleth2.xml"]
    assert shibboleth in written if shibboleth else "REMOTE_USER=" not in written


@pytest.mark.parametrize("client", CLIENTS)
def test_no_client_of_a_guichet_is_told_of_ido(client: str) -> None:
    files = _saml_kit(_CONTRACTS[0]).render(client, None).files
    assert not any(re.search(r"\bIDO\b", text) for text in files.values())
