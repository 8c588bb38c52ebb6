"""Owns what a request leaves to be written into the journal as its last act: a release, a refusal.

A release that cannot be written down does not leave; a refusal stands whether it can be or not.
"""

from flask import g

from broker.core.contract import Contract, Identifier
from broker.core.journal.act import NO_CONTRACT
from broker.core.journal.release_act import Leaving, mark_of
from broker.core.journey import Journey
from broker.core.refusals.journal import JournalUnavailable
from broker.core.release import Release
from broker.flows.act_desk import Refused
from broker.web.parts import parts


def release_at_end(journey: Journey, contract: Contract, release: Release) -> None:
    """Have a release written down before this request is answered; a refusal that comes first leaves it out."""
    g.leaving = (release, leaving_of(journey.request.protocol, journey.id, contract, release))


def leaving_of(protocol: str, journey: str, contract: Contract, release: Release) -> Leaving:
    """Return what leaves of a release whose attributes are all told; a subject of the moment names nobody."""
    subject = release.subject if contract.identifier is Identifier.PSEUDONYM else ""
    return Leaving(parts().issuer.name, protocol, journey, subject)


def journey_refusal_at_end(code: str, journey: Journey) -> None:
    """Have the refusal of a journey written down before this request is answered."""
    found = parts()
    known = found.contracts.by_entity(found.issuer.name, journey.request.entity_id)
    resource = journey.hint.resource or (known[0].resource if len(known) == 1 else None)
    refusal_at_end(code, journey.request.protocol, journey.id, resource)


def refusal_at_end(code: str, protocol: str, journey: str, resource: str | None) -> None:
    """Have the refusal of what came of a journey written down before this request is answered."""
    found = parts()
    contract = found.contracts.by_resource(found.issuer.name, resource) if resource else None
    mark = mark_of(contract) if contract else NO_CONTRACT
    g.refused_act = Refused(code, found.issuer.name, protocol, journey, mark)


def write_release() -> None:
    """Write the release down; raises `JournalUnavailable`."""
    leaving: tuple[Release, Leaving] | None = g.pop("leaving", None)
    if leaving is not None:
        parts().acts.record_release(*leaving)


def write_refusal() -> None:
    """Write the refusal down, if there was one."""
    refused: Refused | None = g.pop("refused_act", None)
    if refused is not None and refused.code != JournalUnavailable.code:
        parts().acts.record_refusal(refused)
