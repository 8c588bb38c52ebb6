"""Owns the attacks with a key of our own that was stolen or has retired: A041, E112 and E113, at the hub."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broker.keys.key_ring import KeyRing
from broker.keys.rotation import announce, remove_current, retire, use
from broker.saml.keys import SigningKey, signing_key_ring
from tests.protocols.saml.saml_builders import Party, Tree, a_party, a_response, find
from tests.sandbox import running_sandbox
from tests.security.encryption import sealed
from tests.security.forge import PERSON, Forge, Visit, fresh_id
from tests.security.verdict import Verdict

_INVALID, _UNREADABLE = "message.signature_invalid", "message.decryption"
_ENT = "ent-cour"


@pytest.fixture
def turning(forge: Forge, tmp_path: Path) -> Iterator[Forge]:
    """Give a forge in a sandbox of its own, whose keys a test may turn."""
    shutil.copytree(forge.sandbox.workspace.keys, tmp_path / "keys")
    with running_sandbox(tmp_path, examples=False) as sandbox:
        yield Forge(sandbox)


def _ring(forge: Forge, issuer: str) -> KeyRing[SigningKey]:
    found = next(each for each in forge.sandbox.shared.issuers if each.name == issuer)
    return signing_key_ring(found, forge.sandbox.workspace.keys, forge.sandbox.clock)


def _party(key: SigningKey) -> Party:
    return Party(key.private_pem, key.certificate_pem)


def _answer_of_ent(visit: Visit, key: SigningKey) -> Tree:
    """Build the answer of the shipped ENT, signed with a key that somebody holds."""
    ent = next(each for each in visit.forge.sandbox.shared.issuers if each.name == _ENT)
    response = a_response(replace(visit.exchange, guichet=ent.entity_id), visit.forge.attributes_of(PERSON))
    response.set("ID", fresh_id())
    find(response, "saml:Assertion").set("ID", fresh_id())
    return visit.sign(response, _party(key))


def _believes(forge: Forge, key: SigningKey) -> bool:
    """Tell whether the hub releases on an answer of the ENT signed with this key."""
    visit = forge.open(_ENT)
    verdict = visit.deliver(_answer_of_ent(visit, key))
    if verdict.released is None:
        verdict.assert_refused(_INVALID)
    return verdict.released is not None


def test_a_stolen_key_of_an_issuer_of_ours_is_worth_nothing_once_removed_a041_e113(turning: Forge) -> None:
    ring = _ring(turning, _ENT)
    stolen = ring.keys.current
    assert _believes(turning, stolen), "the golden forgery, before"
    waiting = turning.open(_ENT)
    answer = _answer_of_ent(waiting, stolen)
    remove_current(ring)
    waiting.deliver(answer).assert_refused(_INVALID)
    assert not _believes(turning, stolen)
    assert _believes(turning, ring.keys.current)


def test_an_issuer_of_ours_is_believed_by_each_published_key_and_by_no_other_e112(turning: Forge) -> None:
    ring = _ring(turning, _ENT)
    first = ring.keys.current
    announce(ring)
    second = ring.keys.announced
    assert second is not None
    assert (_believes(turning, first), _believes(turning, second)) == (True, True)
    use(ring)
    assert (_believes(turning, first), _believes(turning, second)) == (True, True)
    retire(ring)
    assert (_believes(turning, first), _believes(turning, second)) == (False, True)


def test_what_is_encrypted_to_a_published_or_former_key_is_read_until_it_retires_e112(turning: Forge) -> None:
    ring = _ring(turning, "gar")
    first = _party(ring.keys.current)

    def deliver(recipient: Party) -> Verdict:
        visit = turning.open()
        return visit.deliver(sealed(visit, visit.signed(), recipient))

    announce(ring)
    assert ring.keys.announced is not None
    second = _party(ring.keys.announced)
    for recipient in (first, second):
        assert deliver(recipient).released is not None
    use(ring)
    for recipient in (first, second):
        assert deliver(recipient).released is not None
    deliver(a_party("stranger")).assert_refused(_UNREADABLE)
    retire(ring)
    deliver(first).assert_refused(_UNREADABLE)
    assert deliver(second).released is not None


def test_without_a_key_that_can_be_read_nothing_is_answered_and_the_page_says_so_a041(turning: Forge) -> None:
    turning.control()
    file = turning.sandbox.workspace.keys / "gar.pem"
    kept = file.rename(file.with_suffix(".away"))
    with pytest.raises(AssertionError, match=r"keys\.unavailable"):
        turning.open()
    assert any("gar.pem" in str(problem) for problem in turning.sandbox.shared.peers.problems)
    kept.rename(file)
    turning.control()
