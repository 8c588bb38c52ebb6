"""Owns the turning of pydantic's errors into problems a person can act upon."""

from pydantic import ValidationError

from broker.core.errors import Problem

_HINTS = {
    "extra_forbidden": "remove it or correct its spelling (preau explain settings lists every option)",
    "missing": "add it",
}


def problems_of(error: ValidationError, file: str) -> tuple[Problem, ...]:
    """Return one problem per error, each with its dotted path; the rejected value is never repeated."""
    return tuple(
        Problem(
            file, ".".join(str(part) for part in found["loc"]) or "file", found["msg"], _HINTS.get(found["type"], "")
        )
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    )
