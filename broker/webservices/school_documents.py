"""Owns `etablissements.xml`, the list of schools that distributors read (facts/gar.md 7.3).

Every element is there, empty where nothing is known: the codes of communes and the names of departments, of which the
directory says nothing. A patronym drawn from the name is a simulated assumption, and so are the invented academies.
"""

import unicodedata
from base64 import b64encode
from collections.abc import Iterable

from lxml import etree

from broker.core.academies import CODES
from broker.core.school import NATURES, School

NAMESPACE = "http://www.atosworldline.com/listEtablissement/v1.0/"
_PREFIX = f"{{{NAMESPACE}}}"
# Observed (C): 1ORD, CLG, LYC, LP, with these words. EREA is general knowledge [M].
_PRIMARY = ("1ORD", "Ecoles du premier degré ordinaires")
_LYCEE = ("LYC", "Lycées")
_TYPES = {
    "101": _PRIMARY,
    "151": _PRIMARY,
    "300": _LYCEE,
    "306": _LYCEE,
    "320": ("LP", "Lycées professionnels"),
    "340": ("CLG", "Collèges"),
    "370": ("EREA", "Etablissements régionaux d'enseignement adapté"),
}
_KINDS = ("LYCEE PROFESSIONNEL ", "LYCEE POLYVALENT ", "LYCEE ", "COLLEGE ", "ECOLE MATERNELLE ", "ECOLE ", "EREA ")


def write_schools(schools: Iterable[School]) -> bytes:
    """Write the list, in the order given."""
    root = etree.Element(f"{_PREFIX}listEtablissement", nsmap={None: NAMESPACE})
    for school in schools:
        element = etree.SubElement(root, f"{_PREFIX}etablissement")
        for name, text in _fields(school):
            etree.SubElement(element, f"{_PREFIX}{name}").text = text
    etree.indent(root, space="    ")
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written


def _fields(school: School) -> tuple[tuple[str, str], ...]:
    nature = NATURES[school.nature].title.fr if school.nature in NATURES else ""
    kind, kinds = _TYPES.get(school.nature, ("", ""))
    return (
        ("uai", school.uai),
        ("nature_uai", school.nature),
        ("nature_uai_libe", nature),
        ("type_uai", kind),
        ("type_uai_libe", kinds),
        ("commune", ""),
        ("commune_libe", school.town),
        ("academie", CODES.get(school.academy, "")),
        ("academie_libe", school.academy.removeprefix("AC-").title()),
        ("departement_insee_3", school.department),
        ("departement_insee_3_libe", ""),
        ("appellation_officielle", school.name),
        ("patronyme_uai", _patronym(school.name)),
        ("code_postal_uai", school.postal_code),
        ("localite_acheminement_uai", _in_capitals(school.town).replace("-", " ")),
        ("idENT", b64encode((school.project or "").encode()).decode()),
    )


def _patronym(name: str) -> str:
    capitals = _in_capitals(name)
    kind = next((kind for kind in _KINDS if capitals.startswith(kind)), "")
    return capitals.removeprefix(kind)


def _in_capitals(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).upper()
