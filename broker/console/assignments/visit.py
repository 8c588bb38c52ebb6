"""Owns what every page of the assignment console starts from: the school, who acts, and numbers in place of people.

The school is that of whoever signed in, never a parameter. A person's number means something in one browser only: an
address that carries one names nobody to whoever reads it elsewhere.
"""

import hmac
from collections.abc import Callable, Iterable
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

    def write_target(self, target: Target) -> str:
        """Return a target as forms and addresses carry it."""
        code = target.code
        if target.kind is TargetKind.PERSON:
            code = self.number_of(PersonKey(target.project, target.code))
        return f"{target.kind}:{target.audience}:{code}"

    def read_target(self, text: str, population: Population) -> Target:
        """Return the target that a form or an address carries; raise `MalformedParameter` or `TargetUnknown`."""
        return self.read_targets((text,), population)[0]

    def read_targets(self, texts: Iterable[str], population: Population) -> tuple[Target, ...]:
        """Return the targets that a form carries, as `read_target` does."""
        wanted = [_split(text) for text in texts]
        people: dict[Target, Target] = {}
        if any(one.kind is TargetKind.PERSON for one in wanted):
            people = {_numbered(self.number_of(one.person), one): one.itself for one in population.members}
        found = []
        for one in wanted:
            target = people.get(one) if one.kind is TargetKind.PERSON else one
            if target is None or not population.knows(target):
                raise TargetUnknown(expected=f"a {one.kind} of {self.school.uai}", received="another")
            found.append(target)
        return tuple(found)


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


def _numbered(number: str, member: Member) -> Target:
    return Target(TargetKind.PERSON, number, member.audience)


def _split(text: str) -> Target:
    """Return the target that a text names, a person by a number."""
    kind, _, rest = text.partition(":")
    audience, _, code = rest.partition(":")
    if kind not in set(TargetKind) or audience not in set(Audience):
        raise MalformedParameter(expected="target: kind, public and code", received="another form")
    code = audience if kind == TargetKind.AUDIENCE else code
    return Target(TargetKind(kind), code, Audience(audience))
