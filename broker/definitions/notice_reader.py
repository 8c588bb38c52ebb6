"""Owns the reading of one notice file: a whole notice, or every problem of the file together."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from broker.core.errors import ConfigurationError, Problem
from broker.core.rights.notice import Notice
from broker.definitions.contract_file import ProviderTable, TextTable
from broker.definitions.notice_file import NoticeFile, TermRow
from broker.definitions.placeholders import replace_placeholders
from broker.definitions.table_reader import find_misname, keys_of, label_of, parse_table, tell

_KEYS = keys_of((NoticeFile, ProviderTable, TermRow, TextTable))


@dataclass(frozen=True, slots=True)
class NoticeRead:
    """Hold what one file gave: a notice, or its problems and the resource that it means, as far as it says so."""

    label: str
    resource: str
    notice: Notice | None
    problems: tuple[Problem, ...] = ()


def read_notice(file: Path, urls: Mapping[str, str], thumbnails: str) -> NoticeRead:
    """Read a file; `urls` gives the base URL of each `{name}` placeholder, `thumbnails` that of what is drawn."""
    label = label_of(file)
    try:
        data = parse_table(file)
    except ConfigurationError as error:
        return NoticeRead(label, "", None, error.problems)
    resource = data.get("resource")
    said = resource if isinstance(resource, str) else ""
    problems = list(find_misname(file, "notice"))
    try:
        data = replace_placeholders(data, urls, label)
    except ConfigurationError as error:
        problems += error.problems
    try:
        read = NoticeFile.model_validate(data)
    except ValidationError as error:
        return NoticeRead(label, said, None, (*problems, *tell(error, label, _KEYS)))
    notice = None if problems else read.notice(f"{thumbnails}/{file.stem}.svg")
    return NoticeRead(label, read.resource, notice, tuple(problems))
