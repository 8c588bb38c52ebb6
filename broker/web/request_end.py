"""Owns the end of a request: what must be kept for its answer to be worth anything, its notes, the access it opened.

A code or a ticket that could not be kept is not handed over, and nothing leaves that could not be written into the
journal: the answer becomes the refusal (J214).
"""

import logging

from flask import g
from werkzeug.wrappers import Response

from broker.core.refusals.account import RecordsUnavailable
from broker.core.refusals.journal import JournalUnavailable
from broker.core.refusals.journey import SessionOver, StoreUnavailable
from broker.core.rights.access import Door
from broker.core.session import Session
from broker.flows.ports import Append, Put
from broker.web.acts_at_end import write_refusal, write_release
from broker.web.administration import note_administration
from broker.web.parts import parts
from broker.web.refusal_pages import answer_refusal
from broker.web.trace_notes import flush_notes, take_notes

_log = logging.getLogger("preau.statistics")


def keep_at_end(*writes: Put | Append, provided: Session | None = None) -> None:
    """Have something kept before this request is answered; a refusal that comes first leaves it out.

    `provided` is the session that must be open still once it is kept: otherwise nothing is handed over.
    """
    g.setdefault("writes", []).extend(writes)
    if provided is not None:
        g.provided = provided


def count_at_end(door: Door | None) -> None:
    """Have an access counted once what this request answers is sure; a refusal that comes first leaves it out."""
    g.door = door


def end_request(response: Response) -> Response:
    """Write what is to be kept, as the request's last act; answer with the refusal where it cannot be."""
    writes: list[Put | Append] = g.pop("writes", [])
    if g.pop("refused", False):
        flush_notes()
    else:
        try:
            _keep(writes)
            write_release()
        except (StoreUnavailable, SessionOver, JournalUnavailable) as refusal:
            response = answer_refusal(refusal)
        else:
            _count()
            note_administration(response)
    write_refusal()
    return response


def _keep(writes: list[Put | Append]) -> None:
    if not writes:
        flush_notes()
        return
    parts().store.write(*writes, *take_notes())
    provided: Session | None = g.pop("provided", None)
    if provided is not None:
        parts().sign_on.find_open(provided.id)


def _count() -> None:
    """Count the access; where that fails the person is let in all the same, and the operator's log says so."""
    door: Door | None = g.pop("door", None)
    if door is None:
        return
    try:
        parts().sign_on.count_access(door)
    except RecordsUnavailable as refusal:
        _log.error("access not counted resource=%s cause=%s", door.resource, refusal.cause or "-")
