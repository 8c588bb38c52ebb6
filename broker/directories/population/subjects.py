"""Owns what is taught and which functions staff hold, with the codes of facts/identity-providers.md 6.2 and 7."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """Describe one subject: code and label of the matière, code and label of the post's discipline."""

    code: str
    label: str
    discipline: str
    discipline_label: str


MATHS = Subject("061300", "MATHEMATIQUES", "L1300", "MATHEMATIQUES")
FRENCH = Subject("020700", "FRANCAIS", "L0202", "LETTRES MODERNES")
ENGLISH = Subject("030201", "ANGLAIS LV1", "L0422", "ANGLAIS")
MUSIC = Subject("081300", "EDUCATION MUSICALE", "L1700", "EDUCATION MUSICALE")
CIVICS = Subject("043800", "ENSEIGNEMENT MORAL ET CIVIQUE", "L1000", "HISTOIRE GEOGRAPHIE")
SUPPORT = Subject("006600", "ACCOMPAGNEMENT PERSONNALISE", "P1315", "MATHEMATIQUES SCIENCES")
PRIMARY = Subject("000100", "ENSEIGNEMENT DU PREMIER DEGRE", "G0000", "ENSEIGNEMENT DU PREMIER DEGRE")

SECONDARY_SUBJECTS = (MATHS, FRENCH, ENGLISH, CIVICS, MUSIC, SUPPORT)


@dataclass(frozen=True, slots=True)
class Function:
    """Describe one function: code, label, discipline of the post and its label."""

    code: str
    label: str
    discipline: str
    discipline_label: str

    def at(self, dn: str) -> str:
        """Write the function in a school, as ENTPersonFonctions has it."""
        return f"{dn}${self.code}${self.label}${self.discipline}${self.discipline_label}"


HEAD = Function("DIR", "DIRECTION", "D0010", "PERSONNEL DE DIRECTION")
LIBRARIAN = Function("DOC", "DOCUMENTATION", "L0080", "DOCUMENTATION")
COUNSELLOR = Function("EDU", "EDUCATION", "E0030", "EDUCATION")
SUPERVISOR = Function("AED", "ASSISTANT D EDUCATION", "S0054", "ASSISTANT D EDUCATION")
OFFICE = Function("ADF", "PERSONNEL ADMINISTRATIF", "-", "SANS OBJET")
UNLISTED = Function("ZZZ", "FONCTION HORS NOMENCLATURE", "-", "SANS OBJET")
INSPECTOR = Function("INS", "INSPECTION", "-", "SANS OBJET")


def teach(subject: Subject) -> Function:
    """Return the function of those who teach a subject."""
    return Function("ENS", "ENSEIGNEMENT", subject.discipline, subject.discipline_label)
