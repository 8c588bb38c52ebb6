"""Owns what the distributor's pages ask, and who asks: the one whose role the browser holds, never a parameter."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from broker.console.distributor.views import Frame, frame_of
from broker.core.rights.notice import Notice
from broker.core.roles import Role
from broker.core.school import School
from broker.flows.assignment_counts import AssignmentCounting
from broker.flows.rights_ports import Subscriptions
from broker.flows.subscription_desk import SubscriptionDesk
from broker.web.role_check import find_holder
from broker.webservices.call_log import CallLog


@dataclass(frozen=True, slots=True)
class DistributorDesk:
    """Hold what the pages ask; `find_names` gives the names of distributors by identifier."""

    desk: SubscriptionDesk
    subscriptions: Subscriptions
    counting: AssignmentCounting
    calls: CallLog
    find_notices: Callable[[], Iterable[Notice]]
    find_school: Callable[[str], School | None]
    find_names: Callable[[], Iterable[tuple[str, str]]]
    webservices_url: str

    @property
    def distributor(self) -> str:
        """Return who looks."""
        return find_holder(Role.DISTRIBUTOR).name

    def frame(self) -> Frame:
        """Return the frame of a page."""
        return frame_of(self.distributor, dict(self.find_names()).get(self.distributor, ""))

    def sold(self) -> tuple[Notice, ...]:
        """Return the notices of what the distributor sells, mothers of families among them."""
        own = (one for one in self.find_notices() if self._sells(one))
        return tuple(sorted(own, key=lambda notice: notice.title.fr))

    def _sells(self, notice: Notice) -> bool:
        return self.distributor in {one.identifier for one in notice.commercial_distributors}
