"""Owns what `preau population` does with its options and its file."""

from pathlib import Path

from click.testing import CliRunner

from broker.commands.population import population
from broker.directories.population.academy import FEWEST_PEOPLE, generate


def test_the_file_is_what_the_generator_gives(tmp_path: Path) -> None:
    out = tmp_path / "people.ldif"
    result = CliRunner().invoke(population, ["--people", "200", "--seed", "5", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_text() == "".join(piece.text for piece in generate(200, 5))
    assert [path.name for path in tmp_path.iterdir()] == ["people.ldif"]


def test_a_dash_writes_to_standard_output_alone() -> None:
    result = CliRunner().invoke(population, ["--people", "100", "--seed", "5", "--out", "-"])
    assert result.exit_code == 0
    assert result.stdout == "".join(piece.text for piece in generate(100, 5))


def test_an_unwritable_path_is_one_clear_message(tmp_path: Path) -> None:
    for out in (tmp_path / "absent" / "people.ldif", tmp_path):
        result = CliRunner().invoke(population, ["--people", "100", "--out", str(out)])
        assert result.exit_code == 1
        assert f"--out {out}: " in result.stderr
        assert "name a file in a folder that you may write" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_fewer_people_than_situations_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "people.ldif"
    result = CliRunner().invoke(population, ["--people", str(FEWEST_PEOPLE - 1), "--out", str(out)])
    assert result.exit_code == 2
    assert not out.exists()
