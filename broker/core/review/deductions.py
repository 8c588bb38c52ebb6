"""Owns the table of what a grade takes points off for, how many, and the letter that is left."""

from dataclasses import dataclass
from enum import StrEnum

from broker.core.sentence import Sentence


class Weakness(StrEnum):
    """Name what may be wrong with a contract."""

    MISSING = "missing_necessary"
    SUPERFLUOUS = "superfluous"
    PRECISE = "over_precise"
    LINKABLE = "linkable"
    STALE = "stale"
    APPROVAL = "no_approval"


WEAKNESSES = {
    Weakness.MISSING: Sentence("il manque du nécessaire", "something necessary is missing"),
    Weakness.SUPERFLUOUS: Sentence("données personnelles superflues", "superfluous personal information"),
    Weakness.PRECISE: Sentence("trop précis", "over-precise"),
    Weakness.LINKABLE: Sentence("recoupable", "linkable"),
    Weakness.STALE: Sentence("périmé", "stale"),
    Weakness.APPROVAL: Sentence("approbation absente ou incomplète", "approval absent or incomplete"),
}


@dataclass(frozen=True, slots=True)
class Deduction:
    """Describe one thing that costs points; `name` is stable, for machines."""

    name: str
    weakness: Weakness
    points: int
    why: Sentence


def _row(name: str, weakness: Weakness, points: int, fr: str, en: str) -> Deduction:
    return Deduction(name, weakness, points, Sentence(fr, en))


REQUIRED_NOT_APPROVED = _row(
    "required-not-approved",
    Weakness.MISSING,
    20,
    "exigé par le service, pas approuvé\u00a0: tout le monde est refusé",
    "required by the service, not approved: all are refused",
)
NEEDED_NOT_GRANTED = _row(
    "needed-not-granted",
    Weakness.MISSING,
    25,
    "un essai l’a montré nécessaire, le contrat ne l’accorde pas",
    "a trial showed that it is needed, the contract does not grant it",
)
PROVEN_NEEDLESS_DIRECT = _row(
    "needless-direct",
    Weakness.SUPERFLUOUS,
    15,
    "nomme la personne, et un essai a réussi sans",
    "names the person, and a trial succeeded without it",
)
PROVEN_NEEDLESS = _row("needless", Weakness.SUPERFLUOUS, 8, "un essai a réussi sans", "a trial succeeded without it")
UNJUSTIFIED_DIRECT = _row(
    "unjustified-direct",
    Weakness.SUPERFLUOUS,
    8,
    "nomme la personne, sans que rien ne dise pourquoi il le faut",
    "names the person, and nothing says why that must be",
)
UNJUSTIFIED = _row(
    "unjustified",
    Weakness.SUPERFLUOUS,
    2,
    "ni exigé par le service, ni justifié",
    "neither required by the service nor justified",
)
PRECISE_BIRTH = _row(
    "precise-birth",
    Weakness.PRECISE,
    8,
    "le jour de naissance, là où l’année se peut, sans justification",
    "the day of birth where the year is possible, unjustified",
)
PRECISE = _row(
    "precise",
    Weakness.PRECISE,
    4,
    "la classe ou le groupe, là où le niveau se peut, sans justification",
    "the class or group where the level is possible, unjustified",
)
PRECISE_RISK = _row(
    "precise-risk",
    Weakness.PRECISE,
    6,
    "moins précis, il remettrait assez de personnes dans un groupe suffisant",
    "coarser, it would put enough people back into a large enough set",
)
WIDE_SECTOR = _row(
    "wide-sector",
    Weakness.LINKABLE,
    25,
    "un même pseudonyme chez tous les fournisseurs de ce secteur",
    "one pseudonym at all the providers of this sector",
)
NAMED_PSEUDONYM = _row(
    "named-pseudonym",
    Weakness.LINKABLE,
    6,
    "le pseudonyme part avec ce qui nomme la personne\u00a0: il n’en cache plus rien",
    "the pseudonym leaves with what names the person: it hides nothing any more",
)
MOST_ALONE = _row(
    "most-alone",
    Weakness.LINKABLE,
    20,
    "la moitié des personnes au moins sont seules, noms mis à part",
    "at least half of the people are alone, names left aside",
)
MANY_ALONE = _row(
    "many-alone",
    Weakness.LINKABLE,
    10,
    "une personne sur dix au moins est seule, noms mis à part",
    "at least one person in ten is alone, names left aside",
)
SOME_ALONE = _row(
    "some-alone",
    Weakness.LINKABLE,
    4,
    "deux personnes sur cent au moins sont seules, noms mis à part",
    "at least two people in a hundred are alone, names left aside",
)
OVER = _row("over", Weakness.STALE, 30, "sa validité est passée", "its validity is over")
SOON_OVER = _row(
    "soon-over", Weakness.STALE, 10, "sa validité finit dans les soixante jours", "its validity ends within sixty days"
)
OLD_APPROVAL = _row(
    "old-approval",
    Weakness.STALE,
    10,
    "sa dernière approbation a plus d’un an",
    "its latest approval is more than a year old",
)
NEVER_USED = _row(
    "never-used",
    Weakness.STALE,
    10,
    "personne ne l’a ouverte depuis qu’on compte, ou depuis un an",
    "nobody has opened it since accesses are counted, or for a year",
)
NOBODY_APPROVED = _row("nobody-approved", Weakness.APPROVAL, 50, "personne ne l’a approuvé", "nobody approved it")
OTHER_CONTENT = _row(
    "other-content",
    Weakness.APPROVAL,
    15,
    "ses approbations portent sur un autre contenu",
    "its approvals are of another content",
)
UNRECORDED = _row(
    "unrecorded",
    Weakness.APPROVAL,
    6,
    "approuvé par quelqu’un, sans trace de ce qui l’a été",
    "approved by somebody, with no record of what was",
)
DEDUCTIONS = (
    *(REQUIRED_NOT_APPROVED, NEEDED_NOT_GRANTED, PROVEN_NEEDLESS_DIRECT, PROVEN_NEEDLESS, UNJUSTIFIED_DIRECT),
    *(UNJUSTIFIED, PRECISE_BIRTH, PRECISE, PRECISE_RISK, WIDE_SECTOR, NAMED_PSEUDONYM, MOST_ALONE, MANY_ALONE),
    *(SOME_ALONE, OVER, SOON_OVER, OLD_APPROVAL, NEVER_USED, NOBODY_APPROVED, OTHER_CONTENT, UNRECORDED),
)


class Letter(StrEnum):
    """Name a grade: A is the best."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


LETTERS = {Letter.A: 9, Letter.B: 24, Letter.C: 44, Letter.D: 64, Letter.E: 84}
"""Hold the most points that each letter bears; more than the last is an F."""


def letter_of(points: int) -> Letter:
    """Return the letter for so many points taken off."""
    return next((letter for letter, most in LETTERS.items() if points <= most), Letter.F)
