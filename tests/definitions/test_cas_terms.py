"""Owns what the `[cas]` table of a contract file must be, and how the folder finds a service by its address."""

from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError
from broker.core.terms import CasTerms
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_reader import read_contract
from tests.definitions.test_contract_files import GOOD, URLS

_CAS = """
[cas]
services = ["{resources}/marelle/*", "https://marelle.example/?sso_id=gar"]
ticket_seconds = 8
proxy_callbacks = ["https://marelle.example/proxy"]
proxies = [["https://near.example/p", "https://far.example/p"]]
"""


def write(folder: Path, cas: str = _CAS, name: str = "marelle.toml") -> Path:
    file = folder / name
    file.write_text(GOOD.partition("[saml]")[0] + cas, encoding="utf-8")
    return file


def test_a_good_table_gives_the_terms(tmp_path: Path) -> None:
    contract = read_contract(write(tmp_path), URLS)
    assert contract.cas == CasTerms(
        services=("http://resources.example:2/marelle/*", "https://marelle.example/?sso_id=gar"),
        ticket_seconds=8,
        proxy_callbacks=("https://marelle.example/proxy",),
        proxies=(("https://near.example/p", "https://far.example/p"),),
    )
    assert contract.protocols == ("cas",)


@pytest.mark.parametrize(
    ("before", "after", "where", "what"),
    [
        ("https://marelle.example/?sso_id=gar", "https://u@marelle.example/", "cas.services.1", "no plain address"),
        ("https://marelle.example/?sso_id=gar", "https://marelle.example/../x", "cas.services.1", "no plain address"),
        ("https://marelle.example/?sso_id=gar", "https://*.example/", "cas.services.1", "no plain address"),
        ("https://marelle.example/?sso_id=gar", "https://a.example/?ticket=x", "cas.services.1", "no plain address"),
        ("?sso_id=gar", "?sso_id=gar*", "cas.services.1", "after a path"),
        ("https://marelle.example/?sso_id=gar", "ftp://marelle.example/", "cas.services.1", "pattern"),
        ("https://marelle.example/proxy", "http://marelle.example/proxy", "cas.proxy_callbacks.0", "https only"),
        ("https://far.example/p", "http://far.example/p", "cas.proxies.0.1", "https only"),
        ("ticket_seconds = 8", "ticket_seconds = 0", "cas.ticket_seconds", "greater than or equal to 1"),
        ("ticket_seconds = 8", "ticket_seconds = 301", "cas.ticket_seconds", "less than or equal to 300"),
        ("ticket_seconds", "ticket_second", "cas.ticket_second", "Extra inputs"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, before: str, after: str, where: str, what: str) -> None:
    assert before in _CAS
    with pytest.raises(ConfigurationError) as refused:
        read_contract(write(tmp_path, _CAS.replace(before, after)), URLS)
    (problem,) = refused.value.problems
    assert problem.where == where
    assert what in problem.what
    assert problem.hint or "Input" in problem.what or "match" in problem.what


def test_an_unknown_placeholder_is_the_only_problem_that_it_makes(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_contract(write(tmp_path, _CAS.replace("{resources}", "{nowhere}")), URLS)
    assert [problem.where for problem in refused.value.problems] == ["cas.services.0"]


def test_the_folder_finds_the_registered_service_of_an_address_at_its_own_issuer_only(tmp_path: Path) -> None:
    file = write(tmp_path)
    folder = ContractFolder((tmp_path,), URLS)
    address, entry = "http://resources.example:2/marelle/x?a=1", "http://resources.example:2/marelle/*"
    assert folder.find_service("gar", address) == entry
    assert [contract.name for contract in folder.by_entity("gar", entry)] == ["marelle"]
    assert folder.find_service("gar", "https://elsewhere.example/") is None
    assert folder.find_service("resources", address) is None
    file.unlink()
    assert folder.find_service("gar", address) is None
