"""Owns what each act of a contract's life writes into its text: rulings, status, signatures; it decides nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from broker.core.contract import Approval, Contract, Ruling, Status
from broker.core.review.contract_change import widenings
from broker.core.review.contract_standing import Judgement
from broker.core.roles import Role
from broker.definitions.contract_fingerprint import asked_fingerprint_of, fingerprint_of
from broker.definitions.tomlkit_bridge import ContractText


@dataclass(frozen=True, slots=True)
class Signature:
    """Sign a text, in a role; `spent` are approvals that counted once and are not in the text any more."""

    role: Role
    by: str
    on: date
    spent: Counter[Approval]

    def sign(self, text: ContractText, content: str) -> None:
        """Sign once more than ever before: the same signature of the same day stands twice."""
        approval = Approval(self.role, self.by, self.on, content)
        for _ in range(1 + self.spent[approval]):
            text.approve(approval)


def write_submission(text: ContractText, codes: frozenset[str], signature: Signature) -> None:
    """Ask for a ruling of these attributes, and sign what is asked for."""
    for code in codes:
        text.put_attribute(code, {"ruling": Ruling.PENDING.value, "ruled_because": None})
    text.put("status", Status.SUBMITTED.value)
    signature.sign(text, asked_fingerprint_of(text.data))


def write_rulings(text: ContractText, contract: Contract, refused: Mapping[str, str]) -> None:
    """Refuse these attributes, each with its reason, and approve all others that wait."""
    for clause in contract.clauses:
        if clause.code in refused:
            text.put_attribute(
                clause.code, {"ruling": Ruling.REFUSED.value, "ruled_because": refused[clause.code].strip()}
            )
        elif clause.ruling is Ruling.PENDING:
            text.put_attribute(clause.code, {"ruling": None, "ruled_because": None})


def write_approval(text: ContractText, signature: Signature) -> None:
    """Put the contract in force, signed as it is now."""
    text.put("status", Status.ACTIVE.value)
    if not str(text.data.get("approved_by", "")).strip():
        text.put("approved_by", signature.by)
    text.put("version", None)  # the register numbers it
    signature.sign(text, fingerprint_of(text.data))


def find_to_rule(contract: Contract, judgement: Judgement, *, is_new: bool) -> frozenset[str]:
    """Return the attributes of which a ruling is needed: those that widen, and those that wait; not those refused."""
    asked = {clause.code for clause in contract.clauses if clause.ruling is not Ruling.REFUSED}
    if is_new:
        return frozenset(asked)
    widened = {change.where.split(".")[1] for change in widenings(judgement.changes) if "attributes." in change.where}
    waiting = {clause.code for clause in contract.clauses if clause.ruling is Ruling.PENDING}
    return frozenset(asked & (widened | waiting))
