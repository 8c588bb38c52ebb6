"""Owns the end of a request: what must be kept for its answer to be worth anything, and its notes, in one exchange.

A code or a ticket that could not be kept is not handed over: the answer becomes the refusal (J214).
"""

from flask import g
from werkzeug.wrappers import Response

from broker.core.refusals.journey import SessionOver, StoreUnavailable
from broker.core.session import Session
from broker.flows.ports import Append, Put
from broker.web.parts import parts
from broker.web.refusal_pages import answer_refusal
from broker.web.trace_notes import flush_notes, take_notes


def keep_at_end(*writes: Put | Append, provided: Session | None = None) -> None:
    """Have something kept before this request is answered; a refusal that comes first leaves it out.

    `provided` is the session that must be open still once it is kept: otherwise nothing is handed over.
    """
    g.setdefault("writes", []).extend(writes)
    if provided is not None:
        g.provided = provided


def end_request(response: Response) -> Response:
    """Write what is to be kept, as the request's last act; answer with the refusal where the store does not answer."""
    writes: list[Put | Append] = g.pop("writes", [])
    if not writes or g.pop("refused", False):
        flush_notes()
        return response
    try:
        parts().store.write(*writes, *take_notes())
        provided: Session | None = g.pop("provided", None)
        if provided is not None:
            parts().sign_on.find_open(provided.id)
    except (StoreUnavailable, SessionOver) as refusal:
        return answer_refusal(refusal)
    return response
