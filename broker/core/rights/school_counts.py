"""Owns the counts of assignments by school ("décompte des affectations"), and the CSV that tells them.

What is counted is the people who hold a licence: whom an assignment covers, or who entered where a whole school is
subscribed. Schools where nobody does have no line. Both are simulated assumptions; a count names nobody.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from broker.core.rights.audience import Audience
from broker.core.rights.subscription import Subscription

# In the order of the observed header (facts/gar.md 7.4).
COLUMNS: Mapping[Audience, str] = {
    Audience.PUPIL: "cumulAffectationEleve",
    Audience.TEACHER: "cumulAffectationEnseignant",
    Audience.LIBRARIAN: "cumulAffectationDocumentaliste",
    Audience.OTHER_STAFF: "cumulAffectationAutrePersonnel",
}
HEADER = ("UAI", "idAbonnement", "codeProjetRessource", "idRessource", *COLUMNS.values())
_NO_PROJECT = "null"


@dataclass(frozen=True, slots=True)
class SchoolCount:
    """Hold how many people of one school hold a licence of one subscription, by public."""

    subscription: Subscription
    uai: str
    held: Mapping[str, int]

    def of(self, audience: Audience) -> int:
        """Return how many people of a public do."""
        return self.held.get(audience.value, 0)

    @property
    def total(self) -> int:
        """Return how many do in all."""
        return sum(self.held.values())


def write_counts(counts: Iterable[SchoolCount], cell: Callable[[str], str] = str) -> str:
    """Write counts as CSV, `;` between the cells, `null` where there is no project; `cell` passes each text on."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(HEADER)
    for count in counts:
        one = count.subscription
        named = (count.uai, one.id, one.project_code or _NO_PROJECT, one.resource)
        writer.writerow((*map(cell, named), *(count.of(audience) for audience in COLUMNS)))
    return text.getvalue()
