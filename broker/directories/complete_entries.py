"""Owns the entries of people of whom everything is known: for every attribute that is read, a value and another one.

Invented, and well formed: what a directory may hold, so that each attribute is seen to lead wherever it may.
"""

from collections.abc import Mapping

from broker.core.fact_names import FactName
from broker.core.profile import STAFF, Profile
from broker.directories import academic_people, member_people, outside_people
from broker.directories.layout import Layout
from broker.directories.sandbox_academy import MEMBERS_DN, STRUCTURES_DN
from broker.directories.sdet_profiles import FUNCTION_PROFILES

Pair = tuple[str, str]

SCHOOL, OTHER_SCHOOL = f"ENTStructureSIREN=1,{STRUCTURES_DN}", f"ENTStructureSIREN=2,{STRUCTURES_DN}"
CHILD, OTHER_CHILD = "uid=child,ou=people", "uid=other,ou=people"
_SIXTH, _FIFTH = "10010012110", "10110001110"
_POSTING = "%s$UAJ$PU$%s$%s$T3$CLG$340"
_HEADED = "%s$UAJ$PU$N$T3$CLG$340"
_DELEGATION = "atelier|/redirect.jsp?applicationname=%s|01/09/2020|31/12/9999|lou.marelle|FrEduRneResp=X|rev-proxy||"
_MEMBER_DN = f"uid=lou.marelle,o=universite,{MEMBERS_DN}"
_AGENT_DN = "uid=lou.marelle,ou=personnels EN,ou=ac-preau,ou=education,o=gouv,c=fr"

PERSON: Mapping[str, Pair] = {
    "objectClass": ("ENTPerson", "person"),
    "sn": ("Marelle", "Perron"),
    "givenName": ("Lou", "Camille"),
    "personalTitle": ("Mme", "M."),
    "codecivilite": ("Mme", "M."),
    "mail": ("lou.marelle@preau.example", "camille.perron@preau.example"),
    "mobile": ("+33 1 99 00 00 01", "+33 1 99 00 00 02"),
    "ENTPersonLogin": ("lou.marelle", "camille.perron"),
    "ENTPersonJointure": ("AC-PREAU$1", "AC-PREAU$2"),
    "ENTPersonGARIdentifiant": ("complete-1", "complete-2"),
    "ENTPersonSexe": ("F", "M"),
    "ENTPersonDateNaissance": ("05/06/2010", "07/08/2011"),
    "ENTPersonStructRattach": (SCHOOL, OTHER_SCHOOL),
    "ENTPersonProfils": ("%s", "%s"),
    "ENTPersonFonctions": (f"{SCHOOL}$%s$$", f"{OTHER_SCHOOL}$%s$$"),
    "ENTEleveINE": ("0000000001A", "0000000002B"),
    "ENTEleveStructRattachId": ("11", "12"),
    "ENTEleveMEF": (_SIXTH, _FIFTH),
    "ENTEleveClasses": (f"{SCHOOL}$6A", f"{SCHOOL}$6B"),
    "ENTEleveGroupes": (f"{SCHOOL}$6ALL", f"{SCHOOL}$6LAT"),
    "ENTAuxPersRelEleveEleve": (f"{CHILD}$1$1$1$1$1", f"{OTHER_CHILD}$1$1$1$1$1"),
    "ENTAuxEnsMEF": (f"{SCHOOL}${_SIXTH}", f"{SCHOOL}${_FIFTH}"),
    "ENTAuxEnsMatiereEnseignEtab": (f"{SCHOOL}$030600$ALLEMAND", f"{SCHOOL}$020700$LATIN"),
    "ENTAuxEnsClasses": (f"{SCHOOL}$6A", f"{SCHOOL}$6B"),
    "ENTAuxEnsGroupes": (f"{SCHOOL}$6ALL", f"{SCHOOL}$6LAT"),
    "preauSituation": ("complete", "complete-other"),
    "preauExpires": ("9998-12-31", "9999-12-31"),
    "uid": ("lou.marelle", "camille.perron"),
    "fredufonctadm": ("%s", "%s"),
    "title": ("ENS", "DIR"),
    "fredurne": (_POSTING % ("9990001A", "%s", "9990001A"), _POSTING % ("9990002B", "%s", "9990002B")),
    "fredurneresp": (_HEADED % "9990001A", _HEADED % "9990002B"),
    "freduresdel": (_DELEGATION % "atelier", _DELEGATION % "parapheur"),
    "fredugestresp": ("077$805$ATELIER", "077$805$PARAPHEUR"),
    "rne": ("9990001A", "9990002B"),
    "typensi": ("G", "P"),
    "codaca": ("077", "078"),
    "ctgrps": ("GRP_ATELIER", "GRP_PARAPHEUR"),
    "grade": ("6151", "6152"),
    "employeeNumber": ("77V0000001PRE", "77V0000002PRE"),
    "datenaissance": ("05/06/1980", "07/08/1981"),
    "eduPersonPrincipalName": ("lou@universite.example", "camille@universite.example"),
    "eduPersonAffiliation": ("teacher", "faculty"),
    "eduPersonScopedAffiliation": ("teacher@universite.example", "faculty@universite.example"),
    "eduPersonEntitlement": ("urn:mace:dir:entitlement:common-lib-terms", "urn:preau:entitlement:other"),
    "supannEtablissement": ("{UAI}9990001A", "{UAI}9990002B"),
    "preauUsualName": ("Marelle-Perron", "Perron-Marelle"),
    "preauGender": ("female", "male"),
    "preauBirthDate": ("1980-06-05", "1981-08-07"),
    "preauBirthPlace": ("35238", "77288"),
    "preauBirthCountry": ("99100", "99109"),
    "preauSiret": ("00009999400014", "00000004200010"),
    "preauSiren": ("000099994", "000000042"),
    "o": ("Préau", "Marelle"),
    "ou": ("Inspection", "Direction"),
    "preauPopulation": ("agent", "prestataire"),
    "preauRole": ("agent_public", "agent_public_etat"),
    "preauProvider": ("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"),
}
OF_CHILD: Mapping[str, Pair] = {
    "ENTPersonJointure": ("AC-PREAU$3", "AC-PREAU$4"),
    "ENTPersonDateNaissance": ("05/06/2012", "07/08/2013"),
    "ENTPersonStructRattach": (SCHOOL, OTHER_SCHOOL),
    "ENTEleveStructRattachId": ("13", "14"),
}
_DIVISIONS = (("6A", "Sixième A", "SIXIEME A"), ("6B", "Sixième B", "SIXIEME B"))
_GROUPS = (("6ALL", "Allemand", "6A", "6B"), ("6LAT", "Latin", "6B", "6A"))
OF_STRUCTURE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "objectClass": (("ENTEtablissement",), ("ENTStructure",)),
    "ENTStructureJointure": (("AC-PREAU$100",), ("AC-PREAU$200",)),
    "ENTStructureNomCourant": (("Collège de la Marelle",), ("Collège du Perron",)),
    "ENTStructureSIREN": (("000000001",), ("000000002",)),
    "ENTStructureUAI": (("9990001A",), ("9990002B",)),
    "ENTStructureTypeStruct": (("COLLEGE",), ("ECOLE ELEMENTAIRE",)),
    "ENTStructureClasses": (
        tuple(f"{code}${label}${_SIXTH}" for code, label, _ in _DIVISIONS),
        tuple(f"{code}${label}${_SIXTH}" for code, _, label in _DIVISIONS),
    ),
    "ENTStructureGroupes": (
        tuple(f"{code}${label}${division}" for code, label, division, _ in _GROUPS),
        tuple(f"{code}${label} 2${division}" for code, label, _, division in _GROUPS),
    ),
    "l": (("Ville",), ("Autre ville",)),
    "postalCode": (("99000",), ("99100",)),
    "preauIdENT": (("P0",), ("P1",)),
}
# Where an agent's guichet and directory write that there is no value (facts/identity-providers.md 3.3).
# The attribute of a directory that holds each fact: a guichet says the like.
HELD_AS: Mapping[FactName, str] = {
    **member_people.FACTS,
    **outside_people.CITIZEN_FACTS,
    **outside_people.PROFESSIONAL_FACTS,
    **academic_people.FACTS,
    FactName.CIVILITY: "codecivilite",
    FactName.GIVEN_NAMES: "givenName",
}
MAY_BE_EMPTY = frozenset({"fredurne", "fredurneresp", "freduresdel", "fredugestresp"})
DNS = {"academic": _AGENT_DN, "members": _MEMBER_DN}

_BY_PROFILE = {
    Profile.TEACHER: "ENS",
    Profile.LIBRARIAN: "DOC",
    Profile.HEAD: "DIR",
    Profile.SCHOOL_LIFE: "EDU",
    Profile.SCHOOL_STAFF: "ADM",
    Profile.ACADEMY_STAFF: "INS",
}
FUNCTIONS: Mapping[Profile, str] = _BY_PROFILE
_NOT_WITHOUT_FUNCTION = frozenset({"fredufonctadm", "fredurne", "fredurneresp"})
_ONLY_OF_OTHERS = {
    Profile.GUARDIAN: frozenset({"ENTPersonStructRattach"}),  # tied by their children alone
}


def names_of(layout: Layout, profile: Profile) -> tuple[str, ...]:
    """Return the attributes that an entry of a layout may have, of somebody of a profile."""
    barred = _ONLY_OF_OTHERS.get(profile, frozenset())
    if profile not in STAFF or FUNCTION_PROFILES.get(FUNCTIONS.get(profile, "")) is not profile:
        barred |= {"ENTPersonFonctions"}
    if layout.name == "members" and profile is Profile.PROFESSIONAL:
        barred |= _NOT_WITHOUT_FUNCTION
    return tuple(name for name in dict.fromkeys(layout.attributes) if name not in barred)


def pair_of(name: str, profile: Profile) -> Pair:
    """Return a value of an attribute, and another, of somebody of a profile."""
    first, second = PERSON[name]
    word = profile.value if name == "ENTPersonProfils" else FUNCTIONS.get(profile, "")
    return (first % word, second % word) if "%s" in first else (first, second)
