"""Owns the sign-on that starves: the very sign-on of an issuer, whose releases an order may alter once decided."""

from dataclasses import dataclass, fields

from broker.core.journey import Journey
from broker.core.release import Release
from broker.core.session import Grant, Session
from broker.core.starvation import starve
from broker.core.trace import Leg
from broker.flows.ports import TraceBook
from broker.flows.sign_on import SignOn
from broker.lab.orders import Order, OrderBook

STARVED = "starved"  # the leg by which a trace tells of it


@dataclass(frozen=True, slots=True)
class StarvingSignOn(SignOn):
    """Sign people on, and alter what was decided where this browser's order says so: never more than was decided."""

    orders: OrderBook
    traces: TraceBook

    def release(self, journey: Journey, current: Session | None = None) -> Release:
        """Decide as ever, then alter by the browser's order, if it has one."""
        release = SignOn.release(self, journey, current)
        order = self.orders.use(self.issuer.name, journey.browser, journey.id, release)
        if order is None:
            return release
        self.traces.add_leg(journey.id, self._leg(order))
        return starve(release, order.cuts)

    def release_again(self, grant: Grant) -> Release:
        """Decide as ever what is fetched later, then alter it as its sign-on was."""
        release = SignOn.release_again(self, grant)
        order = self.orders.find_used(self.issuer.name, grant.journey)
        return release if order is None else starve(release, order.cuts)

    def _leg(self, order: Order) -> Leg:
        facts = tuple((cut.code, cut.alteration.value) for cut in order.cuts)
        return Leg(self.clock.now(), "decision", STARVED, self.issuer.name, facts)


def starving(sign_on: SignOn, orders: OrderBook, traces: TraceBook) -> StarvingSignOn:
    """Return a sign-on that obeys orders, in place of one that knows of none."""
    own = {field.name: getattr(sign_on, field.name) for field in fields(sign_on)}
    return StarvingSignOn(**own, orders=orders, traces=traces)
