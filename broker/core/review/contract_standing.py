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
    this content, or all that it asks for, since; `takes_effect` says whether it may come in force now. `baseline` is
    what it was weighed by where that is not the contract in force.
    """

    changes: tuple[Change, ...]
    signed: frozenset[Role]
    takes_effect: bool
    baseline: Contract | None = None

    @property
    def widens(self) -> tuple[Change, ...]:
        """Return what is to be approved."""
        return widenings(self.changes)


def judge(
    former: Contract | None,
    working: Contract,
    asked: str,
    spent: Iterable[Approval],
    baseline: Contract | None = None,
) -> Judgement:
    """Judge a working copy by the contract in force, if there is one.

    `asked` is the fingerprint of what it asks for, whatever was ruled of it. `spent` are the approvals that were there
    when the former came in force or was suspended: they approved that, and nothing since. `baseline` is the last
    version that two roles approved or that was there first, where the former was under test and this one is not:
    nothing that was only tried stays by itself.
    """
    changes = compare(former, working) if former else ()
    if baseline is not None:
        told = {change.where for change in widenings(changes)}
        tried = (change for change in widenings(compare(baseline, working)) if change.where not in told)
        changes = (*changes, *tried)
    approved = is_approved(working, asked, spent)
    exempt = former is not None and former.open_to_all and working.open_to_all and not _returns(changes)
    needs = former is None or bool(widenings(changes))
    takes_effect = working.status not in PROPOSED and (not needs or exempt or approved)
    return Judgement(changes, find_signatures(working, asked, spent)[1], takes_effect, baseline)


def _returns(changes: Iterable[Change]) -> bool:
    """Tell whether a contract comes (back) in force: one role does not overrule whoever stopped it."""
    return any(change.where == "status" for change in widenings(changes))


def is_approved(working: Contract, asked: str, spent: Iterable[Approval] = ()) -> bool:
    """Tell whether two roles approved a content, one of them exactly this one."""
    exact, covering = find_signatures(working, asked, spent)
    return any(other is not role for role in exact for other in covering)


def find_signatures(
    working: Contract, asked: str, spent: Iterable[Approval]
) -> tuple[frozenset[Role], frozenset[Role]]:
    """Return the roles that approved exactly this content, and those that approved at least what it asks for."""
    fresh = tuple((Counter(working.approvals) - Counter(spent)).elements())
    exact = frozenset(one.role for one in fresh if one.content == working.fingerprint)
    return exact, exact | {one.role for one in fresh if one.content == asked}
