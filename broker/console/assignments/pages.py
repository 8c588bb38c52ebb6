"""Owns the routes of the assignment console: for a school's responsible, signed in for it, and for nobody else."""

from collections.abc import Callable

from werkzeug.wrappers import Response

from broker.console.assignments.acts import assign, show_preview, withdraw
from broker.console.assignments.delegates_page import dismiss_delegate, name_delegate, show_delegates
from broker.console.assignments.overview_page import leave, show_overview
from broker.console.assignments.people_page import show_people
from broker.console.assignments.population_page import show_population
from broker.console.assignments.sheet_page import apply_sheet, export_sheet, read_in, show_sheet
from broker.console.assignments.subscription_page import show_subscription
from broker.console.assignments.tidy_page import show_leftovers, tidy
from broker.console.assignments.visit import Visit, at_console
from broker.core.roles import Role
from broker.flows.assigning import AssignmentDesk
from broker.login.own_pages import ASSIGNMENTS
from broker.web.routes import Routes

_SHOWN: dict[str, Callable[[Visit], Response]] = {
    "": show_overview,
    "/subscription": show_subscription,
    "/people": show_people,
    "/population": show_population,
    "/sheet": show_sheet,
    "/sheet.csv": export_sheet,
    "/delegates": show_delegates,
    "/tidy": show_leftovers,
}
# What is searched for and what is only foreseen comes by a form as well: it names people.
_SENT: dict[str, Callable[[Visit], Response]] = {
    "/people": show_people,
    "/preview": show_preview,
    "/assign": assign,
    "/withdraw": withdraw,
    "/sheet": read_in,
    "/sheet/apply": apply_sheet,
    "/delegates": name_delegate,
    "/delegates/dismiss": dismiss_delegate,
    "/tidy": tidy,
    "/leave": leave,
}


def make_assignment_pages(desk: AssignmentDesk) -> Routes:
    """Make the blueprint of the console."""
    blueprint = Routes("assignments", __name__, frozenset({Role.RESPONSIBLE}), page=ASSIGNMENTS)
    for method, views in (("GET", _SHOWN), ("POST", _SENT)):
        for path, view in views.items():
            name = f"{method.lower()}{path.replace('/', '_').replace('.', '_')}"
            blueprint.add_url_rule(f"{ASSIGNMENTS}{path}", name, at_console(desk, view), methods=[method])
    return blueprint
