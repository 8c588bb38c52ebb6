"""Owns what may listen where: beyond loopback only people of one's own, and only when told so by name."""

from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError
from broker.definitions.addresses import check_exposure
from broker.definitions.settings import DirectorySettings, Listen, Settings

BEYOND = ("0.0.0.0", "::", "192.0.2.7", "preau.example")  # noqa: S104 - what is refused


def settings_for(host: str, people: Path | None = None, *, exposed: bool = False) -> Settings:
    """Return settings that listen on a host; no file of people stands for the shipped ones."""
    return Settings(listen=Listen(host=host, exposed=exposed), directory=DirectorySettings(ldif_file=people))


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
