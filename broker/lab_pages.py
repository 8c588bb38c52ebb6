"""Owns which pages the lab has, at the console and at each issuer, and puts them together."""

from flask import Blueprint

from broker.console.lab.order_routes import OrderDesk, make_order_claim
from broker.console.lab.trial_book import TrialBook
from broker.console.lab.trial_pages import TrialPages
from broker.console.lab.trial_runner import TrialRunner
from broker.core.issuer import Issuer
from broker.definitions.addresses import is_lab_open, is_only_from_here
from broker.definitions.workspace import DATA
from broker.lab.orders import OrderBook
from broker.shared import Shared


def make_lab_pages(issuer: Issuer, shared: Shared) -> list[Blueprint]:
    """Make the way by which a browser has its next sign-on here altered, where this installation alters any."""
    return [make_order_claim()] if is_lab_open(shared.settings, issuer.url) else []


def make_order_desk(shared: Shared) -> OrderDesk:
    """Put together what takes orders at the console."""
    return OrderDesk(shared.notices, _is_open(shared))


def make_trial_pages(shared: Shared) -> TrialPages:
    """Put together what tries resources from the console."""
    orders = OrderBook(shared.store, shared.clock)
    folders = (DATA / "contracts", shared.workspace.contracts)
    runner = TrialRunner(TrialBook(shared.store), orders, shared.clock, folders)
    return TrialPages(shared.notices, runner, _is_open(shared) and _may_go_out(shared))


def _may_go_out(shared: Shared) -> bool:
    """Tell whether the sandbox itself may go to resources: only its own user asks, or it may fetch from anywhere."""
    return shared.settings.fetching.beyond_loopback or is_only_from_here(shared.settings, shared.hub.url)


def _is_open(shared: Shared) -> bool:
    return is_lab_open(shared.settings, shared.hub.url)
