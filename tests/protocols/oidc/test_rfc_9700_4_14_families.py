"""Holds families of tokens to RFC 9700, 4.14.2, and RFC 7009, 2.1, in the moment of a refresh, between its steps."""

from dataclasses import replace

import pytest

from broker.core.session import Grant
from broker.protocols.oidc.permissions import Family, Permission, digest, new_family, new_token
from broker.protocols.oidc.token_book import TokenBook
from broker.stores.memory_store import MemoryStore
from tests.builders import HandClock, a_pupil
from tests.flows.fakes import vouched_for


@pytest.fixture
def book() -> TokenBook:
    """Give an empty book."""
    return TokenBook(MemoryStore(HandClock()), "gar")


@pytest.fixture
def family() -> Family:
    """Give what came of one code."""
    pupil = a_pupil()
    session, here = vouched_for(pupil), pupil.memberships[0]
    grant = Grant("gar", "ark:/77777/palet", "palet", session.id, session.authentication, here.uai, here.profile)
    permission = Permission("palet", "https://palet.example/cb", "openid", grant, "journey", "subject")
    return Family(permission, digest("code"), ())


def opened(book: TokenBook, name: str, family: Family, seconds: int) -> bool:
    """Keep a new family as the token endpoint does."""
    kept = book.opening(name, family, seconds)
    return book.store.add(kept.key, kept.value, kept.seconds)


def test_a_refresh_under_way_does_not_bring_back_what_was_ended_meanwhile(book: TokenBook, family: Family) -> None:
    """The second use of a token, or a revocation, between the first use and the keeping of what it gave."""
    name = new_family()
    token = new_token(name)
    assert opened(book, name, replace(family, refresh=digest(token)), 600)
    assert book.use_refresh(token)
    assert not book.use_refresh(token)
    book.end(token)
    assert not book.save(name, replace(family, refresh=digest(new_token(name))), 600)
    assert book.find(token) is None


def test_a_refresh_that_nobody_disturbs_is_kept(book: TokenBook, family: Family) -> None:
    name, other = new_family(), new_family()
    assert opened(book, name, family, 600)
    assert opened(book, other, family, 600)
    book.end(new_token(other))
    assert book.save(name, replace(family, refresh="next"), 600)
    assert book.find(new_token(name)) == replace(family, refresh="next")
