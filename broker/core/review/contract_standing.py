"""Owns whether a changed contract may take the place of the one in force: by what it widens, and who approved it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from broker.core.contract import Approval, Contract, Status
from broker.core.review.contract_change import Change, compare, widenings
from broker.core.roles import Role

PROPOSED = frozenset({Status.DRAFT, Status.SUBMITTED})


@dataclass(frozen=True, slots=True)
class Judgement:
    """Hold what was found of a working copy.

    `changes` are those from the contract in force (none where there is none yet), `signed` the roles that approved
    this content, or all that it asks for, since; `takes_effect` says whether it may come in force now.
    """

    changes: tuple[Change, ...]
    signed: frozenset[Role]
    takes_effect: bool

    @property
    def widens(self) -> tuple[Change, ...]:
        """Return what is to be approved."""
        return widenings(self.changes)


def judge(former: Contract | None, working: Contract, asked: str, spent: Iterable[Approval]) -> Judgement:
    """Judge a working copy by the contract in force, if there is one.

    `asked` is the fingerprint of what it asks for, whatever was ruled of it. `spent` are the approvals that were there
    when the former came in force or was suspended: they approved that, and nothing since.
    """
    changes = compare(former, working) if former else ()
    signed, covering = find_signatures(working, asked, spent)
    approved = any(other is not role for role in signed for other in covering)
    exempt = former is not None and former.open_to_all and working.open_to_all and not _returns(changes)
    needs = former is None or bool(widenings(changes))
    takes_effect = working.status not in PROPOSED and (not needs or exempt or approved)
    return Judgement(changes, covering, takes_effect)


def _returns(changes: Iterable[Change]) -> bool:
    """Tell whether a contract comes (back) in force: one role does not overrule whoever stopped it."""
    return any(change.where == "status" for change in widenings(changes))


def find_signatures(
    working: Contract, asked: str, spent: Iterable[Approval]
) -> tuple[frozenset[Role], frozenset[Role]]:
    """Return the roles that approved exactly this content, and those that approved at least what it asks for."""
    fresh = tuple((Counter(working.approvals) - Counter(spent)).elements())
    exact = frozenset(one.role for one in fresh if one.content == working.fingerprint)
    return exact, exact | {one.role for one in fresh if one.content == asked}
