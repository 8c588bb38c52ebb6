"""Owns how the findings of a check are written: as text, as JSON, and as SARIF 2.1.0 for a pipeline."""

import json
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from broker.commands.check_findings import Found
from broker.core.review.contract_agreement import AGREEMENT_CHECKS
from broker.core.review.contract_lint import CHECKS, Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_OWN_RULES = {
    "contract.problem": "the contract cannot be read as it is",
    "contract.widening": "the contract widens what leaves, and two roles have not approved that",
}


def is_clean(found: Iterable[Found]) -> bool:
    """Tell whether nothing found is an error."""
    return not any(one.severity is Severity.ERROR for one in found)


def write_text(found: Sequence[Found]) -> tuple[list[str], str]:
    """Return a line for each thing found, but for notes, and the line that counts them."""
    shown = [one for one in found if one.severity is not Severity.NOTE]
    problems = sum(one.severity is Severity.ERROR for one in shown)
    warnings = len(shown) - problems
    more = f", {_count(warnings, 'warning')}" if warnings else ""
    return [str(one) for one in shown], f"{_count(problems, 'problem')}{more}"


def write_json(found: Sequence[Found]) -> str:
    """Return everything found as one JSON document."""
    rows = [
        {
            "code": one.code,
            "severity": one.severity,
            "file": _uri(one),
            "line": one.line,
            "where": one.where,
            "what": one.what,
            "hint": one.hint,
        }
        for one in found
    ]
    return json.dumps({"clean": is_clean(found), "findings": rows}, ensure_ascii=False, indent=2)


def write_sarif(found: Sequence[Found]) -> str:
    """Return everything found as a SARIF log of one run."""
    rules = _OWN_RULES | {check.code: check.title.en for check in (*CHECKS, *AGREEMENT_CHECKS)}
    driver = {
        "name": "preau contract check",
        "version": version("preau"),
        "rules": [{"id": code, "shortDescription": {"text": text}} for code, text in rules.items()],
    }
    places = {code: place for place, code in enumerate(rules)}
    run = {"tool": {"driver": driver}, "results": [_result(one, places) for one in found]}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _result(found: Found, places: dict[str, int]) -> dict[str, object]:
    said = f"{found.where}: {found.what}{f' → {found.hint}' if found.hint else ''}"
    location = {"artifactLocation": {"uri": _uri(found)}, "region": {"startLine": found.line}}
    return {
        "ruleId": found.code,
        "ruleIndex": places[found.code],
        "level": found.severity.value,
        "message": {"text": said},
        "locations": [{"physicalLocation": location}],
    }


def _uri(found: Found) -> str:
    """Return a file's address, below the working directory where it is there."""
    if found.file is None:
        return found.label
    whole = found.file.resolve()
    here = Path.cwd()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else whole.as_uri()


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
