"""Owns the divisions and groups of one school."""

from dataclasses import dataclass

from broker.directories.levels import LEVELS_BY_KIND, Level
from broker.directories.population.sites import ECOLE, Site

_PUPILS_PER_DIVISION = 28
_FEWEST_IN_FIXED = 2
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PRIMARY_GROUPS = (("CHO", "CHORALE"), ("SOU", "SOUTIEN"))
_SECONDARY_GROUPS = (("ALL1", "ALLEMAND GR1"), ("LAT1", "LATIN GR1"))


@dataclass(frozen=True, slots=True)
class Division:
    """Describe one division (classe)."""

    code: str
    label: str
    level: Level


@dataclass(frozen=True, slots=True)
class TeachingGroup:
    """Describe one group, which draws from every division of its level."""

    code: str
    label: str
    divisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """Hold the divisions and groups of one school; the groups by the `short` of their level."""

    divisions: tuple[Division, ...]
    groups: dict[str, tuple[TeachingGroup, ...]]


def make_timetable(site: Site, pupils: int) -> Timetable:
    """Lay out divisions for about so many pupils; a fixed secondary school has two per level at least."""
    levels = LEVELS_BY_KIND[site.kind]
    wanted = -(-pupils // (len(levels) * _PUPILS_PER_DIVISION))
    fewest = _FEWEST_IN_FIXED if site.fixed and site.kind != ECOLE else 1
    letters = _LETTERS[: max(fewest, wanted)]
    kinds = _PRIMARY_GROUPS if site.kind == ECOLE else _SECONDARY_GROUPS
    divisions = tuple(Division(level.short + a, f"{level.title} {a}", level) for level in levels for a in letters)
    groups = {
        level.short: tuple(
            TeachingGroup(level.short + code, f"{level.title} {label}", tuple(level.short + a for a in letters))
            for code, label in kinds
        )
        for level in levels
    }
    return Timetable(divisions, groups)
