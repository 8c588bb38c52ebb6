"""Owns the attacks on a federation's aggregate, whose signer is set: E107 and E108, at the index of metadata."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from broker.core.refusals.metadata import MetadataEntityOther
from broker.saml.certificates import read_pem
from broker.saml.metadata_index import MetadataIndex
from tests.protocols.saml.saml_builders import (
    MD,
    NOW,
    Exchange,
    Tree,
    a_party,
    find,
    instant,
    service_metadata,
    sign,
)
from tests.sandbox import MovableClock
from tests.security.signing import Constants

_SERVICE, _FILE = "https://service.example/saml", "federation.xml"
_DAY = timedelta(days=1)


class _Federation:
    """Hold a folder with one aggregate, read by an index that trusts the federation's key alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = MovableClock(NOW - MovableClock().now())
        self.now = self.clock.now()
        self._at = 0
        self.drop(self.aggregate(_DAY))
        signers = {_FILE: read_pem(a_party("federation").certificate_pem)}
        self.index = MetadataIndex((folder,), self.clock, signers)

    def aggregate(self, valid: timedelta, party: str = "federation", **options: object) -> Tree:
        """Build an aggregate of one service, valid so long, signed by a party."""
        group = etree.Element(f"{{{MD}}}EntitiesDescriptor", ID="_aggregate", nsmap={"md": MD})
        group.set("validUntil", instant(self.now + valid))
        group.append(service_metadata(Exchange(service=_SERVICE)))
        sign(group, a_party(party), position=0, **options)
        return group

    def drop(self, content: Tree | bytes) -> None:
        """Replace the file."""
        self._at += 1
        path = self.folder / _FILE
        path.write_bytes(content if isinstance(content, bytes) else etree.tostring(content))
        os.utime(path, (self._at, self._at))

    def check_serves(self, days: int) -> None:
        """Fail unless an aggregate that is right, and newer, serves its service."""
        self.drop(self.aggregate(days * _DAY))
        assert self.index.find(_SERVICE) is not None, self.index.problems()

    def check_refuses(self, content: Tree | bytes, code: str) -> None:
        """Fail unless the file serves nobody, for that reason."""
        self.drop(content)
        assert self.index.find(_SERVICE) is None
        assert [code in problem.what for problem in self.index.problems()] == [True], self.index.problems()


@pytest.fixture
def federation(tmp_path: Path) -> _Federation:
    return _Federation(tmp_path)


def _unsigned(aggregate: Tree) -> None:
    aggregate.remove(find(aggregate, "ds:Signature"))


def _other_address(aggregate: Tree) -> None:
    find(aggregate, "//md:AssertionConsumerService").set("Location", "https://evil.example/acs")


def _one_more(aggregate: Tree) -> None:
    aggregate.append(service_metadata(Exchange(service="https://evil.example/")))


def _moved_inside(aggregate: Tree) -> None:
    """Let the signature cover one entity, not the whole."""
    _unsigned(aggregate)
    entity = find(aggregate, "md:EntityDescriptor")
    entity.set("ID", "_entity")
    sign(entity, a_party("federation"), position=0)


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
        pytest.param(_no_end, id="E107-no-end"),
    ],
)
def test_an_aggregate_that_is_not_signed_as_a_whole_serves_nobody(
    federation: _Federation, tamper: Callable[[Tree], None]
) -> None:
    federation.check_serves(1)
    aggregate = federation.aggregate(2 * _DAY)
    tamper(aggregate)
    federation.check_refuses(aggregate, "metadata.signature")
    federation.check_serves(3)


def test_an_aggregate_of_another_signer_or_a_weak_digest_serves_nobody_e107(federation: _Federation) -> None:
    federation.check_serves(1)
    federation.check_refuses(federation.aggregate(2 * _DAY, "stranger"), "metadata.signature")
    federation.check_refuses(federation.aggregate(2 * _DAY, digest=Constants.TransformSha1), "metadata.signature")
    federation.check_serves(2)


def test_an_expired_aggregate_serves_nobody_e107(federation: _Federation) -> None:
    federation.check_serves(1)
    federation.check_refuses(federation.aggregate(-_DAY), "metadata.expired")
    federation.check_serves(2)


def test_an_older_aggregate_serves_nobody_e107(federation: _Federation) -> None:
    federation.check_serves(3)
    federation.check_refuses(federation.aggregate(2 * _DAY), "metadata.rollback")
    federation.check_serves(3)
    federation.check_serves(4)


def test_another_entity_in_the_place_of_the_one_that_was_found_is_refused_e108(federation: _Federation) -> None:
    federation.check_serves(1)
    path = federation.folder / _FILE
    status = path.stat()
    octets = path.read_bytes().replace(b"https://service.example/saml", b"https://service.example/evil")
    plain = MetadataIndex((path,), federation.clock)
    path.write_bytes(octets)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # of the same size and time: only reading tells
    with pytest.raises(MetadataEntityOther):
        plain.find(_SERVICE)
    federation.check_serves(2)
