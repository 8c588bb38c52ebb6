"""Holds the documents to what exists: links, commands, the catalogue, the citations; and files free of this machine."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from broker.commands.main import main
from broker.core.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parent.parent.parent
READMES = (ROOT / "README.md", ROOT / "README.fr.md")
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
FIDELITY = ROOT / "docs" / "fidelity.md"
DOCUMENTS = sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "metadata").rglob("*.md")))
MOST_LINES = 150

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_SHEETS = r"(gar|identity-providers|design|security-catalogue)\.md"
_PLACES = r"((?:decision )?(?:\d+(?:\.\d+)*|[A-L](?=\b|\d))(?:\d{3})?(?:(?:, |–| and )(?:\d+(?:\.\d+)*|[A-L]\d*))*)"
_CITATION = re.compile(rf"{_SHEETS}`? {_PLACES}")
_MACHINE = re.compile(r"(?<![\w.~}])/(?:work|root|home/\w+|Users/\w+)/")
_REGISTRY = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|crates|docker|quay|ghcr|jfrog|rubygems)\.(?:org|com|io)\b|\bindex-url\b"
)
_LEFT_OUT_BY_NAME = "--no-emit-index-url"


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _prose(path: Path) -> str:
    return _FENCE.sub("", _read(path))


def _links(path: Path) -> list[str]:
    return [link for link in _LINK.findall(_prose(path)) if "://" not in link]


@cache
def _anchors(path: Path) -> frozenset[str]:
    """Return the anchors of a document's headings, as they are made where Markdown is shown."""
    titles = _HEADING.findall(_prose(path))
    return frozenset(re.sub(r"[^\w -]", "", title.strip().lower()).replace(" ", "-") for title in titles)


def _lines(path: Path) -> Iterator[str]:
    """Yield each command line of the shell blocks, whole and without comments, then what is set as code in the text."""
    for language, block in _FENCE.findall(_read(path)):
        if language == "sh":
            for line in block.replace("\\\n", " ").splitlines():
                yield " ".join(shlex.split(line, comments=True))
    yield from _SPAN.findall(_prose(path))


def _calls(path: Path, program: str) -> list[list[str]]:
    """Return the words that follow a program, in each call of it."""
    prefix = re.compile(rf"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?{program} (.+)")
    return [found[1].split() for line in _lines(path) if (found := prefix.fullmatch(line))]


def _find_command(words: list[str]) -> click.Command:
    command: click.Command = main
    for word in words:
        if not isinstance(command, click.Group):
            break
        context = click.Context(command)
        found = command.get_command(context, word)
        assert found is not None, f"there is no command preau {' '.join(words)}"
        command = found
    return command


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_link_leads_to_a_file_and_a_heading_that_exist(path: Path) -> None:
    for link in _links(path):
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{_name(path)} links to {link}, which does not exist"
        assert not anchor or anchor in _anchors(target), f"{_name(path)} links to {link}: no such heading"


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_make_target_named_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", _read(ROOT / "Makefile"), re.MULTILINE))
    assert {words[0] for words in _calls(path, "make")} <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_command_and_option_named_exists(path: Path) -> None:
    for words in _calls(path, "preau"):
        command = _find_command(words)
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word for word in words if word.startswith("--")} <= known, f"preau {' '.join(words)}"


def test_the_readmes_show_commands_at_all() -> None:
    assert len(_calls(READMES[0], "preau")) > 5
    assert len(_calls(READMES[0], "make")) > 1


def test_both_readmes_name_the_same_commands_and_files() -> None:
    english, french = READMES
    for program in ("make", "preau"):
        assert _calls(english, program) == _calls(french, program)
    assert _links(english)[1:] == _links(french)[1:]
    assert (_links(english)[0], _links(french)[0]) == ("README.fr.md", "README.md")


def test_both_readmes_have_the_same_sections() -> None:
    marks = [re.findall(r"^#+ ", _prose(path), re.MULTILINE) for path in READMES]
    assert marks[0] == marks[1]


def test_contributing_is_read_in_one_sitting() -> None:
    assert len(_read(CONTRIBUTING).splitlines()) <= MOST_LINES


def test_the_catalogue_stands_in_fidelity_with_the_same_marks() -> None:
    _, _, rest = _read(FIDELITY).partition("<!-- catalogue -->")
    table, end, _ = rest.partition("<!-- end of catalogue -->")
    assert end, "docs/fidelity.md frames the catalogue's table by two comments"
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in table.splitlines() if line.startswith("| `")]
    written = {row[0].strip(" `"): (row[3].strip(), row[4].strip()) for row in rows}
    known = {
        code: ("n" if attribute.at_most is None else str(attribute.at_most), attribute.confidence.value)
        for code, attribute in CATALOGUE.items()
    }
    assert written == known
    assert all(row[5].strip() for row in rows), "each row names its public source"


def test_every_issuer_shipped_has_its_row_of_what_is_observed_and_assumed() -> None:
    _, _, rest = _read(FIDELITY).partition("## Where each guichet has its table")
    firsts = (line.split("|")[1] for line in rest.partition("\n## ")[0].splitlines() if line.startswith("| `"))
    named = {name for first in firsts for name in _SPAN.findall(first)}
    assert named == {file.stem for file in (ROOT / "metadata" / "issuers").glob("*.toml")}


def _tracked() -> list[Path]:
    """Return the files that git keeps; skip outside a clone."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("the files that git keeps are known in a clone only")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def _texts() -> Iterator[tuple[Path, str]]:
    for path in _tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            yield path, content.decode("utf-8")


def _cited(text: str) -> set[tuple[str, str]]:
    """Return (sheet, place) of each citation; of the security catalogue the family's letter is the place."""
    found = set()
    for sheet, places in _CITATION.findall(text):
        for place in re.split(r", |–| and ", places.removeprefix("decision ")):
            found.add((sheet, place[0] if sheet == "security-catalogue" else place))
    return found


def test_every_citation_has_its_substance_in_fidelity() -> None:
    *_, citations = _read(FIDELITY).partition("## Citations")
    mapped = _cited(citations)
    code = [text for path, text in _texts() if path.suffix in {".py", ".toml", ".html"}]
    cited = set().union(*map(_cited, code))
    assert len(cited) > 20
    assert cited <= mapped, f"docs/fidelity.md does not map {sorted(cited - mapped)}"


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    for path, text in _texts():
        for number, line in enumerate(text.splitlines(), 1):
            where = f"{_name(path)}:{number}"
            assert not _MACHINE.search(line), f"{where} holds a path of one machine"
            assert not _REGISTRY.search(line.replace(_LEFT_OUT_BY_NAME, "")), f"{where} names a registry"
