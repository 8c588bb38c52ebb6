"""The records cost nothing until something is kept, and say at the start what is wrong with a database of one's own."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from broker.core.errors import ConfigurationError
from broker.core.refusals.account import RecordsUnavailable
from broker.records.opening import FILE_NAME, Records
from broker.records.records_settings import RecordsSettings
from tests.conformance.test_records import an_account, an_entry

_LOOK = """
import sys
from pathlib import Path
import broker.app
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
records = Records(RecordsSettings(), Path(sys.argv[1]))
assert records.find("educonnect", "lou") is None and records.is_blank
assert not {"sqlalchemy", "alembic", "argon2", "psycopg"} & set(sys.modules)
"""


def test_looking_for_an_account_where_there_is_none_imports_no_library(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _LOOK, str(tmp_path)], check=True)  # noqa: S603 - our own program
    assert list(tmp_path.iterdir()) == []


def test_the_file_appears_with_the_first_account(tmp_path: Path) -> None:
    records = Records(RecordsSettings(), tmp_path)
    assert records.is_blank
    records.keep(an_account(), an_entry())
    assert (tmp_path / FILE_NAME).exists()
    assert not records.is_blank


def test_a_file_that_is_no_database_closes_the_door(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is no database at all, and longer than a page's header" * 10)
    with pytest.raises(RecordsUnavailable):
        Records(RecordsSettings(), tmp_path).find("educonnect", "lou.marelle")


def test_a_database_of_ones_own_that_does_not_answer_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Records(RecordsSettings(url="postgresql://preau@127.0.0.1:1/preau"), tmp_path)
    assert [problem.where for problem in refused.value.problems] == ["records.url"]


@pytest.mark.parametrize("url", ["mysql://host/base", "sqlite:///x", "postgresql://preau:secret@host/base"])
def test_a_url_of_another_kind_or_with_a_password_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        RecordsSettings(url=url)
