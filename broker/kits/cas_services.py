"""Owns what a publisher is told of CAS service addresses: the folder of one, and whose an address is already."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from broker.core.service_address import gather_addresses


def folder_of(address: str) -> str:
    """Return the entry of every address in the folder of one, without its query: https://host/path/ and a star."""
    parts = urlsplit(address)
    folder = parts.path[: parts.path.rfind("/") + 1] or "/"
    return f"{parts.scheme}://{parts.netloc}{folder}*"


def is_taken_by(services: Sequence[str], address: str) -> bool:
    """Tell whether an address falls under the entries of a service; one with a star, whether all below it do."""
    if not address.endswith("*"):
        return gather_addresses(services).find(address) is not None
    wide = [entry for entry in services if entry.endswith("*")]
    return gather_addresses(wide).find(address.removesuffix("*")) is not None


def find_taken(services: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield (index, entry) for each entry that falls under another service's."""
    for index, service in enumerate(services):
        if is_taken_by(others, service):
            yield index, service
