"""Owns what a CAS service pattern covers: one address to the character, or, ending in `*`, every address below it."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit


def folder_of(address: str) -> str:
    """Return the pattern of every address in the folder of one, without its query: https://host/path/ and a star."""
    parts = urlsplit(address)
    folder = parts.path[: parts.path.rfind("/") + 1] or "/"
    return f"{parts.scheme}://{parts.netloc}{folder}*"


def find_overlap(services: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield (index, service, other) for each service that some address has in common with another's."""
    for index, service in enumerate(services):
        for other in others:
            if _covers(service, other) or _covers(other, service):
                yield index, service, other


def _covers(pattern: str, other: str) -> bool:
    if pattern.endswith("*"):
        return other.removesuffix("*").startswith(pattern[:-1])
    return pattern == other
