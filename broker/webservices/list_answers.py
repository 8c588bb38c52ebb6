"""Owns the answers that carry lists: in the form asked for, and packed once for all who have the same list.

The pupils of a class have the same resources, and packing a list costs more than writing it. No answer names a person.
"""

from collections import OrderedDict
from threading import Lock

from flask import Response

from broker.core.rights.notice import Notice
from broker.webservices.compression import pack, wants_gzip
from broker.webservices.forms import Form, chosen_form
from broker.webservices.list_bodies import ListBodies

_MOST_KEPT = 256

_Key = tuple[Form, str, str, tuple[int, ...]]


class ListAnswers:
    """Answer with lists; of the packed ones, the latest 256 that differ are kept."""

    def __init__(self, bodies: ListBodies) -> None:
        self._bodies, self._lock = bodies, Lock()
        self._packed: OrderedDict[_Key, tuple[tuple[Notice, ...], bytes]] = OrderedDict()

    def answer(self, notices: tuple[Notice, ...], project: str, uai: str) -> Response:
        """Return the answer to this request for the list of these resources, in one school of a project."""
        form = chosen_form()
        if not wants_gzip():
            return Response(self._write(form, notices, project, uai), mimetype=form.value)
        # By which notices they are, not by what they say, which takes longer to compare than to write: those kept with
        # an answer go on being, so that no other has their place.
        key = (form, project, uai, tuple(map(id, notices)))
        with self._lock:
            _, packed = self._packed.get(key, (notices, None))
        if packed is None:
            packed = pack(self._write(form, notices, project, uai))
        self._keep(key, notices, packed)
        return Response(packed, mimetype=form.value, headers={"Content-Encoding": "gzip"})

    def _write(self, form: Form, notices: tuple[Notice, ...], project: str, uai: str) -> bytes:
        write = self._bodies.as_xml if form is Form.XML else self._bodies.as_json
        return write(notices, project, uai)

    def _keep(self, key: _Key, notices: tuple[Notice, ...], packed: bytes) -> None:
        with self._lock:
            self._packed[key] = self._packed.get(key, (notices, packed))
            self._packed.move_to_end(key)
            while len(self._packed) > _MOST_KEPT:
                self._packed.popitem(last=False)
