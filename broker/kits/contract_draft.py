"""Owns the drafting of a minimal contract for a publisher's own resource, as readable TOML."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from broker.core.catalogue import CATALOGUE

_ISNI_DIGITS = 16
_ALWAYS_THERE = frozenset({"IDO", "UAI", "PRO"})
_LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """Hold what a publisher says of their resource; everything else is filled in for a sandbox."""

    issuer: str
    ark: str
    title: str
    access_url: str
    entity_id: str
    provider: str
    profiles: tuple[str, ...]
    attributes: tuple[str, ...]


def write_draft(draft: ContractDraft, today: date) -> str:
    """Return the contract as TOML, valid for one year from today; nothing in it is checked here."""
    text = _quote(draft.title)
    lines = [
        "# Contrat minimal d’une ressource à soi : complétez les raisons. / A minimal contract: complete the reasons.",
        f"issuer = {_quote(draft.issuer)}",
        f"resource = {_quote(draft.ark)}",
        f"access_url = {_quote(draft.access_url)}",
        f"title = {{ fr = {text}, en = {text} }}",
        'purpose = { fr = "À préciser : à quoi sert ce traitement.", en = "To be completed: what it is for." }',
        'legal_basis = "À préciser (bac à sable)"',
        f"profiles = {_quote_all(draft.profiles)}",
        f"valid_from = {today.isoformat()}",
        f"valid_until = {_a_year_after(today).isoformat()}",
        'approved_by = "sandbox"',
        "",
        "[provider]",
        f'siren_isni = "{_invented_identifier(draft.provider)}"',
        f"name = {_quote(draft.provider)}",
    ]
    for code in draft.attributes:
        lines += _attribute(code)
    lines += ["", "[saml]", f"entity_id = {_quote(draft.entity_id)}"]
    return "\n".join(lines) + "\n"


def _invented_identifier(provider: str) -> str:
    """Return a SIREN_ISNI that nobody has, and no two providers share: it is the sector of their pseudonyms."""
    digest = int.from_bytes(sha256(provider.encode()).digest()[:8], "big")
    return f"000000000_{str(digest)[-_ISNI_DIGITS:].zfill(_ISNI_DIGITS)}"


def _attribute(code: str) -> list[str]:
    meaning = f" ({CATALOGUE[code].meaning.fr})" if code in CATALOGUE else ""
    lines = ["", "[[attributes]]", f"code = {_quote(code)}"]
    lines.append(f"purpose = {_quote(f'À préciser : pourquoi cette ressource a besoin de {code}{meaning}.')}")
    return [*lines, "required = true"] if code in _ALWAYS_THERE else lines


def _quote(text: str) -> str:
    """Write a basic string: TOML's are JSON's, but for DEL (TOML 1.0, String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _quote_all(words: Iterable[str]) -> str:
    return f"[{', '.join(_quote(word) for word in words)}]"


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == _LEAP_DAY else day.day)
