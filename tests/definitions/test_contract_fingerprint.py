"""Owns the fingerprint of contract files: of their content, whatever their layout, status and number."""

import tomllib
from pathlib import Path

import pytest

from broker.definitions.contract_fingerprint import fingerprint_of
from broker.definitions.workspace import DATA

_TEXT = (DATA / "contracts" / "atelier.toml").read_text(encoding="utf-8")


def _of(text: str) -> str:
    return fingerprint_of(tomllib.loads(text))


@pytest.mark.parametrize(
    "other",
    [
        f"# a comment\n{_TEXT}",
        f"version = 4\n{_TEXT}",
        f'status = "suspended"\n{_TEXT}',
        _TEXT.replace('approved_by = "Commission des données du bac à sable"', 'approved_by = "another"'),
    ],
)
def test_what_is_not_content_changes_nothing(other: str) -> None:
    assert _of(other) == _of(_TEXT)


@pytest.mark.parametrize(
    ("before", "after"),
    [('code = "PRE"', 'code = "NOM"'), ("2031-08-31", "2032-08-31"), ("required = true", "required = false")],
)
def test_what_a_contract_allows_changes_it(before: str, after: str) -> None:
    assert _of(_TEXT.replace(before, after, 1)) != _of(_TEXT)


def test_no_two_shipped_contracts_share_one() -> None:
    files = sorted(Path(DATA / "contracts").glob("*.toml"))
    assert len({_of(file.read_text(encoding="utf-8")) for file in files}) == len(files)
