"""Owns what each catalogue attribute may be made of, and of whom it may be said: told again, apart from its drawing.

That is the point: a fault in how an attribute is drawn must not be believed by what checks it. `ido`, `ent_account`
and `hashed_number` are no facts of a directory: they are made of the key.
"""

from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.fact_names import FactName
from broker.core.precision import Precision
from broker.core.profile import Profile
from broker.proof.fact_forms import FORMS, MEMBERSHIP_FACTS, SAID

IDO, ENT_ACCOUNT, HASHED_NUMBER = "ido", "ent_account", "hashed_number"
_ALL = frozenset(Profile)
_PUPIL = frozenset({Profile.PUPIL})
_FAMILIES = frozenset({Profile.PUPIL, Profile.GUARDIAN})
_CITIZEN = frozenset({Profile.CITIZEN})
_PROFESSIONAL = frozenset({Profile.PROFESSIONAL})
_STAFF = _ALL - _FAMILIES - _CITIZEN - _PROFESSIONAL
_WHOLE = frozenset({"FrEduVecteur"})  # it alone says every school of a person whom a service takes whole


@dataclass(frozen=True, slots=True)
class Source:
    """Name the facts that an attribute may carry of people under some profiles."""

    facts: tuple[str, ...]
    profiles: frozenset[Profile] = _ALL


def _said(name: FactName, profiles: frozenset[Profile] = _ALL) -> tuple[Source, ...]:
    return (Source((f"{SAID}{name}",), profiles),)


def _one(fact: str, profiles: frozenset[Profile] = _ALL) -> tuple[Source, ...]:
    return (Source((fact,), profiles),)


_GAR = {
    "IDO": _one(IDO),
    "UAI": _one("uai"),
    "PRO": (Source(()),),
    "NOM": _one("family_name"),
    "PRE": _one("given_name"),
    "CIV": _one("civility"),
    "P_MEL": _one("mail", _STAFF),
    "DIV": _one("divisions"),
    "GRO": _one("groups"),
    "DIV_APP": _one("group_divisions"),
    "P_MAT": _one("subjects", _STAFF),
    "P_MS4": _one("levels", _STAFF),
    "E_MS4": _one("levels", _PUPIL),
    "P_MEF": _one("courses", _STAFF),
    "E_MEF": _one("courses", _PUPIL),
    "idENT": _one("project"),
    "IDC": _one(IDO),
    "LRA": (Source(()),),
}
_ENT = {
    "idEnt": _one("project"),
    "GARPersonIdentifiant": _one("identifier"),
    "ENTPersonLogin": _one("login"),
    "ENTPersonJointure": _one("join_key"),
    "ENTPersonProfils": (Source(()),),
    "ENTPersonStructRattachUAI": _one("uai"),
    "ENTEleveClasses": _one("divisions", _PUPIL),
}
_EDUCONNECT = {
    "sn": _one("family_name"),
    "givenName": _one("given_name"),
    "FrEduUrlRetour": _said(FactName.RETURN_ADDRESS),
    "FrEduCtDateConnexion": _said(FactName.SIGNED_IN_AT),
    "FrEduCtPersonAffiliation": (Source((), _FAMILIES),),
    "FrEduCtId": _one(IDO),
    "FrEduCtEleveINEHash": _one(HASHED_NUMBER, _PUPIL),
    "FrEduCtDateNaissance": _one("birth_date", _PUPIL),
    "FrEduCtEleveUAI": _one("uai", _PUPIL),
    "FrEduCtEleveNiveau": _one("levels", _PUPIL),
    "FrEduCtCivilite": _one("civility"),
    "FrEduCtEleveINE": _one("pupil_number", _PUPIL),
    "FrEduOrigAuth": (Source(()),),
    "FrEduCtRefId": (Source(("join_key", IDO, ENT_ACCOUNT)),),
    "FrEduVecteur": (
        Source(("records", "uai"), _FAMILIES),
        Source(("family_name", "given_name"), frozenset({Profile.GUARDIAN})),
    ),
    "supannEtuEtape": _one("levels", _PUPIL),
    "supannOIDCDateDeNaissance": _one("birth_date", _PUPIL),
}
_AGENTS = {
    "ctemail": _one("mail", _STAFF),
    "ctln": _one("family_name", _STAFF),
    "ctfn": _one("given_name", _STAFF),
    "ct-remote-user": _one("login", _STAFF),
    "FrEduRne": _said(FactName.POSTINGS, _STAFF),
    "FrEduRneResp": _said(FactName.SCHOOLS_HEADED, _STAFF),
    "FrEduResDel": _said(FactName.DELEGATIONS, _STAFF),
    "FrEduGestResp": _said(FactName.APPLICATIONS_MANAGED, _STAFF),
    "FrEduFonctAdm": _said(FactName.FUNCTION, _STAFF),
    "title": _said(FactName.TITLE, _STAFF),
    "rne": _said(FactName.MAIN_SCHOOL, _STAFF),
    "typensi": _said(FactName.STAFF_KIND, _STAFF),
    "codaca": _said(FactName.ACADEMY, _STAFF),
    "ctgrps": _said(FactName.LDAP_GROUPS, _STAFF),
    "grade": _said(FactName.GRADE, _STAFF),
    "employeeNumber": _said(FactName.STAFF_NUMBER, _STAFF),
    "datenaissance": _one("birth_date", _STAFF),
    "codecivilite": _one("civility", _STAFF),
}
_NAMES = (Source(("given_name", "family_name")),)
_FEDERATION = {
    "eduPersonPrincipalName": _said(FactName.PRINCIPAL),
    "eduPersonAffiliation": _said(FactName.AFFILIATIONS),
    "eduPersonPrimaryAffiliation": _said(FactName.AFFILIATIONS),
    "eduPersonScopedAffiliation": _said(FactName.SCOPED_AFFILIATIONS),
    "eduPersonEntitlement": _said(FactName.ENTITLEMENTS),
    "mail": _one("mail", _ALL - _FAMILIES),
    "displayName": _NAMES,
    "cn": _NAMES,
    "supannEtablissement": (*_said(FactName.ESTABLISHMENT), Source(("uai",), _PUPIL)),
}
_OUTSIDE = {
    "given_name": (*_said(FactName.GIVEN_NAMES, _CITIZEN), Source(("given_name",), _PROFESSIONAL)),
    "given_name_array": _said(FactName.GIVEN_NAMES, _CITIZEN),
    "family_name": _one("family_name", _CITIZEN),
    "birthdate": _one("birth_date", _CITIZEN),
    "gender": _said(FactName.GENDER, _CITIZEN),
    "birthplace": _said(FactName.BIRTH_PLACE, _CITIZEN),
    "birthcountry": _said(FactName.BIRTH_COUNTRY, _CITIZEN),
    "preferred_username": _said(FactName.USUAL_NAME, _CITIZEN),
    "email": _one("mail", _CITIZEN | _PROFESSIONAL),
    "usual_name": (Source((f"{SAID}{FactName.USUAL_NAME}", "family_name"), _PROFESSIONAL),),
    "uid": _said(FactName.UID, _PROFESSIONAL),
    "siret": _said(FactName.SIRET, _PROFESSIONAL),
    "siren": _said(FactName.SIREN, _PROFESSIONAL),
    "organization_label": _said(FactName.ORGANISATION, _PROFESSIONAL),
    "organizational_unit": _said(FactName.UNIT, _PROFESSIONAL),
    "belonging_population": _said(FactName.POPULATION, _PROFESSIONAL),
    "phone_number": _said(FactName.PHONE, _PROFESSIONAL),
    "idp_id": _said(FactName.PROVIDER, _PROFESSIONAL),
    "roles": _said(FactName.ROLES, _PROFESSIONAL),
    "groups": _said(FactName.LDAP_GROUPS, _PROFESSIONAL),
}
PROVENANCE = {**_GAR, **_ENT, **_EDUCONNECT, **_AGENTS, **_FEDERATION, **_OUTSIDE}


def facts_of(code: str, profile: Profile) -> tuple[str, ...]:
    """Return the facts that an attribute may carry of somebody under a profile, the first the one it is named for."""
    return tuple(_placed(fact) for source in PROVENANCE[code] if profile in source.profiles for fact in source.facts)


def main_fact(code: str) -> str | None:
    """Return the directory's fact that an attribute is first of all made of; None where it is made of none."""
    facts = (_placed(fact) for source in PROVENANCE[code] for fact in source.facts)
    return next((fact for fact in facts if fact in FORMS), None)


def may_be_said(code: str, profile: Profile) -> bool:
    """Tell whether an attribute may be said at all of somebody under a profile."""
    return any(profile in source.profiles for source in PROVENANCE[code])


def allowed_facts(contract: Contract, profile: Profile, codes: frozenset[str]) -> frozenset[str]:
    """Return the facts that may stand in what a contract lets leave under these codes, and no other may."""
    found: set[str] = set()
    for clause in contract.clauses:
        if clause.code not in codes:
            continue
        if clause.transformation.precision is Precision.LEVEL:
            found.add("here.levels")
            continue
        facts = facts_of(clause.code, profile)
        found.update(facts)
        if clause.code in _WHOLE and not contract.per_school:
            found.update(fact.replace("here.", "there.") for fact in facts)
    return frozenset(found)


def _placed(fact: str) -> str:
    return f"here.{fact}" if fact in MEMBERSHIP_FACTS else fact
