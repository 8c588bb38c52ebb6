"""Owns what a notice file must be: all its problems come together, each with its place and what to change."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from broker.commands.notice import notice
from broker.core.errors import Problem
from broker.core.rights.notice import Actor, Notice, Term
from broker.core.sentence import Sentence
from broker.definitions.file_schemas import NOTICE, write_schema
from broker.definitions.notice_reader import read_notice
from broker.definitions.workspace import DATA
from tests.definitions.test_contract_files import URLS

TERMS = "http://data.education.fr/voc/scolomfr/concept/scolomfr-voc"
GOOD = f"""
resource = "ark:/77777/marelle"
title = {{ fr = "Marelle", en = "Hopscotch" }}
description = {{ fr = "Apprendre en sautant.", en = "Learning by hopping." }}
presentation = "MUL"
levels = [{{ uri = "{TERMS}-022-num-901", name = "maternelle" }}]
subjects = [{{ uri = "{TERMS}-015-num-902", name = "mathématiques" }}]

[publisher]
siren_isni = "777777777_0000000077777777"
name = "Préau Éditions"
"""
PUBLISHER = Actor("777777777_0000000077777777", "Préau Éditions")
PLAIN = Notice(
    resource="ark:/77777/marelle",
    title=Sentence("Marelle", "Hopscotch"),
    publisher=PUBLISHER,
    technical_distributor=PUBLISHER,
    commercial_distributors=(PUBLISHER,),
    presentation=Term("MUL", "ressources multimédias"),
    description=Sentence("Apprendre en sautant.", "Learning by hopping."),
    validator="777777777_0000000077777777",
    thumbnail="http://gar.example:1/thumbnails/marelle.svg",
    levels=(Term(f"{TERMS}-022-num-901", "maternelle"),),
    subjects=(Term(f"{TERMS}-015-num-902", "mathématiques"),),
)


def _write(folder: Path, text: str, name: str = "marelle.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def _read(folder: Path, text: str) -> Notice:
    read = read_notice(_write(folder, text), URLS, "http://gar.example:1/thumbnails")
    assert read.problems == ()
    assert read.notice is not None
    return read.notice


def _problems(folder: Path, text: str, name: str = "marelle.toml") -> tuple[Problem, ...]:
    read = read_notice(_write(folder, text, name), URLS, "")
    assert read.notice is None
    return read.problems


def test_a_short_notice_names_its_publisher_once_and_has_a_thumbnail_drawn(tmp_path: Path) -> None:
    assert _read(tmp_path, GOOD) == PLAIN


def test_a_notice_says_everything_that_the_lists_need(tmp_path: Path) -> None:
    full = GOOD.replace(
        "\n[publisher]",
        'validator = "777777776_0000000000000000"\nthumbnail = "https://images.example/m.png"\n'
        'url = "{resources}/marelle/"\ndisplayable = false\ndistributable = false\nmother = "ark:/77777/jeux"\n'
        '[technical_distributor]\nsiren_isni = "777777776_0000000000000000"\nname = "Technique"\n'
        '[[commercial_distributors]]\nsiren_isni = "777777774_0000000000000001"\nname = "Cale"\n\n[publisher]',
    )
    assert _read(tmp_path, full) == replace(
        PLAIN,
        validator="777777776_0000000000000000",
        thumbnail="https://images.example/m.png",
        url="http://resources.example:2/marelle/",
        displayable=False,
        distributable=False,
        mother="ark:/77777/jeux",
        technical_distributor=Actor("777777776_0000000000000000", "Technique"),
        commercial_distributors=(Actor("777777774_0000000000000001", "Cale"),),
    )


@pytest.mark.parametrize(
    ("good", "bad", "where", "what"),
    [
        ("ark:/77777/marelle", "ark:77777/marelle", "resource", "pattern"),
        ("ark:/77777/marelle", "urn:marelle", "resource", "pattern"),
        ('"MUL"', '"MULTI"', "presentation", "no presentation is called MULTI"),
        ("voc-022", "voc-015", "levels", "of another vocabulary"),
        ("voc-015-num-902", "voc-015-902", "subjects.0.uri", "pattern"),
        ("http://data.education.fr", "https://elsewhere.example", "levels.0.uri", "pattern"),
        ("_0000000077777777", "", "publisher.siren_isni", "pattern"),
        ("fr = ", "de = ", "title.de", "Extra inputs"),
        ("presentation", "presentaton", "presentaton", "Extra inputs"),
        ("\n[publisher]", 'displayable = "no"\n[publisher]', "displayable", "boolean"),
        ("\n[publisher]", 'url = "{nowhere}/x"\n[publisher]', "url", "no base URL is called {nowhere}"),
        ("\n[publisher]", 'mother = "ark:/77777/marelle"\n[publisher]', "file", "nobody's daughter"),
        ("\n[publisher]", 'is_mother = true\nmother = "ark:/77777/jeux"\n[publisher]', "file", "nobody's daughter"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, good: str, bad: str, where: str, what: str) -> None:
    assert good in GOOD
    problems = {problem.where: problem for problem in _problems(tmp_path, GOOD.replace(good, bad))}
    assert what in problems[where].what
    assert problems[where].file.endswith("marelle.toml")


def test_a_term_named_twice_is_told(tmp_path: Path) -> None:
    row = f'{{ uri = "{TERMS}-022-num-901", name = "maternelle" }}'
    (problem,) = _problems(tmp_path, GOOD.replace(row, f"{row}, {row}"))
    assert (problem.where, problem.what) == ("levels", "a term is named twice")


def test_all_problems_of_a_file_come_together_with_a_hint_each(tmp_path: Path) -> None:
    text = GOOD.replace('"MUL"', '"MUX"').replace("voc-022", "voc-010").replace("siren_isni", "siren")
    problems = _problems(tmp_path, text, "Marelle.toml")
    assert {problem.where for problem in problems} == {
        "file",
        "presentation",
        "levels",
        "publisher.siren",
        "publisher.siren_isni",
    }
    assert all(problem.hint for problem in problems)


def test_a_file_that_is_no_toml_still_has_its_problem_and_no_notice(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, "resource = ")
    assert problem.file.endswith("marelle.toml")
    assert read_notice(tmp_path / "absent.toml", URLS, "").problems[0].what == "No such file or directory"


def test_the_published_schema_is_the_one_of_the_model_and_the_one_printed() -> None:
    published = (DATA / "schemas" / "notice.schema.json").read_text(encoding="utf-8")
    assert published == write_schema(NOTICE), "write it again: preau notice schema > …"
    assert CliRunner().invoke(notice, ["schema"]).output == published
    schema = json.loads(published)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["presentation"]["enum"] == ["MAN", "MUL", "DIC", "DOC", "ACC", "PRO", "OTHER"]


def test_the_command_tells_every_problem_of_every_file(tmp_path: Path) -> None:
    good, bad = _write(tmp_path, GOOD), _write(tmp_path, GOOD.replace('"MUL"', '"MUX"'), "billes.toml")
    told = CliRunner().invoke(notice, ["check", str(good)])
    assert (told.exit_code, told.output) == (0, "0 problems\n")
    told = CliRunner().invoke(notice, ["check", str(good), str(bad)])
    assert told.exit_code == 1
    assert "billes.toml: presentation: no presentation is called MUX → did you mean MUL" in told.output
    assert told.output.endswith("1 problem\n")
