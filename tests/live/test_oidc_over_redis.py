"""Owns OpenID Connect over a real Redis: what one process took, no other has; what one ended is ended for all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from broker.core.session import Grant
from broker.protocols.oidc.permissions import Access, Code, Family, Permission, digest, family_of, new_family, new_token
from broker.protocols.oidc.pushed import PushedRequests
from broker.protocols.oidc.token_book import TokenBook, find_access
from broker.stores.redis_store import RedisStore
from broker.stores.store_settings import StoreSettings
from tests.builders import a_pupil
from tests.flows.fakes import vouched_for
from tests.live.redis_server import RedisServer, running_redis

pytestmark = pytest.mark.live
_AT_ONCE = 8


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with running_redis() as found:
        yield found


@pytest.fixture
def books(redis: RedisServer) -> tuple[TokenBook, ...]:
    """Give the books of several processes: each has a connection of its own."""
    settings = StoreSettings(kind="redis", url=redis.url)
    return tuple(TokenBook(RedisStore(settings), "gar") for _ in range(_AT_ONCE))


def _permission() -> Permission:
    pupil = a_pupil()
    session, here = vouched_for(pupil), pupil.memberships[0]
    grant = Grant("gar", "ark:/77777/palet", "palet", session.id, session.authentication, here.uai, here.profile)
    return Permission("palet", "https://palet.example/cb", "openid", grant, "journey", "subject")


def _leave(book: TokenBook, code: Code) -> str:
    text, kept = book.leave_code(new_family(), code, 60)
    book.store.write(kept)
    return text


def _open(book: TokenBook, name: str, family: Family) -> bool:
    return book.store.add_and_find(book.opening(name, family, 60), "absent")[0]


def test_of_many_processes_one_takes_the_code(books: tuple[TokenBook, ...]) -> None:
    text = _leave(books[0], Code(_permission(), "challenge", "nonce"))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        taken = list(pool.map(lambda book: book.take_code(text, "palet"), books))
    assert len([found for found in taken if found is not None]) == 1
    assert Code(_permission(), "challenge", "nonce") in taken


def test_a_code_that_comes_again_while_it_is_exchanged_leaves_the_exchange_with_nothing(
    books: tuple[TokenBook, ...],
) -> None:
    text = _leave(books[0], Code(_permission(), "", ""))
    assert books[0].take_code(text, "palet") is not None
    assert books[1].take_code(text, "palet") is None
    assert not _open(books[0], family_of(text), Family(_permission(), digest(text), ()))


def test_what_one_process_ended_is_ended_for_all(books: tuple[TokenBook, ...]) -> None:
    name = new_family()
    token = new_token(name)
    family = Family(_permission(), digest("code"), (Access(digest(token), 2_000_000_000, "openid"),))
    assert _open(books[0], name, family)
    found = books[1].find(token)
    assert found is not None
    assert find_access(found, token, 0) == family.access[0]
    books[2].end(token)
    assert books[3].find(token) is None


def test_of_many_processes_one_uses_a_refresh_token(books: tuple[TokenBook, ...]) -> None:
    token = new_token(new_family())
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        assert sorted(pool.map(lambda book: book.use_refresh(token), books)) == [False] * (_AT_ONCE - 1) + [True]


def test_a_pushed_request_is_taken_once(redis: RedisServer) -> None:
    settings = StoreSettings(kind="redis", url=redis.url)
    first, second = (PushedRequests(RedisStore(settings), "gar") for _ in range(2))
    reference = first.leave([("client_id", "palet"), ("scope", "openid")])
    asked = [("client_id", "palet"), ("request_uri", reference)]
    assert second.take_in_place_of(asked) == [("client_id", "palet"), ("scope", "openid")]
    with pytest.raises(Exception, match=r"oidc.pushed_unknown"):
        first.take_in_place_of(asked)


def test_a_family_in_another_state_is_another_value(books: tuple[TokenBook, ...]) -> None:
    name = new_family()
    family = Family(_permission(), digest("code"), ())
    assert _open(books[0], name, family)
    assert books[0].save(name, replace(family, refresh="x"), 60)
    found = books[1].find(new_token(name))
    assert found is not None
    assert found.refresh == "x"
