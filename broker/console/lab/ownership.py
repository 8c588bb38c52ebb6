"""Owns whose resources may be tried: a publisher's own, all of them for an operator or a reviewer."""

from broker.core.contract import Contract
from broker.core.refusals.decision import UnknownResource
from broker.core.roles import Holder, Role
from broker.flows.rights_ports import Notices
from broker.web.parts import parts

_SEE_ALL = frozenset({Role.OPERATOR, Role.REVIEWER})


def is_own(contract: Contract, notices: Notices, holders: tuple[Holder, ...]) -> bool:
    """Tell whether one who holds these roles may try a resource: by its contract, or by its notice."""
    if any(holder.role in _SEE_ALL for holder in holders):
        return True
    notice = notices.find(contract.resource)
    owners = {contract.provider.identifier, notice.publisher.identifier if notice else ""}
    return any(holder.role is Role.PUBLISHER and holder.name in owners for holder in holders)


def check_own(contract: Contract, notices: Notices) -> None:
    """Refuse another publisher's resource, as one that does not exist."""
    if not is_own(contract, notices, parts().find_holders()):
        raise UnknownResource(expected="a resource of the publisher's own", received=contract.resource)
