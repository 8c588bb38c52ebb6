"""Owns the tests of metadata queries (draft-young-md-query 2 to 4; draft-young-md-query-saml 2 and 3)."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha1
from pathlib import Path

import pytest

from broker.core.refusals.metadata import MetadataExpired, MetadataFetchFailed, MetadataRolledBack
from tests.protocols.saml.federation_source import Source, a_single_entity, serving
from tests.protocols.saml.federation_yard import DAY, ISSUER, FederationYard, codes
from tests.protocols.saml.saml_builders import NOW

ONE, TWO = "https://one.example/saml?a=1&b=é", "https://two.example/saml"
DIGEST = sha1(ONE.encode(), usedforsecurity=False).hexdigest()
BY_NAME = "/entities/https%3A%2F%2Fone.example%2Fsaml%3Fa%3D1%26b%3D%C3%A9"
HOUR = timedelta(hours=1)


@pytest.fixture
def source() -> Iterator[Source]:
    with serving() as found:
        yield found


@pytest.fixture
def yard(tmp_path: Path) -> FederationYard:
    return FederationYard(tmp_path, named={ONE})


def publish(source: Source, path: str = BY_NAME, *, days: float = 9, cache: str | None = "PT6H") -> None:
    """Let the service answer about the entity at a path."""
    source.documents[path] = a_single_entity(
        ONE.replace("&", "&amp;"), valid_until=NOW + days * DAY, cache_duration=cache
    )


@pytest.mark.parametrize(
    ("by", "path"),
    [
        pytest.param("entity_id", BY_NAME, id="by-its-percent-encoded-name"),
        pytest.param("sha1", f"/entities/%7Bsha1%7D{DIGEST}", id="by-sha1-in-braces"),
        pytest.param("sha1_file", f"/entities/{DIGEST}.xml", id="by-a-file-called-so"),
    ],
)
def test_an_entity_is_asked_for_by_each_identifier_2_2(
    yard: FederationYard, source: Source, by: str, path: str
) -> None:
    publish(source, f"/md{path}")
    for base in (f"{source.url}/md", f"{source.url}/md/"):
        peer = yard.open(mdq=base, mdq_by=by).query(ONE, ISSUER)
        assert peer is not None
        assert peer.entity_id == ONE
    assert [asked for asked, _headers in source.asked] == [f"/md{path}"] * 2
    assert source.asked[0][1]["Accept"] == "application/samlmetadata+xml"


def test_the_transformed_identifier_is_the_drafts_own_example_2_2_2(yard: FederationYard, source: Source) -> None:
    yard.named.add("http://example.org/service")
    yard.open(mdq=source.url, mdq_by="sha1").query("http://example.org/service", ISSUER)
    assert source.asked[0][0] == "/entities/%7Bsha1%7D11d72e8cf351eb6c75c721e838f469677ab41bdb"


def test_nobody_is_asked_about_an_entity_that_no_contract_of_that_issuer_names(
    yard: FederationYard, source: Source
) -> None:
    publish(source)
    federations = yard.open(mdq=source.url)
    for entity_id, issuer in ((TWO, ISSUER), (ONE, "educonnect"), (ONE, ""), ("", ISSUER)):
        assert federations.query(entity_id, issuer) is None
    assert source.asked == []
    assert federations.query(ONE, ISSUER) is not None


def test_an_answer_counts_for_its_cache_duration_then_is_asked_for_conditionally_4_1(
    yard: FederationYard, source: Source
) -> None:
    publish(source)
    federations = yard.open(mdq=source.url)
    assert federations.query(ONE, ISSUER) is not None
    yard.clock.moment += 6 * HOUR - timedelta(seconds=1)
    assert federations.query(ONE, ISSUER) is not None
    assert source.statuses == [200]
    yard.clock.moment += timedelta(seconds=1)
    assert federations.query(ONE, ISSUER) is not None
    assert source.statuses == [200, 304]


def test_that_nobody_is_called_so_counts_for_a_minute_3_1_1(yard: FederationYard, source: Source) -> None:
    federations = yard.open(mdq=source.url)
    for _ in range(3):
        assert federations.query(ONE, ISSUER) is None
    assert source.statuses == [404]
    assert federations.problems == ()
    publish(source)
    yard.clock.moment += timedelta(seconds=60)
    assert federations.query(ONE, ISSUER) is not None


def test_an_entity_that_was_withdrawn_is_no_longer_known_3_1_1(yard: FederationYard, source: Source) -> None:
    publish(source)
    federations = yard.open(mdq=source.url)
    assert federations.query(ONE, ISSUER) is not None
    source.documents.clear()
    yard.clock.moment += 6 * HOUR
    assert federations.query(ONE, ISSUER) is None


def test_what_is_known_is_kept_while_the_service_fails_and_refused_once_over(
    yard: FederationYard, source: Source
) -> None:
    publish(source)
    federations = yard.open(mdq=source.url)
    assert federations.query(ONE, ISSUER) is not None
    source.down = True
    yard.clock.moment += 6 * HOUR
    for _ in range(3):
        assert federations.query(ONE, ISSUER) is not None
    assert source.statuses == [200, 500], "not asked again within the minute"
    assert codes(federations) == ["metadata.fetch"]
    yard.clock.moment = NOW + 9 * DAY
    with pytest.raises(MetadataExpired):
        federations.query(ONE, ISSUER)
    source.down = False
    publish(source, days=18)
    yard.clock.moment += timedelta(seconds=60)
    assert federations.query(ONE, ISSUER) is not None
    assert federations.problems == ()


def test_a_service_that_fails_at_first_is_told_and_not_asked_by_everybody(yard: FederationYard, source: Source) -> None:
    source.down = True
    federations = yard.open(mdq=source.url)
    for _ in range(3):
        with pytest.raises(MetadataFetchFailed):
            federations.query(ONE, ISSUER)
    assert source.statuses == [500]
    assert codes(federations) == ["metadata.fetch"]


def test_an_older_answer_is_refused_and_the_former_kept_e107(yard: FederationYard, source: Source) -> None:
    publish(source)
    federations = yard.open(mdq=source.url)
    assert federations.query(ONE, ISSUER) is not None
    publish(source, days=8)
    yard.clock.moment += 6 * HOUR
    peer = federations.query(ONE, ISSUER)
    assert peer is not None
    assert peer.valid_until == NOW + 9 * DAY
    assert codes(federations) == [MetadataRolledBack.code]


def test_of_many_at_once_one_asks(yard: FederationYard, source: Source) -> None:
    publish(source)
    federations = yard.open(mdq=source.url)
    found = []
    threads = [threading.Thread(target=lambda: found.append(federations.query(ONE, ISSUER))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [peer.entity_id for peer in found if peer] == [ONE] * 6
    assert source.statuses == [200]


def test_a_query_service_beyond_loopback_is_asked_only_if_the_settings_say_so_e111(yard: FederationYard) -> None:
    federations = yard.open(mdq="http://93.184.215.14/")
    with pytest.raises(Exception, match=r"metadata\.address"):
        federations.query(ONE, ISSUER)
