"""Owns that a large aggregate is verified in another process exactly as a small one is here."""

from datetime import timedelta
from pathlib import Path

import pytest

from broker.core.errors import MetadataRefused
from broker.saml.certificates import read_pem
from broker.saml.federations.apart import answer, check_apart, check_document
from broker.saml.metadata_trust import AggregateTrust
from tests.protocols.saml.federation_source import SIGNER, a_service, an_aggregate, signed
from tests.protocols.saml.federation_yard import FederationYard, codes
from tests.protocols.saml.saml_builders import NOW, a_party

_END = NOW + timedelta(days=9)


def a_trust(signer: str = SIGNER, latest: timedelta | None = None) -> AggregateTrust:
    return AggregateTrust(
        (read_pem(a_party(signer).certificate_pem),), timedelta(days=30), NOW + latest if latest is not None else None
    )


def a_document(padding: int = 0) -> bytes:
    aggregate = an_aggregate(a_service("https://a.example/saml"), valid_until=_END, cache_duration="PT1H")
    aggregate.text = " " * padding
    return signed(aggregate)


def test_the_other_process_gives_the_same_terms_and_leaves_nothing(tmp_path: Path) -> None:
    trust, document = a_trust(), a_document()
    found = check_apart(tmp_path / "draft", document, trust, now=NOW)
    assert found == check_document(document, trust, now=NOW)
    assert (found.valid_until, found.cache_duration) == (_END, timedelta(hours=1))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("trust", "code"),
    [
        (a_trust("another"), "metadata.signature"),
        (a_trust(latest=timedelta(days=10)), "metadata.rollback"),
    ],
    ids=["signer", "order"],
)
def test_what_is_refused_there_is_refused_here_by_the_same_code(
    tmp_path: Path, trust: AggregateTrust, code: str
) -> None:
    with pytest.raises(MetadataRefused) as here:
        check_document(a_document(), trust, now=NOW)
    with pytest.raises(MetadataRefused) as there:
        check_apart(tmp_path / "draft", a_document(), trust, now=NOW)
    assert here.value.code == there.value.code == code
    assert (here.value.expected, here.value.received) == (there.value.expected, there.value.received)
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_cannot_answer_refuses(tmp_path: Path) -> None:
    with pytest.raises(MetadataRefused) as refused:
        check_apart(tmp_path / "draft", b"", a_trust(), now=NOW)
    assert refused.value.code == "metadata.unreadable"
    with pytest.raises(ValueError, match="JSON"):
        answer(tmp_path / "draft", b"no question")


def test_a_large_aggregate_is_taken_and_a_spoiled_one_is_not(tmp_path: Path) -> None:
    yard, file = FederationYard(tmp_path), tmp_path / "all.xml"
    document = a_document(3 * 1024 * 1024)
    file.write_bytes(document)
    federations = yard.open(file=file)
    federations.refresh()
    assert codes(federations) == []
    assert federations.describing("https://a.example/saml")

    file.write_bytes(document.replace(b"https://a.example/saml", b"https://b.example/saml"))
    federations.refresh(now_please=True)
    assert "metadata.signature" in codes(federations)
    assert not federations.describing("https://b.example/saml")
