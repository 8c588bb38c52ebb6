"""Owns what every page of the assignment console starts from: the school, who acts, and numbers in place of people.

The school is that of whoever signed in, never a parameter. A person's number means something in one browser only: an
address that carries one names nobody to whoever reads it elsewhere.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from werkzeug.wrappers import Response

from broker.core.identity import Membership, PersonKey
from broker.core.refusals.journey import MalformedParameter
from broker.core.refusals.roles import RoleMissing
from broker.core.refusals.subscription import TargetUnknown
from broker.core.rights.assignment import Target, TargetKind
from broker.core.rights.audience import Audience
from broker.core.rights.population import Member, Population
from broker.core.roles import Role
from broker.core.school import School
from broker.flows.assigning import AssignmentDesk
from broker.login.own_pages import ASSIGNMENTS, find_guest
from broker.web.browser import browser_secret

_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Visit:
    """Hold one request to the console: who acts, under which membership, and in which school."""

    desk: AssignmentDesk
    membership: Membership
    school: School
    secret: str = field(repr=False)

    def number_of(self, person: PersonKey) -> str:
        """Return the number that stands for a person in this browser's pages and addresses."""
        named = f"{self.school.uai}\n{person.project}\n{person.identifier}"
        return hmac.new(self.secret.encode(), named.encode(), sha256).hexdigest()[:_DIGITS]

    def find_member(self, number: str, population: Population) -> Member | None:
        """Return the person of the school whom a number stands for, under the first of their publics."""
        return next((one for one in population.members if self.number_of(one.person) == number), None)

    def write_target(self, target: Target) -> str:
        """Return a target as forms and addresses carry it."""
        code = target.code
        if target.kind is TargetKind.PERSON:
            code = self.number_of(PersonKey(target.project, target.code))
        return f"{target.kind}:{target.audience}:{code}"

    def read_target(self, text: str, population: Population) -> Target:
        """Return the target that a form or an address carries; raise `MalformedParameter` or `TargetUnknown`."""
        kind, _, rest = text.partition(":")
        audience, _, code = rest.partition(":")
        if kind not in set(TargetKind) or audience not in set(Audience):
            raise MalformedParameter(expected="target: kind, public and code", received="another form")
        target = Target(TargetKind(kind), code, Audience(audience))
        if target.kind is TargetKind.PERSON:
            named = (one.itself for one in population.members if self.number_of(one.person) == code)
            target = next((itself for itself in named if itself.audience is target.audience), target)
        elif target.kind is TargetKind.AUDIENCE:
            target = Target(TargetKind.AUDIENCE, audience, Audience(audience))
        if not population.knows(target):
            raise TargetUnknown(expected=f"a {kind} of {self.school.uai}", received="another")
        return target


def at_console(desk: AssignmentDesk, view: Callable[[Visit], Response]) -> Callable[[], Response]:
    """Make the view of a page of the console, given to it with the visit that it serves."""

    def answer() -> Response:
        guest = find_guest(ASSIGNMENTS)
        if guest is None:
            raise RoleMissing(expected=Role.RESPONSIBLE, received="nobody")
        here = guest.membership
        school = desk.directory.find_school(here.uai) or School(here.uai, here.school_name, nature=here.nature)
        return view(Visit(desk, here, school, browser_secret()))

    return answer
