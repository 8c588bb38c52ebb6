"""Owns the list of layouts, and which of them the sandbox's own directories have."""

from broker.directories.academic_people import ATTRIBUTES as ACADEMIC_ATTRIBUTES
from broker.directories.academic_people import read_agent
from broker.directories.layout import Layout
from broker.directories.member_people import ATTRIBUTES as MEMBER_ATTRIBUTES
from broker.directories.member_people import read_member_person
from broker.directories.outside_people import (
    CITIZEN_ATTRIBUTES,
    PROFESSIONAL_ATTRIBUTES,
    read_citizen,
    read_professional,
)
from broker.directories.sandbox_academy import (
    AGENTS_DN,
    CITIZENS_DN,
    EDUGAR_PROJECT,
    MEMBERS_DN,
    PEOPLE_DN,
    PROFESSIONALS_DN,
)
from broker.directories.sdet_entries import PERSON_ATTRIBUTES, STRUCTURE_ATTRIBUTES
from broker.directories.sdet_people import read_identity

_BY_UID = {"person": "uid", "login": "uid", "mail": "mail"}

SDET = Layout(
    name="sdet",
    base=PEOPLE_DN,
    project=EDUGAR_PROJECT,
    object_class="ENTPerson",
    attributes=PERSON_ATTRIBUTES,
    keys={
        "person": "ENTPersonGARIdentifiant",
        "login": "ENTPersonLogin",
        "join_key": "ENTPersonJointure",
        "mail": "mail",
        "birth_date": "ENTPersonDateNaissance",
        "phone": "mobile",
    },
    read=read_identity,
    structures=STRUCTURE_ATTRIBUTES,
)
ACADEMIC = Layout("academic", AGENTS_DN, "AC", "person", ACADEMIC_ATTRIBUTES, _BY_UID, read_agent)
CITIZENS = Layout("citizens", CITIZENS_DN, "FC", "person", CITIZEN_ATTRIBUTES, _BY_UID, read_citizen)
PROFESSIONALS = Layout(
    "professionals", PROFESSIONALS_DN, "PC", "person", PROFESSIONAL_ATTRIBUTES, _BY_UID, read_professional
)
MEMBERS = Layout("members", MEMBERS_DN, "members", "person", MEMBER_ATTRIBUTES, _BY_UID, read_member_person)

LAYOUTS = {layout.name: layout for layout in (SDET, ACADEMIC, CITIZENS, PROFESSIONALS, MEMBERS)}
