"""Owns the reception of each call: who calls, whether they may come, and the keeping of what became of it."""

import logging
import time
from dataclasses import dataclass

from flask import Response, current_app, g, request

from broker.core.errors import Refusal
from broker.core.refusals.journey import StoreUnavailable
from broker.core.refusals.machine import ClientOfAnotherRole
from broker.core.roles import Holder
from broker.flows.act_desk import ActDesk
from broker.flows.ports import Clock
from broker.transport.client_certificates import ClientCertificates
from broker.web.routes import roles_at
from broker.webservices.call_log import Call, CallLog, cut_message, shown_path
from broker.webservices.client import check_time, read_client
from broker.webservices.errors import message_of

_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_log = logging.getLogger("preau.webservices")


@dataclass(frozen=True, slots=True)
class Reception:
    """Receive every call, before and after its endpoint."""

    clock: Clock
    clients: ClientCertificates
    calls: CallLog
    acts: ActDesk

    def admit(self) -> None:
        """Let the call go on, or refuse it; `current_client` is who calls from then on."""
        g.began = time.perf_counter()
        shown = read_client(request.environ, self.clients)
        g.client = shown.holder
        check_time(shown, self.clock.now())
        if request.url_rule is None:
            return  # the router has its own refusal
        admitted = roles_at(current_app, request.endpoint)
        if shown.holder.role not in admitted:
            raise ClientOfAnotherRole(expected=", ".join(sorted(admitted)) or "nobody", received=shown.holder.role)

    def keep(self, response: Response) -> Response:
        """Keep what was called and answered, where it is known by whom."""
        client: Holder | None = g.get("client")
        if client is None:
            return response
        refusal: Refusal | None = g.get("refusal")
        call = Call(
            at=self.clock.now(),
            method=request.method,
            path=shown_path(request.url_rule.rule if request.url_rule else None, request.view_args or {}, client),
            status=response.status_code,
            code=refusal.code if refusal else "",
            message=cut_message(message_of(refusal)) if refusal else "",
            milliseconds=round(1000 * (time.perf_counter() - g.began), 1),
        )
        if request.method in _CHANGING and refusal is None:
            self.acts.note_administration(f"service.{request.endpoint}", actor=client.role.value)
        try:
            self.calls.add(client, call)
        except StoreUnavailable as lost:  # what was done is done: another answer would say that it was not
            _log.warning("call not kept code=%s cause=%s", lost.code, lost.cause or "-")
        return response


def current_client() -> Holder:
    """Return who calls; there is one wherever an endpoint runs."""
    client: Holder = g.client
    return client
