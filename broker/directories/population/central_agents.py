"""Owns the agents whom no school has: those of the central administration."""

from collections.abc import Iterator
from dataclasses import dataclass

EMPTY = "X"


@dataclass(frozen=True, slots=True, repr=False)
class CentralAgent:
    """Describe one agent of the central administration; `slug` names the card."""

    slug: str
    given_name: str
    family_name: str
    civility: str
    login: str
    number: int
    function: str = EMPTY
    groups: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the attributes, those without a value as `X` (facts/identity-providers.md 3.2)."""
        yield "sn", self.family_name
        yield "givenName", self.given_name
        yield "cn", f"{self.given_name} {self.family_name}"
        yield "codecivilite", self.civility
        yield "mail", f"{self.login}@centrale.example"
        yield "employeeNumber", f"79V{self.number:07d}PRE"
        yield "title", self.function
        yield "fredufonctadm", self.function
        yield "typensi", EMPTY
        yield "rne", EMPTY
        yield "fredurne", EMPTY
        yield "fredurneresp", EMPTY
        yield from (("ctgrps", group) for group in self.groups)
        yield from (("fredugestresp", application) for application in self.applications)
        yield "preauSituation", self.slug


CENTRAL_AGENTS = (
    CentralAgent(
        "central-office",
        "Victoire",
        "Delaunay",
        "Mme",
        "victoire.delaunay",
        1,
        groups=("GRP_ATELIER_CENTRALE",),
        applications=("079$805$ATELIER",),
    ),
    CentralAgent("central-nothing", "Édouard", "Fabre", "M.", "edouard.fabre", 2),
)
