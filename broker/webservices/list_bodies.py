"""Owns the bodies of a person's list, in JSON and in XML (facts/gar.md 7.1).

What is said of a resource is written once and kept until its notice changes; an answer puts the pieces together.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from broker.core.access_link import access_link
from broker.core.rights.notice import Notice
from broker.webservices.described_resource import LINK, Said, describe_after_link, describe_before_link
from broker.webservices.xml_text import DECLARATION, write_elements, write_text

Pieces = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class _Written:
    """Hold what is written of one notice, before and after that part of its link that is the same for all."""

    notice: Notice
    json: Pieces
    xml: Pieces


class ListBodies:
    """Write lists whose links lead to `entry_url`; `label_url` is the picture of where they come from."""

    def __init__(self, entry_url: str, label_url: str) -> None:
        self._entry_url, self._label_url = entry_url, label_url
        self._kept: dict[str, _Written] = {}

    def as_json(self, notices: Iterable[Notice], project: str, uai: str) -> bytes:
        """Return `{"listeRessources":{"ressource":[…]}}`: an array with one resource, or none, as well."""
        link = _quote(self._link(project, uai)).encode()
        pieces = [link.join(self._written(notice).json) for notice in notices]
        return b'{"listeRessources":{"ressource":[' + b",".join(pieces) + b"]}}"

    def as_xml(self, notices: Iterable[Notice], project: str, uai: str) -> bytes:
        """Return the same in elements without a namespace; an array is an element repeated."""
        link = write_text(self._link(project, uai)).encode()
        pieces = [link.join(self._written(notice).xml) for notice in notices]
        return DECLARATION.encode() + b"<listeRessources>" + b"".join(pieces) + b"</listeRessources>"

    def _link(self, project: str, uai: str) -> str:
        return access_link(self._entry_url, "", project=project, uai=uai)

    def _written(self, notice: Notice) -> _Written:
        kept = self._kept.get(notice.resource)
        if kept is None or kept.notice is not notice:
            kept = self._kept[notice.resource] = self._write(notice)
        return kept

    def _write(self, notice: Notice) -> _Written:
        before, after = describe_before_link(notice), describe_after_link(notice, self._label_url)
        ark = quote(notice.resource, safe=":/")  # as in the access link
        return _Written(
            notice,
            (
                f'{{{_members(before)},"{LINK}":"'.encode(),
                f'{_quote(ark)}",{_members(after)}}}'.encode(),
            ),
            (
                f"<ressource>{write_elements(before)}<{LINK}>".encode(),
                f"{write_text(ark)}</{LINK}>{write_elements(after)}</ressource>".encode(),
            ),
        )


def _members(said: Mapping[str, Said]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))[1:-1]


def _quote(text: str) -> str:
    """Return text as it stands inside the quotes of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
