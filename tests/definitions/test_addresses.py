"""Owns what may listen where: beyond loopback only people of one's own, and only when told so by name."""

from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError
from broker.definitions.addresses import (
    base_urls,
    check_exposure,
    is_desk_open,
    is_registration_open,
    local_certificates,
    server_certificates,
)
from broker.definitions.settings import ConsoleSettings, IssuerOverride, Listen, Settings
from broker.definitions.workspace import DATA
from broker.directories.directory_settings import SHIPPED_LAYOUTS, DirectorySettings

BEYOND = ("0.0.0.0", "::", "192.0.2.7", "preau.example")  # noqa: S104 - what is refused


def settings_for(host: str, people: Path | None = None, *, exposed: bool = False) -> Settings:
    """Return settings that listen on a host; no file of people stands for the shipped ones."""
    nobody = {name: DirectorySettings(kind="none") for name in SHIPPED_LAYOUTS}
    return Settings(
        listen=Listen(host=host, exposed=exposed), directory=DirectorySettings(ldif_file=people), directories=nobody
    )


def place_of_refusal(settings: Settings) -> str:
    """Return the setting that a refusal names."""
    with pytest.raises(ConfigurationError) as refused:
        check_exposure(settings)
    (problem,) = refused.value.problems
    assert problem.hint
    return problem.where


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_is_fine_with_the_shipped_people(host: str) -> None:
    check_exposure(settings_for(host))


@pytest.mark.parametrize("exposed", [False, True])
@pytest.mark.parametrize("host", BEYOND)
def test_the_shipped_people_stay_on_loopback_whatever_is_asked(host: str, exposed: bool) -> None:  # noqa: FBT001
    assert place_of_refusal(settings_for(host, exposed=exposed)) == "listen.host"


@pytest.mark.parametrize("host", BEYOND)
def test_people_of_ones_own_go_beyond_loopback_only_when_told_so_by_name(host: str, tmp_path: Path) -> None:
    own = tmp_path / "own.ldif"
    assert place_of_refusal(settings_for(host, own)) == "listen.exposed"
    check_exposure(settings_for(host, own, exposed=True))


ISSUERS = DATA / "issuers"


def test_with_tls_every_address_is_https_and_the_certificate_is_for_their_hosts(tmp_path: Path) -> None:
    settings = Settings(
        listen=Listen(host="192.0.2.7", tls=True), issuers={"gar": IssuerOverride(url="https://preau.example")}
    )
    urls = base_urls(settings, ISSUERS)
    assert {url.partition("://")[0] for url in urls.values()} == {"https"}
    certificates = local_certificates(settings, tmp_path, urls)
    assert certificates is not None
    assert certificates.hosts == {"localhost", "127.0.0.1", "::1", "192.0.2.7", "preau.example"}


def test_without_tls_there_is_no_certificate(tmp_path: Path) -> None:
    urls = base_urls(Settings(), ISSUERS)
    assert {url.partition("://")[0] for name, url in urls.items() if name != "webservices"} == {"http"}
    assert local_certificates(Settings(), tmp_path, urls) is None


@pytest.mark.parametrize("tls", [False, True])
def test_the_web_services_are_https_whatever_the_issuers_speak(tmp_path: Path, tls: bool) -> None:  # noqa: FBT001
    settings = Settings(listen=Listen(first_port=9000, tls=tls))
    urls = base_urls(settings, ISSUERS)
    assert urls["webservices"] == "https://localhost:9017"
    assert server_certificates(settings, tmp_path, urls).hosts == {"localhost", "127.0.0.1", "::1"}


def test_the_web_services_take_a_public_address_that_is_https() -> None:
    settings = Settings.model_validate({"webservices": {"url": "https://services.example/gar/"}})
    assert base_urls(settings, ISSUERS)["webservices"] == "https://services.example/gar"
    with pytest.raises(ValueError, match="https"):
        Settings.model_validate({"webservices": {"url": "http://services.example"}})


def test_the_web_services_are_no_issuer() -> None:
    with pytest.raises(ConfigurationError, match="no issuer is called so"):
        base_urls(Settings(issuers={"webservices": IssuerOverride()}), ISSUERS)


def test_an_issuer_of_ones_own_cannot_take_their_port(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("listener = 17\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="the next free one is 18"):
        base_urls(Settings(), ISSUERS, tmp_path)


def test_with_tls_each_address_set_to_http_is_told() -> None:
    plain = {name: IssuerOverride(url=f"http://{name}.example") for name in ("gar", "academie")}
    with pytest.raises(ConfigurationError) as refused:
        base_urls(Settings(listen=Listen(tls=True), issuers=plain), ISSUERS)
    assert [problem.where for problem in refused.value.problems] == ["issuers.academie.url", "issuers.gar.url"]


@pytest.mark.parametrize(
    ("host", "url", "said", "is_open"),
    [
        ("127.0.0.1", "http://localhost:8000", None, True),
        ("::1", "http://[::1]:8000", None, True),
        ("192.0.2.7", "http://192.0.2.7:8000", None, False),
        ("127.0.0.1", "https://preau.example", None, False),  # a reverse proxy stands in front
        ("192.0.2.7", "http://192.0.2.7:8000", True, True),
        ("127.0.0.1", "http://localhost:8000", False, False),
    ],
)
def test_the_form_of_the_console_is_open_where_this_machine_alone_reaches_it_or_as_said(
    host: str,
    url: str,
    said: bool | None,  # noqa: FBT001 - a parameter of the test
    is_open: bool,  # noqa: FBT001
) -> None:
    settings = Settings(listen=Listen(host=host, exposed=True), console=ConsoleSettings(registration=said))
    assert is_registration_open(settings, url) is is_open


@pytest.mark.parametrize("name", SHIPPED_LAYOUTS)
def test_shipped_agents_citizens_and_professionals_stay_on_loopback_too(name: str, tmp_path: Path) -> None:
    settings = settings_for("192.0.2.7", tmp_path / "own.ldif", exposed=True)
    others = {other: chosen for other, chosen in settings.directories.items() if other != name}
    assert place_of_refusal(settings.model_copy(update={"directories": others})) == "listen.host"


@pytest.mark.parametrize(
    ("host", "said", "is_open"),
    [("127.0.0.1", None, True), ("192.0.2.7", None, False), ("192.0.2.7", True, True), ("127.0.0.1", False, False)],
)
def test_the_helpdesk_is_shut_where_other_machines_reach_it(host: str, said: object, is_open: object) -> None:
    settings = Settings.model_validate({"listen": {"host": host, "exposed": True}, "accounts": {"desk": said}})
    assert is_desk_open(settings, f"http://{host}:8003") is is_open
