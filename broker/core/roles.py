"""Owns the roles: as what somebody uses the sandbox. A route names those that may come; nobody else may."""

from dataclasses import dataclass
from enum import StrEnum

from broker.core.sentence import Sentence


class Role(StrEnum):
    """Name a role; `VISITOR` is anybody, `PERSON` whoever has signed in; `ENT` and `REPORTS` are machines."""

    VISITOR = "visitor"
    PERSON = "person"
    RESPONSIBLE = "responsible"
    DISTRIBUTOR = "distributor"
    PUBLISHER = "publisher"
    REVIEWER = "reviewer"
    OPERATOR = "operator"
    ENT = "ent"
    REPORTS = "reports"


ANYBODY = frozenset(Role)
# The roles that a visitor of the console takes by a click where nobody else can reach it, by a code elsewhere.
CONSOLE_ROLES = (Role.DISTRIBUTOR, Role.PUBLISHER, Role.REVIEWER, Role.OPERATOR)

TITLES = {
    Role.VISITOR: Sentence("visiteur", "visitor"),
    Role.PERSON: Sentence("personne connectée", "signed-in person"),
    Role.RESPONSIBLE: Sentence("responsable d’affectation", "responsible for assignment"),
    Role.DISTRIBUTOR: Sentence("distributeur commercial", "commercial distributor"),
    Role.PUBLISHER: Sentence("éditeur", "publisher"),
    Role.REVIEWER: Sentence("auditeur", "reviewer"),
    Role.OPERATOR: Sentence("exploitant", "operator"),
    Role.ENT: Sentence("projet ENT (certificat)", "ENT project (certificate)"),
    Role.REPORTS: Sentence("rapports d’affectation (certificat)", "assignment reports (certificate)"),
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Say who holds a role: `name` is the distributor's or provider's `SIREN_ISNI`, the ENT project, or the UAI.

    `page` is the page for which somebody signed in, where the role comes from that: it opens no other such page.
    """

    role: Role
    name: str = ""
    page: str | None = None
