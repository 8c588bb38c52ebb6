"""Owns the machines that the sandbox ships with: the ENT projects and the invented distributors that call its services.

Their SIREN fail the check digit on purpose; an ISNI of zeros stands for none (facts/gar.md 7.3).
"""

from broker.core.rights.notice import Actor
from broker.core.roles import Holder, Role

DISTRIBUTORS = (
    Actor("777777774_0000000000000001", "Librairie de la Cale"),
    Actor("777777775_0000000000000000", "Comptoir des Manuels"),
)
PROJECTS = ("P0", "P1", "EG")

SHIPPED_CLIENTS = (
    *(Holder(Role.ENT, project) for project in PROJECTS),
    *(Holder(Role.DISTRIBUTOR, distributor.identifier) for distributor in DISTRIBUTORS),
    *(Holder(Role.REPORTS, distributor.identifier) for distributor in DISTRIBUTORS),
)
