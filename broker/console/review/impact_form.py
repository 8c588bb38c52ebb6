"""Owns the form of an impact: which contract would change and how, read into the change that is studied."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import request

from broker.core.catalogue import CATALOGUE
from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.impact.proposal import Proposal
from broker.core.precision import Precision
from broker.core.refusals.impact import PatternOnPage
from broker.core.refusals.journey import MalformedParameter
from broker.definitions.contract_reader import read_contract_table
from broker.definitions.proposal_file import read_proposal_table
from broker.definitions.table_reader import parse_table, parse_text
from broker.definitions.workspace import DATA
from broker.impact.change import Change, make_key, suppose_approved
from broker.impact.inquiry import Installed
from broker.web.single_values import read_form

_LINE, _TEXT = 200, 64 * 1024
TEXTS = {
    "contract": _LINE,
    "add": _LINE,
    "remove": _LINE,
    "refine": _LINE,
    "precision": _LINE,
    "words": _TEXT,
    "text": _TEXT,
}
TICKS = ("gone", "new_key")
_PURPOSE = "étude d’impact"
Rows = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class ImpactForm:
    """Hold what was chosen and typed."""

    texts: Mapping[str, str]
    ticked: frozenset[str]

    def change(self, installed: Installed, known: Mapping[str, Contract]) -> Change:
        """Return the change; `known` are the contracts offered. Raises ConfigurationError with what is wrong."""
        contracts = tuple(suppose_approved(one) for one in self._contracts(installed, known))
        chosen = known.get(self.texts["contract"])
        words = self.texts["words"]
        change = Change(
            contracts=contracts,
            supposed_approved=bool(contracts),
            removed=(chosen.name,) if chosen and "gone" in self.ticked else (),
            proposal=_read_words(words) if words else Proposal(),
            key=make_key(installed.workspace.read_pseudonym_key()) if "new_key" in self.ticked else None,
        )
        if change.is_nothing:
            raise _fault("", "nothing would change", "choose a contract and what changes, words, or another key")
        return change

    def _contracts(self, installed: Installed, known: Mapping[str, Contract]) -> Iterator[Contract]:
        chosen = known.get(self.texts["contract"])
        if self.texts["text"]:
            data = parse_text(self.texts["text"], "text")
            same = next((one for one in known.values() if one.resource == data.get("resource")), None)
            yield read_contract_table(data, installed.urls, same.name if same else "propose", "text")
        elif self._edits:
            if chosen is None:
                raise _fault("contract", "no contract is chosen", "choose the one that changes")
            data = _read_table(installed, chosen.name)
            yield read_contract_table(self._edit(data), installed.urls, chosen.name, chosen.name)

    @property
    def _edits(self) -> bool:
        return any(self.texts[name] for name in ("add", "remove", "refine"))

    def _edit(self, data: dict[str, object]) -> dict[str, object]:
        rows = data.get("attributes")
        kept: Rows = (
            [dict(row) for row in rows if row.get("code") != self.texts["remove"]] if isinstance(rows, list) else []
        )
        refined = [row for row in kept if self.texts["refine"] and row.get("code") == self.texts["refine"]]
        if isinstance(rows, list) and self.texts["remove"] and len(kept) == len(rows):
            raise _fault("remove", f"the contract does not name {self.texts['remove']}", "choose another")
        if self.texts["refine"] and not refined:
            raise _fault("refine", f"the contract does not name {self.texts['refine']}", "choose another")
        for row in refined:
            row.pop("length", None)
            row["transformation"] = self.texts["precision"] or Precision.AS_IT_IS.value
        if self.texts["add"]:
            kept.append({"code": self.texts["add"], "purpose": _PURPOSE})
        return {**data, "attributes": kept}


def read_values() -> ImpactForm:
    """Read the form of this request; refuse a field that came twice or is too long, and a file that is no text."""
    texts = {name: (read_form(name, most) or "").strip() for name, most in TEXTS.items()}
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        texts["text"] = _decode(sent.stream.read(_TEXT + 1))
    return ImpactForm(texts, frozenset(name for name in TICKS if read_form(name)))


def blank_form() -> ImpactForm:
    """Return the form as it is first shown."""
    return ImpactForm(dict.fromkeys(TEXTS, ""), frozenset())


def offered_codes() -> list[str]:
    """Return the attributes that may be added."""
    return list(CATALOGUE)


def _decode(content: bytes) -> str:
    if len(content) > _TEXT:
        raise MalformedParameter(expected=f"file of {_TEXT} bytes at most", received="more")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise MalformedParameter(expected="file in UTF-8", received="other bytes") from None


def _read_words(text: str) -> Proposal:
    """Read proposed words; no pattern of whoever asks, by whose counts values could be spelt out."""
    table = parse_text(text, "words")
    rows = table.get("attributes")
    if isinstance(rows, dict) and any(isinstance(row, dict) and "form" in row for row in rows.values()):
        raise PatternOnPage(expected='form_of = "CODE"', received="form")
    return read_proposal_table(table, "words")


def _read_table(installed: Installed, name: str) -> dict[str, object]:
    """Return what the file of a contract in force says."""
    folders = (installed.workspace.contracts, DATA / "contracts")
    file = next((folder / f"{name}.toml" for folder in folders if (folder / f"{name}.toml").is_file()), None)
    if file is None:
        raise _fault("contract", "its file is there no more", "choose another")
    return parse_table(file)


def _fault(where: str, what: str, hint: str) -> ConfigurationError:
    return ConfigurationError((Problem("", where, what, hint),))
