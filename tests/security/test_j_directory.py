"""Owns the attacks on the directory: J202 (injection), J203 (empty password), J204 (transport, duplicates), J205."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from broker.core.refusals.decision import PersonAmbiguous
from broker.core.refusals.journey import DirectoryUnavailable
from broker.directories.ldap3_bridge import LdapConnections
from broker.directories.ldap_directory import LdapDirectory
from broker.directories.ldap_settings import LdapSettings
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.sandbox_academy import BASE_DN, DEMO_PASSWORD
from broker.flows.ports import Directory
from tests.live.directory_extras import a_record, a_referral, write_people
from tests.live.slapd_server import READER, RunningSlapd, run_slapd

_SECRET = "the-service-account-password"
_HOSTILE = (
    "*",
    "lea*",
    "lea.martin)(objectClass=*",
    "*)(uid=*))(|(uid=*",
    "lea.martin\\2a",
    "lea.martin\0",
    "lea.martin,ou=people,dc=preau,dc=example",
    ")(|(ENTPersonLogin=*",
    "(&)",
    "léa.martin",
    "lea.martin\n",
)


class StillClock:
    """Tell always the same time."""

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Listener:
    """Listen on loopback; keep what comes, answer as told."""

    def __init__(self, answer: bytes) -> None:
        self.received = b""
        self.connections = 0
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    def serve(self) -> None:
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with peer:
                while part := peer.recv(4096):
                    self.received += part
                    peer.sendall(self._answer)

    def stop(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def a_listener(answer: bytes = b"") -> Iterator[Listener]:
    listener = Listener(answer)
    thread = threading.Thread(target=listener.serve)
    thread.start()
    try:
        yield listener
    finally:
        listener.stop()
        thread.join(5)


def settings_for(folder: Path, **changes: object) -> LdapSettings:
    secret = folder / "secret"
    secret.write_text(_SECRET)
    chosen = {"url": "ldap://127.0.0.1:1", "bind_dn": READER, "bind_password_file": secret, "answer_seconds": 2}
    return LdapSettings.model_validate({**chosen, **changes})


@pytest.fixture(scope="module")
def canary() -> Iterator[Listener]:
    with a_listener() as listener:
        yield listener


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory, canary: Listener) -> Iterator[RunningSlapd]:
    folder = tmp_path_factory.mktemp("slapd")
    with run_slapd(folder / "slapd", write_people(folder, a_referral(canary.port))) as running:
        yield running


@pytest.fixture(params=["ldif", pytest.param("ldap", marks=pytest.mark.live)])
def directory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Directory]:
    if request.param == "ldif":
        yield LdifDirectory(write_people(tmp_path))
        return
    ldap = LdapDirectory(request.getfixturevalue("slapd").settings(), StillClock())
    yield ldap
    ldap.close()


@pytest.mark.parametrize("text", _HOSTILE)
def test_j202_hostile_text_is_a_plain_value_in_every_look_up(directory: Directory, text: str) -> None:
    assert directory.find_person("login", "lea.martin", None) is not None  # the control
    assert directory.find_person("login", text, None) is None
    assert directory.find_person("mail", text, None) is None
    assert directory.find_person("join_key", text, None) is None
    assert directory.find_person("person", text, None) is None
    assert directory.check_password(text, DEMO_PASSWORD) is None
    assert directory.find_people(starting=text) == ()


def test_j203_an_empty_password_opens_nothing(directory: Directory) -> None:
    assert directory.check_password("lea.martin", DEMO_PASSWORD) is not None  # the control
    assert directory.check_password("lea.martin", "") is None


def test_j203_an_empty_password_is_refused_before_any_connection(tmp_path: Path) -> None:
    with a_listener() as listener:
        url = f"ldap://127.0.0.1:{listener.port}"
        connections = LdapConnections(settings_for(tmp_path, url=url))
        assert connections.opens(f"uid=P0000001,ou=people,{BASE_DN}", "") is False
        assert connections.opens("", "anything") is False
        assert listener.connections == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"start_tls": False},
        {"url": "ldap://ldap.famille.example", "start_tls": False},
        {"url": "ldap://ldap.famille.example", "start_tls": False, "insecure_plaintext": True},
        {"url": "ldap://192.0.2.7", "insecure_plaintext": True},
        {"url": "http://127.0.0.1"},
        {"url": "ldap://"},
        {"url": "ldap://127.0.0.1/dc=autre"},
        {"url": "ldap://quelquun@127.0.0.1"},
        {"follow_referrals": True},
    ],
)
def test_j204_settings_that_would_speak_in_clear_are_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    settings_for(tmp_path)  # the control
    with pytest.raises(ValidationError):
        settings_for(tmp_path, **changes)


def test_j204_starttls_stripped_on_the_way_sends_no_password(tmp_path: Path) -> None:
    refused_extended = bytes.fromhex("300c02010178070a010204000400")  # message 1, extendedResp, protocolError
    with a_listener(refused_extended) as listener:
        directory = LdapDirectory(settings_for(tmp_path, url=f"ldap://127.0.0.1:{listener.port}"), StillClock())
        with pytest.raises(DirectoryUnavailable) as refused:
            directory.check_password("lea.martin", DEMO_PASSWORD)
        assert listener.connections == 1
    assert refused.value.cause.startswith("StartTLS: ")
    assert b"1.3.6.1.4.1.1466.20037" in listener.received
    for secret in (_SECRET, DEMO_PASSWORD, "lea.martin", READER):
        assert secret.encode() not in listener.received


@pytest.mark.live
def test_j204_a_server_without_tls_is_refused(tmp_path: Path) -> None:
    with run_slapd(tmp_path / "slapd", write_people(tmp_path), with_tls=False) as running:
        directory = LdapDirectory(running.settings(), StillClock())
        with pytest.raises(DirectoryUnavailable) as refused:
            directory.find_person("login", "lea.martin", None)
    assert refused.value.cause == "StartTLS: LDAPStartTLSError"


@pytest.mark.live
def test_j204_a_referral_is_not_followed(slapd: RunningSlapd, canary: Listener) -> None:
    directory = LdapDirectory(slapd.settings(), StillClock())
    assert directory.find_person("login", "lea.martin", None) is not None
    assert len(directory.find_situations()) > 30
    with pytest.raises(DirectoryUnavailable) as refused:
        directory.find_child(f"ou=ailleurs,ou=people,{BASE_DN}")
    assert refused.value.cause == "search: result 10"
    assert canary.connections == 0
    directory.close()


def test_j204_a_server_that_does_not_listen_is_a_clear_failure(tmp_path: Path) -> None:
    directory = LdapDirectory(settings_for(tmp_path), StillClock())
    with pytest.raises(DirectoryUnavailable) as refused:
        directory.find_person("login", "lea.martin", None)
    assert refused.value.cause.startswith("connect: ")


def test_j204_a_duplicate_entry_stops_the_sign_on(directory: Directory) -> None:
    with pytest.raises(PersonAmbiguous) as refused:
        directory.check_password("deux.fiches", DEMO_PASSWORD)
    assert "deux" not in f"{refused.value.expected} {refused.value.received} {refused.value}"


def test_j204_an_entry_with_two_logins_is_ambiguous(tmp_path: Path) -> None:
    record = a_record("Z1", "un.login", "77777777-7777-4777-a777-777777777777", "ENTPersonLogin: autre.login")
    directory = LdifDirectory(write_people(tmp_path, record))
    with pytest.raises(PersonAmbiguous):
        directory.find_person("login", "un.login", None)


def test_j204_a_disabled_account_opens_nothing(directory: Directory) -> None:
    assert directory.find_person("login", "compte.bloque", None) is not None
    assert directory.check_password("compte.bloque", DEMO_PASSWORD) is None


@pytest.mark.live
def test_j204_the_service_account_cannot_read_passwords(slapd: RunningSlapd) -> None:
    connections = LdapConnections(slapd.settings())
    (entry,) = connections.fetch(f"ou=people,{BASE_DN}", "(ENTPersonLogin=lea.martin)", ["userPassword", "sn"], 2)
    assert entry.values("sn") == ["Martin"]
    assert entry.values("userPassword") == []
    connections.close()


def test_j205_an_unknown_login_answers_as_a_wrong_password_does(directory: Directory) -> None:
    assert directory.check_password("personne.ici", "faux") is None
    assert directory.check_password("lea.martin", "faux") is None
