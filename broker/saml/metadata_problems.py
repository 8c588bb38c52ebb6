"""Owns how a refusal of metadata is told among the problems of an installation."""

from broker.core.errors import MetadataRefused, Problem


def problem_of(label: str, refusal: MetadataRefused) -> Problem:
    """Return a refusal as a problem of the file, entity or federation of that label."""
    what = f"{refusal.code}: {refusal.rule.en} {refusal.received}".strip()
    return Problem(label, "metadata", what, refusal.remedy.en)
