"""Owns the levels of study: MEF, label and MEFSTAT4, for those that a sandbox meets.

The codes of collège and lycée come from facts/identity-providers.md 7; those of primary school, of the
last year of lycée and the MEFSTAT4 of 6e and 5e are simulated assumptions. A MEF that is not here has no MEFSTAT4.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """Describe one level: `short` begins the codes of its divisions, `age` is reached in the year it starts."""

    short: str
    title: str
    mef: str
    label: str
    mefstat4: str
    age: int


_PRIMARY = (
    Level("CP", "CP", "00110001110", "COURS PREPARATOIRE", "1121", 6),
    Level("CE1", "CE1", "00210001110", "COURS ELEMENTAIRE 1ERE ANNEE", "1122", 7),
    Level("CE2", "CE2", "00310001110", "COURS ELEMENTAIRE 2EME ANNEE", "1123", 8),
    Level("CM1", "CM1", "00410001110", "COURS MOYEN 1ERE ANNEE", "1124", 9),
    Level("CM2", "CM2", "00510001110", "COURS MOYEN 2EME ANNEE", "1125", 10),
)
_MIDDLE = (
    Level("6", "6EME", "10010012110", "6EME", "2111", 11),
    Level("5", "5EME", "10110001110", "5EME", "2112", 12),
    Level("4", "4EME", "10210001110", "4EME", "2115", 13),
    Level("3", "3EME", "10310019110", "3EME", "2116", 14),
)
_HIGH = (
    Level("2", "2NDE", "20010015110", "2NDE GENERALE ET TECHNOLOGIQUE", "2211", 15),
    Level("1G", "1ERE G", "20110019110", "1ERE GENERALE", "2212", 16),
    Level("TG", "TLE G", "20210019110", "TERMINALE GENERALE", "2213", 17),
)

LEVELS_BY_KIND = {"ECOLE": _PRIMARY, "COLLEGE": _MIDDLE, "LYCEE": _HIGH}
LEVELS = {level.short: level for level in (*_PRIMARY, *_MIDDLE, *_HIGH)}
MEFSTAT4 = {level.mef: level.mefstat4 for level in LEVELS.values()}
