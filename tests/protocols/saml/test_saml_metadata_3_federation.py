"""Owns the tests of a federation's kept aggregate: fetched when due, verified, kept while the source fails (E107)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError
from broker.core.refusals.metadata import MetadataAmbiguous, MetadataExpired
from broker.saml.federations.federations import Federations
from broker.saml.peer import Peer
from tests.protocols.saml.federation_source import (
    Source,
    a_service,
    an_aggregate,
    serving,
    signed,
    write_signer,
)
from tests.protocols.saml.federation_yard import DAY, FederationYard, codes
from tests.protocols.saml.saml_builders import NOW, a_party

ONE, TWO = "https://one.example/saml", "https://two.example/saml"
HOUR = timedelta(hours=1)


@pytest.fixture
def source() -> Iterator[Source]:
    with serving() as found:
        yield found


@pytest.fixture
def yard(tmp_path: Path) -> FederationYard:
    return FederationYard(tmp_path)


def publish(
    source: Source, *entities: str, days: float = 9, cache: str | None = None, signer: str = "federation"
) -> None:
    """Put an aggregate in the place of what the source serves."""
    trees = [a_service(entity) for entity in entities]
    source.documents["/all.xml"] = signed(
        an_aggregate(*trees, valid_until=NOW + days * DAY, cache_duration=cache), signer
    )


def opened(yard: FederationYard, source: Source, **settings: object) -> Federations:
    return yard.open(url=f"{source.url}/all.xml", **settings)


def find(federations: Federations, entity_id: str) -> Peer | None:
    """Look an entity up in the aggregate of the one federation."""
    aggregate = federations.every[0].aggregate
    assert aggregate is not None
    return aggregate.find(entity_id)


def test_an_aggregate_is_fetched_verified_kept_and_known_to_the_next_process(
    yard: FederationYard, source: Source
) -> None:
    publish(source, ONE, TWO)
    federations = opened(yard, source)
    assert find(federations, ONE) is None
    assert [problem.what for problem in federations.problems] == ["nothing was fetched yet"]
    federations.refresh()
    peer = find(federations, ONE)
    assert peer is not None
    assert peer.valid_until == NOW + 9 * DAY
    assert federations.describing(TWO)
    assert federations.problems == ()
    assert find(opened(yard, source), TWO) is not None
    assert source.statuses == [200], "the next process asks nothing until it is due"


def test_the_source_is_asked_again_after_cache_duration_and_answers_that_nothing_changed(
    yard: FederationYard, source: Source
) -> None:
    publish(source, ONE, cache="PT6H")
    federations = opened(yard, source)
    federations.refresh()
    yard.clock.moment += 6 * HOUR - timedelta(seconds=1)
    federations.refresh()
    assert source.statuses == [200]
    yard.clock.moment += timedelta(seconds=1)
    federations.refresh()
    assert source.statuses == [200, 304]
    federations.refresh()
    assert source.statuses == [200, 304], "asked once, and the time counts anew"
    publish(source, ONE, TWO, days=10, cache="PT6H")
    yard.clock.moment += 6 * HOUR
    federations.refresh()
    assert source.statuses == [200, 304, 200]
    assert find(federations, TWO) is not None


@pytest.mark.parametrize(
    ("cache", "settings", "expected"),
    [
        pytest.param("PT1S", {"min_refresh_seconds": 600}, 600, id="no-sooner-than-the-least"),
        pytest.param("P30D", {"max_refresh_seconds": 7200}, 7200, id="no-later-than-the-most"),
        pytest.param(None, {}, 3600, id="an-hour-when-it-says-nothing"),
        pytest.param("PT2H30M", {}, 9000, id="as-it-says"),
        pytest.param("P1D", {}, 12 * 3600, id="sooner-where-the-end-is-near"),
    ],
)
def test_cache_duration_counts_within_the_bounds_that_are_set(
    yard: FederationYard, source: Source, cache: str | None, settings: dict[str, int], expected: int
) -> None:
    publish(source, ONE, days=1, cache=cache)
    federations = opened(yard, source, **settings)
    federations.refresh()
    yard.clock.moment += timedelta(seconds=expected - 1)
    federations.refresh()
    assert len(source.statuses) == 1
    yard.clock.moment += timedelta(seconds=1)
    federations.refresh()
    assert len(source.statuses) == 2


def test_the_copy_is_kept_while_the_source_fails_which_is_told_and_tried_less_and_less_often(
    yard: FederationYard, source: Source
) -> None:
    publish(source, ONE, cache="PT1H")
    federations = opened(yard, source, min_refresh_seconds=60)
    federations.refresh()
    source.down = True
    yard.clock.moment += HOUR
    federations.refresh()
    assert codes(federations) == ["metadata.fetch"]
    assert codes(opened(yard, source)) == ["metadata.fetch"], "told by every process"
    assert find(federations, ONE) is not None
    for wait in (60, 120, 240):
        yard.clock.moment += timedelta(seconds=wait - 1)
        before = len(source.statuses)
        federations.refresh()
        assert len(source.statuses) == before
        yard.clock.moment += timedelta(seconds=1)
        federations.refresh()
        assert len(source.statuses) == before + 1
    source.down = False
    yard.clock.moment += timedelta(seconds=480)
    federations.refresh()
    assert federations.problems == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"signer": "stranger"}, "metadata.signature", id="E107-another-signer"),
        pytest.param({"days": -1}, "metadata.expired", id="E107-expired"),
        pytest.param({"days": 8}, "metadata.rollback", id="E107-older"),
        pytest.param({"days": 40}, "metadata.validity", id="E107-valid-for-too-long"),
        pytest.param({"cache": "soon"}, "metadata.signature", id="E107-a-cache-duration-that-is-none"),
    ],
)
def test_an_aggregate_that_is_refused_leaves_the_former_one_and_is_told(
    yard: FederationYard, source: Source, change: dict[str, object], code: str
) -> None:
    publish(source, ONE)
    federations = opened(yard, source)
    federations.refresh()
    publish(source, ONE, TWO, **change)  # type: ignore[arg-type] # any argument
    yard.clock.moment += HOUR
    federations.refresh()
    assert codes(federations) == [code]
    assert (find(federations, ONE) is not None, find(federations, TWO)) == (True, None)
    assert find(opened(yard, source), TWO) is None
    publish(source, ONE, TWO, days=10)
    yard.clock.moment += HOUR
    federations.refresh()
    assert find(federations, TWO) is not None
    assert federations.problems == ()


def test_a_copy_past_its_end_refuses_its_services_and_is_told_until_a_newer_one_comes(
    yard: FederationYard, source: Source
) -> None:
    publish(source, ONE)
    federations = opened(yard, source)
    federations.refresh()
    assert find(federations, ONE) is not None
    yard.clock.moment += 9 * DAY
    for process in (federations, opened(yard, source)):
        with pytest.raises(MetadataExpired):
            find(process, ONE)
        assert codes(process) == ["metadata.expired"]
    federations.refresh()  # the source has nothing newer
    assert codes(federations) == ["metadata.expired"]
    publish(source, ONE, days=18)
    yard.clock.moment += HOUR
    federations.refresh()
    assert find(federations, ONE) is not None
    assert federations.problems == ()


def test_a_kept_copy_that_was_tampered_with_serves_nobody_in_the_next_process(
    yard: FederationYard, source: Source
) -> None:
    publish(source, ONE)
    federations = opened(yard, source)
    federations.refresh()
    copy = federations.every[0].copy.document
    copy.write_bytes(copy.read_bytes().replace(b"https://service.example/acs", b"https://evilone.example/acs"))
    again = opened(yard, source)
    assert find(again, ONE) is None
    assert codes(again) == ["metadata.signature"]
    federations.refresh()
    assert find(federations, ONE) is None
    yard.clock.moment += HOUR
    federations.refresh()
    assert source.statuses == [200, 200], "fetched whole"
    assert find(federations, ONE) is not None


def test_a_copy_that_the_certificate_set_now_did_not_sign_serves_nobody(yard: FederationYard, source: Source) -> None:
    publish(source, ONE)
    opened(yard, source).refresh()
    (yard.folder / "other.pem").write_bytes(a_party("stranger").certificate_pem)
    again = opened(yard, source, certificate=yard.folder / "other.pem")
    assert find(again, ONE) is None
    assert codes(again) == ["metadata.signature"]


def test_two_signers_count_while_a_federation_changes_its_key(yard: FederationYard, source: Source) -> None:
    both = write_signer(yard.folder, "federation", "federation-next")
    federations = opened(yard, source, certificate=both)
    for day, signer in enumerate(("federation", "federation-next"), 9):
        publish(source, ONE, days=day, signer=signer)
        federations.refresh(now_please=True)
        assert federations.problems == ()
        assert find(federations, ONE) is not None


def test_another_address_is_asked_at_once_and_without_the_validators_of_the_former(
    yard: FederationYard, source: Source
) -> None:
    publish(source, ONE)
    opened(yard, source).refresh()
    source.documents["/other.xml"] = source.documents["/all.xml"]
    yard.open(url=f"{source.url}/other.xml").refresh()
    assert [path for path, _headers in source.asked] == ["/all.xml", "/other.xml"]
    assert "If-None-Match" not in source.asked[1][1]


def test_a_file_is_read_like_an_address(yard: FederationYard, source: Source, tmp_path: Path) -> None:
    publish(source, ONE, cache="PT10M")
    file = tmp_path / "dropped.xml"
    federations = yard.open(file=file)
    federations.refresh()
    assert codes(federations) == ["metadata.fetch"]
    file.write_bytes(source.documents["/all.xml"])
    federations.refresh(now_please=True)
    assert find(federations, ONE) is not None
    publish(source, ONE, TWO, days=10)
    file.write_bytes(source.documents["/all.xml"])
    yard.clock.moment += HOUR
    federations.refresh()
    assert find(federations, TWO) is not None


def test_an_entity_described_twice_in_an_aggregate_serves_nobody_e109(yard: FederationYard, source: Source) -> None:
    publish(source, ONE, TWO, ONE)
    federations = opened(yard, source)
    federations.refresh()
    with pytest.raises(MetadataAmbiguous):
        find(federations, ONE)
    assert find(federations, TWO) is not None


def test_another_process_that_is_fetching_is_left_to_it(yard: FederationYard, source: Source) -> None:
    publish(source, ONE)
    federations, other = opened(yard, source), opened(yard, source)
    with other.every[0].copy.alone(waiting=False) as alone:
        assert alone
        federations.refresh()
        assert source.statuses == []
    other.refresh()
    federations.refresh()
    assert source.statuses == [200]
    assert find(federations, ONE) is not None, "and what it kept is read"


def test_an_aggregate_beyond_the_cap_is_refused_e110(yard: FederationYard, source: Source) -> None:
    source.documents["/all.xml"] = bytes(1024 * 1024 + 1)
    federations = opened(yard, source, max_mib=1)
    federations.refresh()
    assert codes(federations) == ["metadata.fetch"]


def test_a_source_beyond_loopback_is_asked_only_if_the_settings_say_so_e111(yard: FederationYard) -> None:
    federations = yard.open(url="http://93.184.215.14/all.xml")
    federations.refresh()
    assert codes(federations) == ["metadata.address"]


def test_a_certificate_that_cannot_be_used_stops_the_start(yard: FederationYard, source: Source) -> None:
    for content in (None, b"nonsense", a_party("weak", "rsa-1024").certificate_pem):
        file = yard.folder / "bad.pem"
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(ConfigurationError, match=r"federations\.essai\.certificate"):
            opened(yard, source, certificate=file)
