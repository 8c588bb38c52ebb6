"""Owns what accesses are grouped by: places, publics, resources, projects; and what each value is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from broker.core.rights.audience import Audience
from broker.core.rights.notice import Notice
from broker.core.school import NATURES, School
from broker.core.sentence import Sentence


class Grouping(StrEnum):
    """Name what accesses are grouped by, besides time."""

    SCHOOL = "school"
    NATURE = "nature"
    ACADEMY = "academy"
    AUDIENCE = "public"
    RESOURCE = "resource"
    PUBLISHER = "publisher"
    PROJECT = "project"


# From which field of `AccessCount` each is told.
KEPT = {
    Grouping.SCHOOL: "uai",
    Grouping.NATURE: "uai",
    Grouping.ACADEMY: "uai",
    Grouping.AUDIENCE: "audience",
    Grouping.RESOURCE: "resource",
    Grouping.PUBLISHER: "resource",
    Grouping.PROJECT: "project",
}
# What each value of the finer one has one value of.
COARSER = {
    Grouping.SCHOOL: (Grouping.NATURE, Grouping.ACADEMY),
    Grouping.RESOURCE: (Grouping.PUBLISHER,),
}

NULL = "NULL"
# The groups of the official open data, to the word (facts/gar.md 3.3, 4.4); what each holds is a simulated assumption.
PUBLICS = {
    Audience.PUPIL.value: Sentence("Élève", "Pupil"),
    Audience.TEACHER.value: Sentence("Enseignants", "Teachers"),
    Audience.LIBRARIAN.value: Sentence("Documentaliste", "Librarian"),
    Audience.OTHER_STAFF.value: Sentence("Autres", "Others"),
    NULL: Sentence("Null", "Null"),
}
UNKNOWN = "?"
_UNKNOWN = Sentence("inconnu", "unknown")


@dataclass(frozen=True, slots=True)
class Names:
    """Know schools by UAI, notices by ARK and ENT projects by idENT, as the statistics name and group them."""

    schools: Mapping[str, School]
    notices: Mapping[str, Notice]
    projects: Mapping[str, Sentence]

    def value(self, grouping: Grouping, kept: str) -> str:
        """Return where something stands in a grouping, from what is kept of it (`KEPT`); `?` where nobody knows."""
        if grouping is Grouping.AUDIENCE:
            return kept if kept in PUBLICS else NULL
        if grouping is Grouping.PUBLISHER:
            return self.notices[kept].publisher.identifier if kept in self.notices else UNKNOWN
        school = self.schools.get(kept)
        if grouping is Grouping.NATURE:
            return (school.nature if school else "") or UNKNOWN
        if grouping is Grouping.ACADEMY:
            return (school.academy if school else "") or UNKNOWN
        return kept or UNKNOWN

    def title(self, grouping: Grouping, value: str) -> Sentence:
        """Return what people read for a value."""
        if grouping is Grouping.AUDIENCE:
            return PUBLICS.get(value, _UNKNOWN)
        if grouping is Grouping.NATURE:
            return NATURES[value].title if value in NATURES else _UNKNOWN
        if grouping is Grouping.RESOURCE:
            return self.notices[value].title if value in self.notices else _as_it_is(value)
        if grouping is Grouping.SCHOOL:
            return _as_it_is(self.schools[value].name if value in self.schools else value)
        if grouping is Grouping.PROJECT:
            return self.projects.get(value, _as_it_is(value))
        return self._publisher(value) if grouping is Grouping.PUBLISHER else _as_it_is(value)

    def _publisher(self, identifier: str) -> Sentence:
        found = (one.publisher.name for one in self.notices.values() if one.publisher.identifier == identifier)
        return _as_it_is(next(found, identifier))


def _as_it_is(value: str) -> Sentence:
    return _UNKNOWN if value == UNKNOWN else Sentence(value, value)
