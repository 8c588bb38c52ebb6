"""Owns which profiles can ever have an attribute: the catalogue itself is asked, so that nothing can drift from it."""

from dataclasses import replace
from datetime import date
from functools import cache

from broker.core.catalogue import CATALOGUE
from broker.core.contract import Contract, Provider
from broker.core.derivation import Subject
from broker.core.fact_names import FactName
from broker.core.identity import Fact, Identity, Membership, PersonKey
from broker.core.pivot import FRANCE
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.sentence import Sentence

_KNOWN = Fact(("known",), "probe")
_FRANCE = Fact((FRANCE,), "probe")  # only who was born there has a birth place
_NOBODY = Sentence("personne", "nobody")
_DAY = date(2000, 1, 1)
_CONTRACT = Contract(
    name="probe",
    issuer="probe",
    resource="probe",
    title=_NOBODY,
    provider=Provider("probe", "probe"),
    purpose=_NOBODY,
    legal_basis="none",
    profiles=frozenset(),
    clauses=(),
    access_url="probe",
    valid_from=_DAY,
    valid_until=_DAY,
    approved_by="nobody",
)
_WHOLE = replace(_CONTRACT, per_school=False)


@cache
def find_profiles_with(code: str) -> frozenset[Profile]:
    """Return the profiles for which a person of whom everything is known would have a value."""
    derive = CATALOGUE[code].derive
    return frozenset(profile for profile in Profile if derive(_probe(profile)).values)


@cache
def is_of_the_school(code: str) -> bool:
    """Tell whether an attribute is drawn from the session's school: in another school it would be another."""
    derive = CATALOGUE[code].derive
    pairs = ((_in_two_schools(profile, "here"), _in_two_schools(profile, "there")) for profile in Profile)
    return any(derive(here).values != derive(there).values for here, there in pairs)


def _in_two_schools(profile: Profile, school: str) -> Subject:
    """Return somebody of two schools whom a service without a school of the session takes while in one of them."""
    here, there = (_probe(profile, name) for name in ("here", "there"))
    memberships = (here.membership, there.membership)
    both = replace(here.identity, memberships=memberships)
    return replace(here, identity=both, membership=memberships[school == "there"], contract=_WHOLE)


def _probe(profile: Profile, school: str = "probe") -> Subject:
    """Return somebody who does not exist, of whom every attribute is known."""
    known_there = Fact((school,), "probe")
    membership = Membership(
        uai=school,
        school_name="probe",
        profile=profile,
        divisions=known_there,
        groups=known_there,
        group_divisions=known_there,
        subjects=known_there,
        levels=known_there,
        courses=known_there,
        records=known_there,
    )
    identity = Identity(
        key=PersonKey("probe", "probe"),
        login="probe",
        family_name=_KNOWN,
        given_name=_KNOWN,
        memberships=(membership,),
        civility=_KNOWN,
        mail=_KNOWN,
        join_key=Fact(("AC-PREAU$1",), "probe"),
        birth_date=_KNOWN,
        pupil_number=_KNOWN,
        facts={name: _FRANCE if name is FactName.BIRTH_COUNTRY else _KNOWN for name in FactName},
    )
    return Subject(identity, membership, _CONTRACT, PseudonymKey(bytes(32), 0))
