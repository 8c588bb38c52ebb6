"""Owns the attacks on the fetching of metadata: E111 by `preau resource add`, as a person types it."""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from broker.commands.resource import resource
from tests.journeys.own_run import lend_keys
from tests.protocols.saml.saml_builders import Exchange, service_metadata
from tests.sandbox import Sandbox
from tests.security.canary import Canary, Reply

_FORBIDDEN, _FAILED, _UNREADABLE = "metadata.address", "metadata.fetch", "metadata.unreadable"
_PUBLIC = "https://fetched.invalid/"


@dataclass
class Registrar:
    """Register one resource by the command, in one workspace, with a right attempt around each hostile one."""

    workspace: Path
    _controlled: bool = False

    def add(self, address: str) -> Result:
        """Run the command on an address."""
        options = ["--workspace", str(self.workspace), "--ark", "ark:/77777/fetched", "--access-url", _PUBLIC]
        return CliRunner().invoke(resource, ["add", "--metadata", address, *options])

    def control(self, canary: Canary) -> None:
        """Fail unless a right address registers the resource; remove it again."""
        calls = list(canary.calls)
        canary.replies["/right"] = Reply(200, _metadata(f"{canary.url}/right"))
        told = self.add(f"{canary.url}/right")
        assert told.exit_code == 0, told.output
        removed = CliRunner().invoke(resource, ["remove", "fetched", "--workspace", str(self.workspace)])
        assert removed.exit_code == 0, removed.output
        canary.calls[:] = calls
        self._controlled = True

    def refuses(self, canary: Canary, address: str, code: str) -> Result:
        """Fail unless nothing is registered from this address, for that reason, between two right ones."""
        if not self._controlled:
            self.control(canary)
        self._controlled = False
        told = self.add(address.replace("{canary}", canary.url))
        assert told.exit_code != 0
        assert re.search(rf"\b{re.escape(code)}\b", told.output), told.output
        self.check_empty()
        self.control(canary)
        return told

    def check_empty(self) -> None:
        """Fail unless the workspace holds no resource."""
        assert not [*(self.workspace / "services").glob("*.xml"), *(self.workspace / "contracts").glob("*.toml")]


@pytest.fixture(scope="module")
def registrar(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Registrar:
    """Give one workspace to every attempt."""
    folder = tmp_path_factory.mktemp("fetching")
    lend_keys(folder, sandbox)
    return Registrar(folder)


def _metadata(entity_id: str) -> bytes:
    exchange = Exchange(service=entity_id, consumer=f"{_PUBLIC}acs")
    octets: bytes = etree.tostring(service_metadata(exchange))
    return octets


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
        "http://0xA9FEA9FE/",
        "http://10.0.0.1/metadata",
        "http://192.168.1.1/",
        "http://172.16.0.1:8080/",
        "http://0.0.0.0:1/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://224.0.0.1/",
        "https://93.184.215.14/",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1\\@169.254.169.254/",
        "http://127.0.0.1/ HTTP/1.1",
        "http:///etc/passwd",
    ],
    ids=lambda address: f"E111-{address}",
)
def test_an_address_beyond_loopback_is_never_asked(registrar: Registrar, canary: Canary, address: str) -> None:
    registrar.refuses(canary, address, _FORBIDDEN)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x"],
    ids=lambda address: f"E111-{address}",
)
def test_another_scheme_is_no_address_but_a_file_that_is_not_there(
    registrar: Registrar, canary: Canary, address: str
) -> None:
    told = registrar.refuses(canary, address, "No such file or directory")
    assert "root:" not in told.output


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        pytest.param(Reply(302, b"", {"Location": "/right"}), _FAILED, id="E111-redirected-to-a-right-one"),
        pytest.param(Reply(301, b"", {"Location": "http://169.254.169.254/"}), _FAILED, id="E111-redirected-outside"),
        pytest.param(Reply(307, b"", {"Location": "file:///etc/passwd"}), _FAILED, id="E111-redirected-to-a-file"),
        pytest.param(Reply(500, b"x"), _FAILED, id="E111-an-error"),
        pytest.param(Reply(200, bytes(2_000_000)), _FAILED, id="E111-two-megabytes"),
        pytest.param(
            Reply(200, gzip.compress(bytes(10_000_000)), {"Content-Encoding": "gzip"}), _FAILED, id="E111-a-gzip-bomb"
        ),
        pytest.param(Reply(200, b"<html/>"), _UNREADABLE, id="E111-a-page"),
        pytest.param(Reply(200, b""), _UNREADABLE, id="E111-nothing"),
        pytest.param(
            Reply(200, b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r>&e;</r>'),
            _UNREADABLE,
            id="E110-a-doctype",
        ),
    ],
)
def test_what_is_fetched_is_one_answer_within_the_caps(
    registrar: Registrar, canary: Canary, reply: Reply, code: str
) -> None:
    canary.replies["/hostile"] = reply
    told = registrar.refuses(canary, "{canary}/hostile", code)
    assert canary.calls == ["/hostile"], "asked once, and nowhere else"
    assert "root:" not in told.output


def test_metadata_of_another_entity_than_the_contract_names_is_refused_e108(
    registrar: Registrar, canary: Canary
) -> None:
    registrar.control(canary)
    contract = registrar.workspace / "mine.toml"
    contract.write_text(_CONTRACT, encoding="utf-8")
    options = ["--workspace", str(registrar.workspace), "--contract", str(contract)]
    told = CliRunner().invoke(resource, ["add", "--metadata", f"{canary.url}/right", *options])
    assert told.exit_code != 0
    assert "entity" in told.output.lower()
    registrar.check_empty()
    registrar.control(canary)


_CONTRACT = """\
issuer = "gar"
resource = "ark:/77777/mine"
access_url = "https://fetched.invalid/"
title = { fr = "La mienne", en = "Mine" }
provider = { siren_isni = "777777777_0000000077777777", name = "Moi" }
purpose = { fr = "Essayer.", en = "Try." }
legal_basis = "Aucune : bac à sable"
profiles = ["National_elv"]
valid_from = 2024-09-01
valid_until = 2031-08-31
approved_by = "Les tests"
open_to_all = true
attributes = [{ code = "IDO", purpose = "Contrôle." }]

[saml]
entity_id = "https://other.invalid/service"
"""
