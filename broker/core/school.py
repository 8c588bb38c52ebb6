"""Owns schools: what the directory and the nomenclature say of a school, and nothing of who is in it."""

from dataclasses import dataclass

from broker.core.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Nature:
    """Describe one kind of school (`nature_uai`): three digits, its title, and whether it is of the first degree."""

    code: str
    title: Sentence
    first_degree: bool = False


# Codes and their words as the list of schools shows them: 151, 300, 306, 320, 340 (facts/gar.md 1, 7.3); the others
# are general knowledge [M].
NATURES = {
    nature.code: nature
    for nature in (
        Nature("101", Sentence("École maternelle", "Nursery school"), first_degree=True),
        Nature("151", Sentence("École élémentaire", "Primary school"), first_degree=True),
        Nature("300", Sentence("Lycée d’enseignement général et technologique", "General and technological lycée")),
        Nature("306", Sentence("Lycée polyvalent", "Comprehensive lycée")),
        Nature("320", Sentence("Lycée professionnel", "Vocational lycée")),
        Nature("340", Sentence("Collège", "Collège")),
        Nature("370", Sentence("Établissement régional d’enseignement adapté", "Regional special-needs school")),
    )
}
_FIRST_DEGREE = frozenset(nature.code for nature in NATURES.values() if nature.first_degree)


def is_of_first_degree(nature: str) -> bool:
    """Tell whether a nature is that of a primary school; what is unknown is not."""
    return nature in _FIRST_DEGREE


@dataclass(frozen=True, slots=True)
class School:
    """Hold one school: its UAI, name, ENT project (None without an ENT), kind and place.

    `nature` is a code of `NATURES`, empty where the directory does not say; what is unknown of the place is empty.
    `academy` is a code of `core.academies` (`AC-RENNES`), `department` the first three digits of the UAI.
    """

    uai: str
    name: str
    project: str | None = None
    nature: str = ""
    academy: str = ""
    department: str = ""
    town: str = ""
    postal_code: str = ""

    @property
    def is_first_degree(self) -> bool:
        """Tell whether it is a primary school."""
        return is_of_first_degree(self.nature)
