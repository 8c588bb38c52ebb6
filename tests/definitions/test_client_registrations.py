"""Owns what a contract may register of an OpenID Connect client: one registration each, addresses of its kind."""

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, RSAKey

from broker.core.errors import ConfigurationError
from broker.definitions.contract_folder import ContractFolder
from broker.file_stamps import end_look, look_anew
from tests.definitions.test_contract_files import GOOD, URLS

_CLIENT = '\n[oidc]\nclient_id = "marelle"\nredirect_uris = ["https://marelle.example/cb"]\n'
_RSA, _EC = (
    {str(name): value for name, value in key.as_dict(private=False).items() if isinstance(value, str)}
    for key in (RSAKey.generate_key(2048), ECKey.generate_key("P-256"))
)


def _write(folder: Path, name: str, oidc: str) -> None:
    text = GOOD.replace("77777/marelle", f"77777/{name}")
    (folder / f"{name}.toml").write_text(f"{text}{oidc}", encoding="utf-8")


def test_one_client_may_serve_several_resources_on_the_same_terms(tmp_path: Path) -> None:
    _write(tmp_path, "marelle", _CLIENT)
    _write(tmp_path, "billes", _CLIENT)
    contracts = ContractFolder((tmp_path,), URLS)
    assert contracts.problems == ()
    assert [contract.name for contract in contracts.by_entity("gar", "marelle")] == ["billes", "marelle"]


def test_a_second_registration_of_a_client_is_a_problem_and_does_not_count(tmp_path: Path) -> None:
    _write(tmp_path, "billes", _CLIENT)
    _write(tmp_path, "marelle", f"{_CLIENT}pkce_optional = true\n")
    contracts = ContractFolder((tmp_path,), URLS)
    (problem,) = contracts.problems
    assert problem.where == "oidc"
    assert "registers the client marelle otherwise" in problem.what
    assert [contract.name for contract in contracts.by_entity("gar", "marelle")] == ["billes"]


@pytest.mark.parametrize(
    ("kind", "address", "fits"),
    [
        ("web", "https://marelle.example/cb", True),
        ("web", "http://127.0.0.1:4000/cb", True),
        ("web", "fr.exemple.marelle:/cb", False),
        ("native", "fr.exemple.marelle:/cb", True),
        ("native", "http://127.0.0.1/cb", True),
        ("native", "marelle:/cb", False),
        ("native", "javascript:/cb", False),
        ("web", "https://marelle.example/cb#x", False),
    ],
)
def test_an_address_is_of_the_kind_of_its_application(tmp_path: Path, kind: str, address: str, *, fits: bool) -> None:
    table = f'\n[oidc]\nclient_id = "marelle"\nredirect_uris = ["{address}"]\napplication_type = "{kind}"\n'
    _write(tmp_path, "marelle", table)
    contracts = ContractFolder((tmp_path,), URLS)
    if fits:
        contracts.check()
    else:
        with pytest.raises(ConfigurationError, match=r"oidc"):
            contracts.check()


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (_RSA, ""),
        (_EC, ""),
        ({**_RSA, "n": "AQAB"}, "2048 bits"),
        ({**_RSA, "n": _RSA["n"][:170]}, "2048 bits"),
        ({**_RSA, "e": "AQ"}, "no RSA key"),
        ({**_RSA, "n": "not base64!"}, "n is no base64url"),
        ({"kty": "RSA", "e": "AQAB"}, "n is no base64url"),
        ({**_EC, "crv": "P-384"}, "P-256"),
        ({**_EC, "x": "YWJj"}, "32 octets"),
        ({**_EC, "y": _EC["x"]}, "no point"),
        ({**_EC, "d": _EC["x"]}, "no public"),
    ],
    ids=[  # the keys are made anew in each process, which must all know a test by one name
        "RSA",
        "P-256",
        "RSA of three octets",
        "RSA cut short",
        "RSA of exponent 1",
        "RSA not in base64url",
        "RSA without n",
        "P-256 that says P-384",
        "P-256 of a short x",
        "P-256 off the curve",
        "private P-256",
    ],
)
def test_a_key_proves_a_client_only_if_it_is_a_sound_one(tmp_path: Path, key: dict[str, str], told: str) -> None:
    """security-catalogue.md E115, for the keys that clients sign their assertions with."""
    row = ", ".join(f"{name} = {json.dumps(value)}" for name, value in key.items())
    _write(tmp_path, "marelle", f'{_CLIENT}token_endpoint_auth_methods = ["private_key_jwt"]\njwks = [{{ {row} }}]\n')
    problems = ContractFolder((tmp_path,), URLS).problems
    assert [told in problem.what and problem.where.startswith("oidc.jwks") for problem in problems] == [True] * bool(
        told
    )


def test_within_one_look_the_folder_is_looked_at_once_and_anew_in_the_next(tmp_path: Path) -> None:
    _write(tmp_path, "marelle", _CLIENT)
    contracts = ContractFolder((tmp_path,), URLS)
    look_anew()
    assert contracts.by_resource("gar", "ark:/77777/billes") is None
    _write(tmp_path, "billes", _CLIENT)
    assert contracts.by_resource("gar", "ark:/77777/billes") is None, "one request sees one moment"
    look_anew()
    assert contracts.by_resource("gar", "ark:/77777/billes") is not None
    end_look()
