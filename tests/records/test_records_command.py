"""`preau records` writes everything as text, reads it back into a workspace without records, and forgets a person."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from broker.commands.records import records as command
from broker.records.opening import FILE_NAME, Records
from broker.records.records_settings import RecordsSettings
from tests.conformance.test_records import an_account, an_entry
from tests.rights import HERE, a_person, a_subscription, an_assignment, people


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    records = Records(RecordsSettings(), tmp_path)
    records.keep(an_account(mail="lou@famille.example"), an_entry())
    records.subscriptions.create(a_subscription(label="Atlas ’26"))
    records.assignments.assign(an_assignment(), people("lou"))
    records.close()
    return tmp_path


def run(workspace: Path, *words: str, said: str | None = None) -> Result:
    return CliRunner().invoke(command, [*words, "--workspace", str(workspace)], input=said)


def test_what_is_exported_is_imported_elsewhere(filled: Path, tmp_path: Path) -> None:
    text, other = tmp_path / "records.jsonl", tmp_path / "other"
    assert run(filled, "export", "--out", str(text)).exit_code == 0
    assert stat.S_IMODE(text.stat().st_mode) == 0o600
    assert "licences: 1" in run(other, "import", str(text)).output
    assert _but_acts(run(other, "export").output) == _but_acts(text.read_text(encoding="utf-8"))
    assert "command.records.import" in run(other, "export").output
    assert "command.records.export" in run(filled, "export").output


def test_standard_input_and_output_serve_too(filled: Path, tmp_path: Path) -> None:
    written = run(filled, "export").output
    assert run(tmp_path / "other", "import", said=written).exit_code == 0
    assert _but_acts(run(tmp_path / "other", "export").output) == _but_acts(written)


def _but_acts(text: str) -> list[str]:
    """Return the rows that are no administrative acts: reading and writing the records are some themselves."""
    return [line for line in text.splitlines()[:-1] if '"administration"' not in line]


def test_what_is_wrong_is_told_with_its_line_and_changes_nothing(filled: Path, tmp_path: Path) -> None:
    text = tmp_path / "records.jsonl"
    lines = run(filled, "export").output.splitlines()
    text.write_bytes("\n".join([*lines[:2], "not JSON", *lines[3:]]).encode())
    refused = run(tmp_path / "other", "import", str(text))
    assert refused.exit_code == 2
    assert f"{text}: line 3: not a JSON object" in refused.stderr
    assert "rows imported" not in refused.output
    assert len(run(tmp_path / "other", "export").output.splitlines()) == 2


def test_a_text_that_is_not_utf_8_is_refused(filled: Path, tmp_path: Path) -> None:
    text = tmp_path / "records.jsonl"
    text.write_bytes(run(filled, "export").output.encode().replace("’".encode(), b"\xe9"))
    refused = run(tmp_path / "other", "import", str(text))
    assert refused.exit_code == 2
    assert "label: a character that is none of UTF-8" in refused.stderr


def test_nothing_is_imported_over_records_that_hold_something(filled: Path, tmp_path: Path) -> None:
    text = tmp_path / "records.jsonl"
    run(filled, "export", "--out", str(text))
    refused = run(filled, "import", str(text))
    assert refused.exit_code == 2
    assert "accounts holds something already" in refused.stderr


def test_a_person_is_forgotten_by_name_or_when_asked(filled: Path) -> None:
    assert run(filled, "forget", "--project", "P0", "--person", "nobody").output == "0 lines taken out.\n"
    assert "2 lines taken out." in run(filled, "forget", "--project", "P0", said="lou\n").output
    records = Records(RecordsSettings(), filled)
    assert records.assignments.licences("s1", HERE) == ()
    assert records.subscriptions.used(["s1"]) == {"s1": {"": 0}}
    assert records.find_of_person("educonnect", "lou.marelle") is not None
    records.assignments.assign(an_assignment(), [a_person("ada")])
    records.close()


def test_forgetting_makes_no_records(tmp_path: Path) -> None:
    assert run(tmp_path, "forget", "--project", "P0", "--person", "lou").output == "0 lines taken out.\n"
    assert not (tmp_path / FILE_NAME).exists()
