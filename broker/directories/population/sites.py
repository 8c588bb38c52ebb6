"""Owns which schools the academy has: a dozen that are always there, then as many as the people need."""

from collections.abc import Iterator
from dataclasses import dataclass

from broker.core.academies import OTHER_ACADEMY, SANDBOX_ACADEMY
from broker.directories.population.draws import Draws
from broker.directories.population.national_numbers import SCHOOLS_AT_MOST, make_siret, make_uai
from broker.directories.sandbox_academy import STRUCTURES_DN

ECOLE, COLLEGE, LYCEE, SERVICE = "ECOLE", "COLLEGE", "LYCEE", "SERVICE"
MAIN_PROJECT, OTHER_PROJECT = "P0", "P1"
SIZE_WEIGHTS = {ECOLE: 2, COLLEGE: 5, LYCEE: 6}
_PEOPLE_PER_SCHOOL = 900
_MAIN_UNTIL, _OTHER_UNTIL = 75, 90


@dataclass(frozen=True, slots=True)
class Site:
    """Describe one school or service: `project` is None where it has no ENT; `fixed` ones receive the situations."""

    number: int
    key: str
    kind: str
    name: str
    project: str | None
    fixed: bool = True
    academy: str = SANDBOX_ACADEMY

    @property
    def uai(self) -> str:
        """Return the school's UAI."""
        return make_uai(self.number)

    @property
    def dn(self) -> str:
        """Return the DN of the school's entry, under its SIREN as the SDET has it."""
        return f"ENTStructureSIREN={make_siret(self.number)},{STRUCTURES_DN}"


_FIXED = (
    Site(1, "ecole", ECOLE, "École des Mirabelles", MAIN_PROJECT),
    Site(2, "ecole-sans-ent", ECOLE, "École du Vieux Lavoir", None),
    Site(3, "ecole-p1", ECOLE, "École de l’Étang aux Hérons", OTHER_PROJECT),
    Site(4, "college", COLLEGE, "Collège des Quatre-Vents", MAIN_PROJECT),
    Site(5, "college-p1", COLLEGE, "Collège de la Garenne Bleue", OTHER_PROJECT),
    Site(6, "college-sans-ent", COLLEGE, "Collège du Moulin Brisé", None),
    Site(7, "college-2", COLLEGE, "Collège du Pont-aux-Ânes", MAIN_PROJECT),
    Site(8, "lycee", LYCEE, "Lycée de la Tour d’Ardoise", MAIN_PROJECT),
    Site(9, "lycee-p1", LYCEE, "Lycée du Belvédère", OTHER_PROJECT),
    Site(10, "lycee-sans-ent", LYCEE, "Lycée des Trois Rivières", None),
    Site(11, "cite-college", COLLEGE, "Cité scolaire des Arcades, collège", MAIN_PROJECT),
    Site(12, "cite-lycee", LYCEE, "Cité scolaire des Arcades, lycée", MAIN_PROJECT),
)
ACADEMY_SERVICE = Site(9999, "services", SERVICE, "Services de l’académie inventée de Préau", None)
OTHER_COLLEGE = Site(9998, "college-brume", COLLEGE, "Collège du Phare de Brume", MAIN_PROJECT, academy=OTHER_ACADEMY)
SITES = {site.key: site for site in (*_FIXED, OTHER_COLLEGE, ACADEMY_SERVICE)}

_KINDS = (ECOLE, COLLEGE, ECOLE, LYCEE)
_TITLES = {ECOLE: "École", COLLEGE: "Collège", LYCEE: "Lycée"}
_PLACES = """
Bois Clos Coteau Gué Hameau Lavoir Mail Marais Parc Port Pré Puits Rocher Ruisseau Sentier Val Vallon Verger
"""
_QUALITIES = """
Abeilles Aulnes Bleuets Bruyères Cigales Coquelicots Fougères Genêts Grillons Hirondelles Loriots Merles
Noisetiers Passereaux Pinsons Roseaux Saules Tilleuls Vanneaux Violettes
"""


def count_sites(people: int) -> int:
    """Return how many schools so many people need; the last two numbers are taken."""
    return min(max(len(_FIXED), people // _PEOPLE_PER_SCHOOL), SCHOOLS_AT_MOST - 2)


def make_sites(seed: int, count: int) -> Iterator[Site]:
    """Yield the schools one by one, the fixed ones first."""
    yield from _FIXED
    draws = Draws(seed, "site")
    for number in range(len(_FIXED) + 1, count + 1):
        place, quality, share, *_ = draws.take(number)
        kind = _KINDS[number % len(_KINDS)]
        name = f"{_TITLES[kind]} du {_pick(_PLACES, place)} aux {_pick(_QUALITIES, quality)}"
        yield Site(number, str(number), kind, name, _pick_project(share % 100), fixed=False)


def _pick(words: str, draw: int) -> str:
    choices = words.split()
    return choices[draw % len(choices)]


def _pick_project(percent: int) -> str | None:
    """Give three schools of four the main ENT, one of six another, and none to the rest."""
    if percent < _MAIN_UNTIL:
        return MAIN_PROJECT
    return OTHER_PROJECT if percent < _OTHER_UNTIL else None
