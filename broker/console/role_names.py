"""Owns as whom the console's roles may be taken: the distributors and publishers that something here names."""

from collections.abc import Iterable
from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.rights.notice import Actor, Notice
from broker.core.roles import Role


@dataclass(frozen=True, slots=True)
class RoleNames:
    """Hold what names distributors and publishers: `certified` are the distributors that have a certificate."""

    notices: Iterable[Notice]
    contracts: Iterable[Contract]
    shipped: Iterable[Actor] = ()
    certified: Iterable[str] = ()

    def of(self, role: Role) -> tuple[tuple[str, str], ...]:
        """Return as whom a role may be taken, as (`SIREN_ISNI`, name) in order; of nobody where it has no names."""
        if role is Role.DISTRIBUTOR:
            return _in_order(self._distributors())
        return _in_order(self._publishers()) if role is Role.PUBLISHER else ()

    def _publishers(self) -> dict[str, str]:
        providers = {one.provider.identifier: one.provider.name for one in self.contracts}
        return providers | {one.publisher.identifier: one.publisher.name for one in self.notices}

    def _distributors(self) -> dict[str, str]:
        sellers = {one.identifier: one.name for notice in self.notices for one in notice.commercial_distributors}
        shipped = {one.identifier: one.name for one in self.shipped}
        return dict.fromkeys(self.certified, "") | sellers | shipped


def _in_order(names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(names.items()))
