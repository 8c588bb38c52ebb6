"""Owns what a kit is, whatever the language: what to know, what to respect, and ready files for each known client."""

from collections.abc import Callable
from dataclasses import dataclass

from broker.core.sentence import Sentence

PLACEHOLDER = "https://A-REMPLACER.invalid"  # RFC 6761 6.4: never resolves, so a forgotten one fails at once
Rows = tuple[tuple[Sentence, str], ...]


@dataclass(frozen=True, slots=True)
class ClientFiles:
    """Hold the files of one client, in the order to read them, and what those without comments cannot say."""

    files: dict[str, str]
    remarks: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Kit:
    """Hold what a publisher takes away for one resource in one language.

    `columns` and `attributes` make the table of what arrives. `render` takes a client's name and the folder in which
    its files will lie (None: where such a client usually has them).
    """

    language: str
    resource: str
    rows: Rows
    rules: tuple[Sentence, ...]
    columns: tuple[str, ...]
    attributes: tuple[tuple[str, ...], ...]
    assumptions: tuple[Sentence, ...]
    clients: tuple[str, ...]
    render: Callable[[str, str | None], ClientFiles]
