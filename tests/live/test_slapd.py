"""Owns what only a real slapd can show: TLS, the pool under threads, the shipped schema, time limits."""

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broker.core.refusals.journey import DirectoryUnavailable
from broker.directories.ldap_directory import LdapDirectory
from broker.directories.sandbox_academy import DEMO_PASSWORD
from tests.live.directory_extras import SCHOOL, write_people
from tests.live.slapd_server import RunningSlapd, run_slapd, write_certificate

pytestmark = pytest.mark.live


class MovableClock:
    """Tell the time it is told."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSlapd]:
    folder = tmp_path_factory.mktemp("slapd")
    with run_slapd(folder / "slapd", write_people(folder)) as running:
        yield running


def test_starttls_with_a_verified_certificate_answers(slapd: RunningSlapd) -> None:
    directory = LdapDirectory(slapd.settings(), MovableClock())
    assert directory.check_password("lea.martin", DEMO_PASSWORD) is not None
    directory.close()


def test_ldaps_with_a_verified_certificate_answers(slapd: RunningSlapd) -> None:
    directory = LdapDirectory(slapd.settings(url=f"ldaps://127.0.0.1:{slapd.tls_port}"), MovableClock())
    assert directory.check_password("lea.martin", DEMO_PASSWORD) is not None
    directory.close()


def test_clear_text_answers_on_loopback_where_the_setting_names_it(slapd: RunningSlapd) -> None:
    settings = slapd.settings(start_tls=False, insecure_plaintext=True, ca_file=None)
    directory = LdapDirectory(settings, MovableClock())
    assert directory.find_person("login", "lea.martin", None) is not None
    directory.close()


@pytest.mark.parametrize("scheme", ["ldap", "ldaps"])
def test_a_certificate_of_another_authority_is_refused(slapd: RunningSlapd, tmp_path: Path, scheme: str) -> None:
    port = slapd.port if scheme == "ldap" else slapd.tls_port
    stranger = write_certificate(tmp_path, "localhost")
    directory = LdapDirectory(slapd.settings(url=f"{scheme}://127.0.0.1:{port}", ca_file=stranger), MovableClock())
    with pytest.raises(DirectoryUnavailable):
        directory.find_person("login", "lea.martin", None)


def test_a_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    with run_slapd(tmp_path / "slapd", write_people(tmp_path), name="ldap.ailleurs.example") as running:
        directory = LdapDirectory(running.settings(), MovableClock())
        with pytest.raises(DirectoryUnavailable) as refused:
            directory.find_person("login", "lea.martin", None)
    assert refused.value.cause.startswith("StartTLS: ")


def test_a_wrong_service_password_says_so_without_saying_it(slapd: RunningSlapd, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("not-this-one\n")
    directory = LdapDirectory(slapd.settings(bind_password_file=secret), MovableClock())
    with pytest.raises(DirectoryUnavailable) as refused:
        directory.find_person("login", "lea.martin", None)
    assert refused.value.cause == "service account: bind result 49"


def test_many_threads_share_a_small_pool(slapd: RunningSlapd) -> None:
    directory = LdapDirectory(slapd.settings(), MovableClock())
    logins = ["lea.martin", "daniel.kaplan", "anouk.sane", "helene.ouattara"] * 25
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda login: directory.find_person("login", login, None), logins))
    assert [person.login for person in found if person is not None] == logins
    directory.close()


def test_a_connection_that_the_server_closed_is_replaced(tmp_path: Path) -> None:
    with run_slapd(tmp_path / "slapd", write_people(tmp_path)) as running:
        directory = LdapDirectory(running.settings(), MovableClock())
        assert directory.find_person("login", "lea.martin", None) is not None
    with pytest.raises(DirectoryUnavailable):
        directory.find_person("login", "lea.martin", None)
    with run_slapd(tmp_path / "slapd", tmp_path / "people.ldif", port=running.port):
        assert directory.find_person("login", "lea.martin", None) is not None
    directory.close()


def test_a_structure_is_kept_for_its_time_and_no_longer(slapd: RunningSlapd) -> None:
    clock = MovableClock()
    directory = LdapDirectory(slapd.settings(structures_kept_seconds=60), clock)
    first = directory.find_structure(SCHOOL)
    assert first is not None
    assert directory.find_structure(SCHOOL) is first
    clock.moment += timedelta(seconds=61)
    assert directory.find_structure(SCHOOL) is not first
    directory.close()


def test_a_silent_server_costs_no_more_than_the_time_limit(slapd: RunningSlapd) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        url = f"ldap://127.0.0.1:{mute.getsockname()[1]}"
        directory = LdapDirectory(slapd.settings(url=url, answer_seconds=1), MovableClock())
        with pytest.raises(DirectoryUnavailable) as refused:
            directory.find_person("login", "lea.martin", None)
    assert re.fullmatch(r"StartTLS: \w+", refused.value.cause)
