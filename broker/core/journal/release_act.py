"""Owns how a release becomes a line: the codes that left, those that stayed and why, and what the line commits to."""

from dataclasses import dataclass, field

from broker.core.contract import Contract
from broker.core.journal.act import Act, ActKind, ContractMark, Disclosure
from broker.core.journal.commitment import Told, write_statement
from broker.core.release import Release, Withholding

NOT_ASKED = "not_asked"  # the contract lets it leave, and the service did not ask for it this time
ISSUED = "issued"
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Say what of a release leaves, to whom and how.

    `codes` are those told, None for all; `subject` is the lasting name told, empty for none. `what` names the
    message: `issued`, or the endpoint that gives it. `journey` names the journey that it belongs to.
    """

    issuer: str
    protocol: str
    journey: str
    subject: str = field(repr=False)
    codes: frozenset[str] | None = None
    what: str = ISSUED


def mark_of(contract: Contract) -> ContractMark:
    """Name a contract as lines do."""
    return ContractMark(contract.name, contract.version, contract.fingerprint)


def act_of(release: Release, leaving: Leaving) -> tuple[Act, Disclosure]:
    """Return the act of a release, and what the line is to commit to.

    What the contract does not name is not repeated in each line: the contract's version and fingerprint say so.
    """
    told = [sent for sent in release.released if leaving.codes is None or sent.code in leaving.codes]
    codes = {sent.code for sent in told}
    kept = [(one.code, one.reason.value) for one in release.withheld if one.reason is not Withholding.NOT_IN_CONTRACT]
    unasked = [(sent.code, NOT_ASKED) for sent in release.released if sent.code not in codes]
    contract = ContractMark(release.contract, release.contract_version, release.contract_fingerprint)
    act = Act(
        at=release.decided_at,
        issuer=leaving.issuer,
        kind=ActKind.RELEASE,
        what=leaving.what,
        actor=PERSON,
        contract=contract,
        protocol=leaving.protocol,
        released=tuple(sent.code for sent in told),
        withheld=(*kept, *unasked),
        journey=leaving.journey,
    )
    attributes = tuple((sent.code, sent.values) for sent in told)
    statement = write_statement(Told(contract, release.decided_at, leaving.subject, attributes))
    return act, Disclosure(release.mark, statement)
