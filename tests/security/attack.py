"""Owns the shape of a table of attacks: number and deed, how the message is built, the code that is due."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tests.security.forge import Message, Visit

Build = Callable[[Visit], Message]
Row = tuple[str, Any, str]


def attacks(rows: Iterable[tuple[str, Build, str]]) -> pytest.MarkDecorator:
    """Turn rows into parameters `build` and `code`; the number and the deed are each test's name."""
    return attacks_by("build", rows)


def attacks_by(name: str, rows: Iterable[Row]) -> pytest.MarkDecorator:
    """Turn rows into parameters of that name and `code`."""
    return pytest.mark.parametrize(
        (name, "code"), [pytest.param(done, code, id=_id(deed)) for deed, done, code in rows]
    )


def oddities(rows: Iterable[tuple[str, Build]]) -> pytest.MarkDecorator:
    """Turn rows into one parameter `build`, for messages that are unusual and right."""
    return pytest.mark.parametrize("build", [pytest.param(build, id=_id(deed)) for deed, build in rows])


def _id(deed: str) -> str:
    return deed.replace(" ", "-")
