"""Owns the attacks on a federation's documents, whose signer is set: E107 to E110, kept or asked for."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from broker.core.errors import MetadataRefused
from broker.core.refusals.metadata import MetadataEntityOther
from broker.saml.federations.federations import Federations
from broker.saml.metadata_index import MetadataIndex
from tests.protocols.saml.federation_source import (
    Source,
    a_service,
    a_single_entity,
    an_aggregate,
    serving,
    signed,
)
from tests.protocols.saml.federation_yard import ISSUER, FederationYard, codes
from tests.protocols.saml.saml_builders import MD, Tree, a_party, find, sign
from tests.security.signing import Constants

_SERVICE, _EVIL = "https://service.example/saml", "https://evil.example/saml"
_DAY = timedelta(days=1)


class _Federation:
    """Hold a federation whose source is a file in an attacker's hands, kept by an installation that trusts its key."""

    def __init__(self, folder: Path) -> None:
        self.yard = FederationYard(folder)
        self.file = folder / "source.xml"
        self.federations: Federations = self.yard.open(file=self.file)

    @property
    def aggregate(self) -> Tree:
        """Return an aggregate of one service that nobody has signed, newer than any before."""
        self.yard.clock.moment += _DAY
        return an_aggregate(a_service(_SERVICE), valid_until=self.yard.clock.moment + 9 * _DAY)

    def knows(self, entity_id: str) -> bool:
        """Tell whether an entity is known."""
        return any(each.aggregate and each.aggregate.find(entity_id) for each in self.federations.every)

    def drop(self, content: bytes) -> None:
        """Let the source serve this now."""
        self.file.write_bytes(content)
        self.federations.refresh(now_please=True)

    def check_serves(self) -> None:
        """Fail unless an aggregate that is right serves its service, and nothing is wrong."""
        self.drop(signed(self.aggregate))
        assert self.knows(_SERVICE)
        assert self.federations.problems == ()

    def check_refuses(self, content: bytes, code: str) -> None:
        """Fail unless this is refused for that reason, first of all and in the place of a right one."""
        fresh = _Federation(self.yard.folder / "fresh")
        fresh.yard.clock.moment = self.yard.clock.moment
        for federation, served in ((self, True), (fresh, False)):
            federation.drop(content)
            assert codes(federation.federations) == [code], federation.federations.problems
            assert federation.knows(_SERVICE) is served
            assert not federation.knows(_EVIL)


@pytest.fixture
def federation(tmp_path: Path) -> _Federation:
    (tmp_path / "fresh").mkdir()
    return _Federation(tmp_path)


def _unsigned(aggregate: Tree) -> None:
    aggregate.remove(find(aggregate, "ds:Signature"))


def _other_address(aggregate: Tree) -> None:
    find(aggregate, "//md:AssertionConsumerService").set("Location", "https://evil.example/acs")


def _one_more(aggregate: Tree) -> None:
    aggregate.append(a_service(_EVIL))


def _moved_inside(aggregate: Tree) -> None:
    """Let the signature cover one entity, not the whole."""
    _unsigned(aggregate)
    entity = find(aggregate, "md:EntityDescriptor")
    entity.set("ID", "_entity")
    sign(entity, a_party("federation"), position=0)


def _wrapped(aggregate: Tree) -> None:
    """Put the signed whole inside another, with an evil entity beside it."""
    inner = etree.fromstring(etree.tostring(aggregate))
    for child in list(aggregate):
        aggregate.remove(child)
    aggregate.set("ID", "_outer")
    aggregate.extend([inner, a_service(_EVIL)])


def _hidden_in_key_info(aggregate: Tree) -> None:
    """Put an evil entity where the signature does not reach: into itself."""
    find(aggregate, "ds:Signature/ds:KeyInfo").append(a_service(_EVIL))


def _hidden_under_another_name(aggregate: Tree) -> None:
    """Do so under a prefix that means something else there, and not where the bytes are found."""
    entity = etree.tostring(a_service(_EVIL)).decode().replace(f'xmlns:md="{MD}"', "")
    hidden = etree.fromstring(f'<x:x xmlns:x="urn:x" xmlns:md="urn:x">{entity}</x:x>')
    find(aggregate, "ds:Signature/ds:KeyInfo").append(hidden)


def _no_end(aggregate: Tree) -> None:
    _unsigned(aggregate)
    del aggregate.attrib["validUntil"]
    sign(aggregate, a_party("federation"), position=0)


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(_unsigned, id="E107-unsigned"),
        pytest.param(_other_address, id="E107-changed-after-signing"),
        pytest.param(_one_more, id="E107-one-entity-more"),
        pytest.param(_moved_inside, id="E107-one-entity-signed-only"),
        pytest.param(_wrapped, id="E107-wrapped"),
        pytest.param(_hidden_in_key_info, id="E107-one-entity-in-the-signature"),
        pytest.param(_hidden_under_another_name, id="E107-one-entity-in-the-signature-under-another-name"),
        pytest.param(_no_end, id="E107-no-end"),
    ],
)
def test_an_aggregate_that_is_not_signed_as_a_whole_serves_nobody(
    federation: _Federation, tamper: Callable[[Tree], None]
) -> None:
    federation.check_serves()
    aggregate = etree.fromstring(signed(federation.aggregate))
    tamper(aggregate)
    federation.check_refuses(etree.tostring(aggregate), "metadata.signature")
    federation.check_serves()


def test_an_aggregate_of_another_signer_or_a_weak_digest_serves_nobody_e107(federation: _Federation) -> None:
    federation.check_serves()
    federation.check_refuses(signed(federation.aggregate, "stranger"), "metadata.signature")
    weak = signed(federation.aggregate, digest=Constants.TransformSha1)
    federation.check_refuses(weak, "metadata.signature")
    federation.check_serves()


def test_an_expired_aggregate_serves_nobody_e107(federation: _Federation) -> None:
    federation.check_serves()
    expired = an_aggregate(a_service(_EVIL), valid_until=federation.yard.clock.moment)
    federation.check_refuses(signed(expired), "metadata.expired")
    federation.check_serves()


def test_an_older_aggregate_is_not_taken_again_e107(federation: _Federation) -> None:
    older = signed(an_aggregate(a_service(_EVIL), valid_until=federation.yard.clock.moment + _DAY * 2))
    federation.check_serves()
    federation.drop(older)
    assert codes(federation.federations) == ["metadata.rollback"]
    assert (federation.knows(_SERVICE), federation.knows(_EVIL)) == (True, False)
    federation.check_serves()


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(b"", id="E110-nothing"),
        pytest.param(b"<html><body>moved</body></html>", id="E110-a-page"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', id="E110-an-entity"),
    ],
)
def test_what_is_no_metadata_replaces_none(federation: _Federation, document: bytes) -> None:
    federation.check_serves()
    federation.drop(document)
    assert [code.partition(".")[0] for code in codes(federation.federations)] == ["metadata"]
    assert federation.knows(_SERVICE)
    federation.check_serves()


@pytest.fixture
def source() -> Iterator[Source]:
    with serving() as found:
        yield found


def _evil_inside(answer: bytes) -> bytes:
    root = etree.fromstring(answer)
    find(root, "ds:Signature/ds:KeyInfo").append(a_service(_EVIL))
    octets: bytes = etree.tostring(root)
    return octets


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        pytest.param(lambda end: a_single_entity(_EVIL, valid_until=end), "metadata.entity_other", id="E108-another"),
        pytest.param(
            lambda end: a_single_entity(_SERVICE, valid_until=end, signer="stranger"),
            "metadata.signature",
            id="E107-another-signer",
        ),
        pytest.param(
            lambda end: a_single_entity(_SERVICE, valid_until=end - 9 * _DAY), "metadata.expired", id="E107-expired"
        ),
        pytest.param(lambda _end: etree.tostring(a_service(_SERVICE)), "metadata.signature", id="E107-unsigned"),
        pytest.param(
            lambda end: _evil_inside(a_single_entity(_SERVICE, valid_until=end)),
            "metadata.signature",
            id="E107-one-entity-in-the-signature",
        ),
        pytest.param(
            lambda end: signed(an_aggregate(a_service(_SERVICE), valid_until=end)),
            "metadata.unreadable",
            id="E108-a-group-of-one",
        ),
        pytest.param(
            lambda end: signed(an_aggregate(a_service(_SERVICE), a_service(_EVIL), valid_until=end)),
            "metadata.unreadable",
            id="E108-a-group-of-two",
        ),
        pytest.param(lambda _end: bytes(1_100_000), "metadata.fetch", id="E110-too-large"),
    ],
)
def test_an_answer_to_a_query_that_is_not_right_serves_nobody(
    tmp_path: Path, source: Source, forge: Callable[..., bytes], code: str
) -> None:
    yard = FederationYard(tmp_path, named={_SERVICE, _EVIL})
    federations = yard.open(mdq=source.url)
    path = "/entities/https%3A%2F%2Fservice.example%2Fsaml"
    end = yard.clock.moment + 2 * _DAY
    source.documents[path] = forge(end)
    with pytest.raises(MetadataRefused) as refused:
        federations.query(_SERVICE, ISSUER)
    assert refused.value.code == code
    assert codes(federations) == [code]
    source.documents[path] = a_single_entity(_SERVICE, valid_until=end)
    yard.clock.moment += timedelta(minutes=1)
    assert federations.query(_SERVICE, ISSUER) is not None
    assert federations.problems == ()


def test_another_entity_in_the_place_of_the_one_that_was_found_is_refused_e108(tmp_path: Path) -> None:
    yard = FederationYard(tmp_path)
    path = tmp_path / "service.xml"
    path.write_bytes(etree.tostring(a_service(_SERVICE)))
    plain = MetadataIndex((path,), yard.clock)
    assert plain.find(_SERVICE) is not None
    status = path.stat()
    octets = path.read_bytes().replace(_SERVICE.encode(), _SERVICE.replace("saml", "evil").encode())
    plain = MetadataIndex((path,), yard.clock)
    path.write_bytes(octets)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # of the same size and time: only reading tells
    with pytest.raises(MetadataEntityOther):
        plain.find(_SERVICE)
