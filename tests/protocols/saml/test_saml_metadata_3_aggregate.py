"""Owns the tests of the index over files and aggregates (SAML metadata 3; security-catalogue.md E107–E110)."""

import os
import tracemalloc
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from broker.core.refusals.metadata import (
    MetadataAmbiguous,
    MetadataEntityOther,
    MetadataExpired,
    MetadataUnreadable,
)
from broker.saml.metadata_index import MetadataIndex
from broker.saml.metadata_scan import scan
from tests.protocols.saml.saml_builders import (
    MD,
    NOW,
    Exchange,
    Tree,
    find,
    instant,
    service_metadata,
)


@dataclass
class _Watch:
    """Tell the time that a test sets."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


def _service(number: int) -> Tree:
    return service_metadata(Exchange(service=f"https://service{number}.example/saml?a=1&amp;b=2"))


def _entity_id(number: int) -> str:
    return f"https://service{number}.example/saml?a=1&b=2"


def _aggregate(*numbers: int, valid_until: datetime | None = None) -> Tree:
    group = etree.Element(f"{{{MD}}}EntitiesDescriptor", ID="_aggregate", nsmap={"md": MD})
    if valid_until is not None:
        group.set("validUntil", instant(valid_until))
    for number in numbers:
        group.append(_service(number))
    return group


def _drop(folder: Path, name: str, content: Tree | bytes, at: int = 1) -> Path:
    """Write a file with a time of its own: two writes within one tick of the file system's clock must differ."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else etree.tostring(content))
    os.utime(path, (at, at))
    return path


def test_each_entity_of_an_aggregate_is_found_by_its_exact_name(tmp_path: Path) -> None:
    _drop(tmp_path, "federation.xml", _aggregate(1, 2, 3))
    index = MetadataIndex((tmp_path,), _Watch())
    for number in (1, 2, 3):
        peer = index.find(_entity_id(number))
        assert peer is not None
        assert peer.entity_id == _entity_id(number)
    assert index.find(_entity_id(1) + "/") is None
    assert index.entity_ids() == tuple(_entity_id(number) for number in (1, 2, 3))
    assert index.problems() == ()


def test_a_file_that_comes_changes_or_goes_is_noticed(tmp_path: Path) -> None:
    index = MetadataIndex((tmp_path,), _Watch())
    assert index.find(_entity_id(1)) is None
    path = _drop(tmp_path, "one.xml", _service(1))
    first = index.find(_entity_id(1))
    assert first is not None
    assert not first.want_assertions_signed
    changed = _service(1)
    find(changed, "md:SPSSODescriptor").set("WantAssertionsSigned", "true")
    _drop(tmp_path, "one.xml", changed, at=2)
    second = index.find(_entity_id(1))
    assert second is not None
    assert second.want_assertions_signed
    path.unlink()
    assert index.find(_entity_id(1)) is None


def test_an_entity_described_twice_serves_nobody_e109(tmp_path: Path) -> None:
    _drop(tmp_path, "a.xml", _aggregate(1, 2))
    _drop(tmp_path, "b.xml", _service(1))
    index = MetadataIndex((tmp_path,), _Watch())
    with pytest.raises(MetadataAmbiguous):
        index.find(_entity_id(1))
    assert index.find(_entity_id(2)) is not None


def test_another_entity_at_the_place_than_the_one_asked_for_is_refused_e108(tmp_path: Path) -> None:
    path = _drop(tmp_path, "a.xml", _aggregate(1, 2))
    index = MetadataIndex((tmp_path,), _Watch())
    stamp = path.stat()
    path.write_bytes(path.read_bytes().replace(b"service1.example/saml", b"service9.example/saml"))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    with pytest.raises(MetadataEntityOther):
        index.find(_entity_id(1))


def test_the_end_of_the_enclosing_group_counts_even_once_read_e107(tmp_path: Path) -> None:
    _drop(tmp_path, "a.xml", _aggregate(1, valid_until=NOW + timedelta(days=1)))
    watch = _Watch()
    index = MetadataIndex((tmp_path,), watch)
    peer = index.find(_entity_id(1))
    assert peer is not None
    assert peer.valid_until == NOW + timedelta(days=1)
    watch.moment = NOW + timedelta(days=1)
    with pytest.raises(MetadataExpired):
        index.find(_entity_id(1))


def test_nested_groups_hand_down_namespaces_and_the_earliest_end(tmp_path: Path) -> None:
    entity = etree.tostring(_service(1)).replace(f' xmlns:md="{MD}"'.encode(), b"")
    early, late = instant(NOW + timedelta(days=1)), instant(NOW + timedelta(days=9))
    document = (
        f'<?xml version="1.0"?><!-- <md:EntityDescriptor entityID="evil"> --><m:EntitiesDescriptor xmlns:m="{MD}" '
        f"validUntil='{early}'><m:EntitiesDescriptor xmlns:md='{MD}' validUntil='{late}'>"
    ).encode()
    document += entity + b"</m:EntitiesDescriptor></m:EntitiesDescriptor>"
    _drop(tmp_path, "a.xml", document)
    index = MetadataIndex((tmp_path,), _Watch())
    peer = index.find(_entity_id(1))
    assert index.entity_ids() == (_entity_id(1),)
    assert peer is not None
    assert peer.valid_until == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><a/>',
        b"<a/>",
        b"",
        b'<md:EntityDescriptor entityID="x">',
        b"</md:EntityDescriptor>",
        b"<md:EntityDescriptor></md:EntityDescriptor>",
        b'<md:EntityDescriptor entityID="x"><md:EntityDescriptor entityID="y"></md:EntityDescriptor>',
        b"<!-- never closed",
        "<md:EntityDescriptor/>".encode("utf-16"),
        b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
    ],
)
def test_a_broken_file_is_a_problem_to_show_and_hinders_no_other_e110(tmp_path: Path, document: bytes) -> None:
    _drop(tmp_path, "broken.xml", document)
    _drop(tmp_path, "good.xml", _service(1))
    index = MetadataIndex((tmp_path,), _Watch())
    assert index.find(_entity_id(1)) is not None
    assert [Path(problem.file).name for problem in index.problems()] == ["broken.xml"]


def test_an_entity_that_is_wrong_inside_is_refused_when_asked_for(tmp_path: Path) -> None:
    _drop(tmp_path, "a.xml", b'<md:EntityDescriptor xmlns:md="urn:example:other" entityID="x"></md:EntityDescriptor>')
    index = MetadataIndex((tmp_path,), _Watch())
    with pytest.raises(MetadataUnreadable):
        index.find("x")


@given(st.lists(st.sampled_from(["comment", "cdata", "instruction", "text"]), max_size=6), st.integers(1, 4))
def test_what_stands_in_comments_and_the_like_is_no_entity(parts: list[str], entities: int) -> None:
    decoys = {
        "comment": '<!-- <md:EntityDescriptor entityID="evil"> -->',
        "cdata": '<x><![CDATA[<md:EntityDescriptor entityID="evil"></md:EntityDescriptor>]]></x>',
        "instruction": '<?x <md:EntityDescriptor entityID="evil"> ?>',
        "text": "<x a=\"EntityDescriptor entityID='evil'>\">EntityDescriptor ! ? entityID=evil</x>",
    }
    noise = "".join(decoys[part] for part in parts)
    document = noise.join(
        ["<md:EntitiesDescriptor>"]
        + [
            f"<md:EntityDescriptor\n a='>' entityID = 'e{number}' >{noise}</md:EntityDescriptor >"
            for number in range(entities)
        ]
        + ["</md:EntitiesDescriptor>"]
    ).encode()
    found = list(scan(BytesIO(document)))
    assert [place.entity_id for place in found] == [f"e{number}" for number in range(entities)]
    for place in found:
        entity = document[place.offset : place.offset + place.length]
        assert entity.startswith(b"<md:EntityDescriptor")
        assert entity.endswith(b"</md:EntityDescriptor >")


def test_places_are_right_across_the_chunks_of_a_large_file() -> None:
    filler = "é<x>" + "y" * 9_000 + "<!-- EntityDescriptor --></x>"
    entities = "".join(f'<EntityDescriptor entityID="e{number}">{filler}</EntityDescriptor>' for number in range(400))
    document = f"<EntitiesDescriptor>{entities}</EntitiesDescriptor>".encode()
    found = list(scan(BytesIO(document)))
    assert [place.entity_id for place in found] == [f"e{number}" for number in range(400)]
    for place in found:
        entity = document[place.offset : place.offset + place.length]
        assert entity.startswith(f'<EntityDescriptor entityID="{place.entity_id}">'.encode())
        assert entity.endswith(b"</EntityDescriptor>")


def test_a_large_aggregate_does_not_weigh_e110(tmp_path: Path) -> None:
    filler = "<!-- -->" + "y" * 2_000
    entities = (f'<EntityDescriptor entityID="e{number}">{filler}</EntityDescriptor>' for number in range(10_000))
    path = tmp_path / "large.xml"
    with path.open("w") as file:
        file.write("<EntitiesDescriptor>")
        file.writelines(entities)
        file.write("</EntitiesDescriptor>")
    tracemalloc.start()
    try:
        index = MetadataIndex((path,), _Watch())
        assert index.find("unknown") is None
        assert tracemalloc.get_traced_memory()[1] < 25 * 1024 * 1024
    finally:
        tracemalloc.stop()
