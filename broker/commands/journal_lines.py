"""Owns how a line of the journal is printed."""

from broker.core.journal.act import Line, write_moment


def line_row(line: Line) -> dict[str, object]:
    """Return a line as a JSON object."""
    act = line.act
    return {
        "position": line.position,
        "at": write_moment(act.at),
        "issuer": act.issuer,
        "act": act.kind.value,
        "what": act.what,
        "actor": act.actor,
        "contract": act.contract.name,
        "version": act.contract.version,
        "fingerprint": act.contract.fingerprint,
        "protocol": act.protocol,
        "released": " ".join(act.released),
        "withheld": dict(act.withheld),
        "reference": act.reference,
        "decision": act.decision,
        "journey": act.journey,
        "digest": line.digest,
    }
