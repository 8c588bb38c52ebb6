"""The English texts are complete, fresh and compiled; the French ones are well set."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from tests.web.template_rendering import page
from tests.web.template_samples import SAMPLES

_ROOT = Path(__file__).resolve().parents[2]
_MESSAGES = _ROOT / "broker" / "web" / "translations" / "en" / "LC_MESSAGES"
_PLACEHOLDER = re.compile(r"%\(\w+\)s")


def _english() -> Catalog:
    with (_MESSAGES / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def _texts(catalog: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalog if message.id}


def _extracted() -> set[str]:
    with (_ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found: set[str] = set()
    for folder in ("broker", "idp"):
        found |= {str(row[2]) for row in extract_from_dir(_ROOT / folder, methods, options)}
    return found


def test_the_english_texts_are_those_of_the_templates() -> None:
    assert set(_texts(_english())) == _extracted(), "renew the catalogue: the commands stand in babel.cfg"


def test_no_english_text_is_empty_or_doubtful() -> None:
    assert [message.id for message in _english() if message.id and (not message.string or message.fuzzy)] == []
    assert not _english().obsolete


def test_each_english_text_has_the_placeholders_of_the_french() -> None:
    for french, english in _texts(_english()).items():
        assert sorted(_PLACEHOLDER.findall(french)) == sorted(_PLACEHOLDER.findall(english))


def test_the_compiled_catalogue_is_a_fresh_one() -> None:
    fresh = io.BytesIO()
    write_mo(fresh, _english())
    with (_MESSAGES / "messages.mo").open("rb") as file:
        assert _texts(read_mo(file)) == _texts(read_mo(io.BytesIO(fresh.getvalue()))), "compile it: see babel.cfg"


def test_french_punctuation_keeps_its_word() -> None:
    assert [text for text in _extracted() if re.search(r" [:;?!»]|« |'", text)] == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_two_languages_show_different_words(sample: str) -> None:
    assert "Aller au contenu" in page(sample, "fr")
    assert "Skip to content" in page(sample, "en")
    french = {
        text for text, english in _texts(_english()).items() if text != english and len(text) > 12 and "%" not in text
    }
    assert [text for text in french if f">{text}<" in page(sample, "en")] == []
