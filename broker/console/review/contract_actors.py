"""Owns as whom a browser looks at contracts and acts on them: by roles that it holds, never by a parameter alone."""

from broker.core.contract import Contract
from broker.core.refusals.contract_life import ContractUnknown
from broker.core.refusals.roles import RoleMissing
from broker.core.roles import Holder, Role
from broker.definitions.contract_desk import DECIDING, Actor
from broker.definitions.contract_register import Standing
from broker.web.parts import parts
from broker.web.single_values import read_form

ROLES = DECIDING | {Role.PUBLISHER}
_MOST_NAME = 200


def held_roles() -> tuple[Holder, ...]:
    """Return what this browser holds of the roles that act on contracts."""
    return tuple(holder for holder in parts().find_holders() if holder.role in ROLES)


def may_see(contract: Contract) -> bool:
    """Tell whether this browser may see a contract: a publisher sees its own."""
    return any(holder.role in DECIDING or holder.name == contract.provider.identifier for holder in held_roles())


def check_seen(standing: Standing) -> Standing:
    """Return where a contract stands, or refuse it as if there were none."""
    if not may_see(standing.working.contract):
        raise ContractUnknown(expected="a contract of the publisher's own")
    return standing


def read_actor() -> Actor:
    """Return as whom the form acts: one of the roles held, and the name that signs."""
    wanted = read_form("role") or ""
    holder = next((one for one in held_roles() if one.role == wanted), None)
    if holder is None:
        received = ", ".join(one.role for one in held_roles()) or "none"
        raise RoleMissing(expected=wanted[:40] or "a role", received=received)
    by = " ".join((read_form("by", _MOST_NAME) or "").split())
    return Actor(holder.role, by or holder.name or str(holder.role), None if holder.role in DECIDING else holder.name)
