"""Owns the answers that carry lists: in the form asked for, and packed once for all who have the same list.

The pupils of a class have the same resources, and packing a list costs more than writing it. No answer names a person.
"""

from flask import Response

from broker.core.rights.notice import Notice
from broker.flows.kept_latest import KeptLatest
from broker.webservices.compression import pack, wants_gzip
from broker.webservices.forms import Form, chosen_form
from broker.webservices.list_bodies import ListBodies

_MOST_KEPT = 256

_Key = tuple[Form, str, str, tuple[int, ...]]


class ListAnswers:
    """Answer with lists; of the packed ones, the latest 256 that differ are kept."""

    def __init__(self, bodies: ListBodies) -> None:
        self._bodies = bodies
        self._packed: KeptLatest[_Key, tuple[tuple[Notice, ...], bytes]] = KeptLatest(_MOST_KEPT)

    def answer(self, notices: tuple[Notice, ...], project: str, uai: str) -> Response:
        """Return the answer to this request for the list of these resources, in one school of a project."""
        form = chosen_form()
        if not wants_gzip():
            return Response(self._write(form, notices, project, uai), mimetype=form.value)
        # By which notices they are, not by what they say, which takes longer to compare than to write: those kept with
        # an answer go on being, so that no other has their place.
        key = (form, project, uai, tuple(map(id, notices)))
        kept = self._packed.find(key)
        if kept is None:
            kept = self._packed.keep(key, (notices, pack(self._write(form, notices, project, uai))))
        _, packed = kept
        return Response(packed, mimetype=form.value, headers={"Content-Encoding": "gzip"})

    def _write(self, form: Form, notices: tuple[Notice, ...], project: str, uai: str) -> bytes:
        write = self._bodies.as_xml if form is Form.XML else self._bodies.as_json
        return write(notices, project, uai)
