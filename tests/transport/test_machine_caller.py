"""Owns what a machine of ours is told when it cannot ask the web services: which kind of failure, and no address."""

from pathlib import Path

import pytest

from broker.core.refusals.resource_list import ListUnavailable
from broker.core.roles import Holder, Role
from broker.transport.client_certificates import ClientCertificates
from broker.transport.machine_caller import Asked, MachineCaller
from tests.sandbox import MovableClock, free_ports

P0 = Holder(Role.ENT, "P0")
SECRET = "4f1c-person"
WANTED = (Asked(f"/ressources/P0/9990004A/{SECRET}", "application/json"),)


@pytest.fixture
def caller(tmp_path: Path) -> MachineCaller:
    """Give a caller whose services nobody serves."""
    clients = ClientCertificates(tmp_path / "certificates")
    clients.provide((P0,), MovableClock().now())
    return MachineCaller(f"https://localhost:{free_ports()}", str(clients.authority_file), clients)


def refused(caller: MachineCaller, holder: Holder = P0) -> ListUnavailable:
    with pytest.raises(ListUnavailable) as found:
        caller.ask(holder, WANTED)
    assert SECRET not in f"{found.value.expected}{found.value.received}{found.value.cause}"
    assert found.value.__cause__ is None
    return found.value


def test_nobody_listening_is_told_by_its_kind(caller: MachineCaller) -> None:
    assert refused(caller).received == "ConnectionError"


def test_a_client_without_a_certificate_is_told_how_to_make_one(caller: MachineCaller) -> None:
    assert "preau certificates make --ent P9" in refused(caller, Holder(Role.ENT, "P9")).expected


def test_a_certificate_that_is_damaged_is_told_by_its_kind(caller: MachineCaller) -> None:
    (caller.clients.folder / "ent-P0.pem").write_text("nothing", encoding="ascii")
    assert refused(caller).received == "ConfigurationError"


def test_a_key_that_is_gone_is_told_by_its_kind(caller: MachineCaller) -> None:
    (caller.clients.folder / "ent-P0.key").unlink()
    assert refused(caller).received == "OSError"


def test_what_is_asked_shows_no_address() -> None:
    assert SECRET not in repr(WANTED)
