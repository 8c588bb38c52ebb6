"""Owns invented people, contracts, keys and time for tests: each builder gives a whole, and takes what to change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from broker.core.contract import Clause, Contract, Provider
from broker.core.identity import Fact, Identity, Membership, PersonKey
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.sentence import Sentence
from broker.core.terms import SamlTerms

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
COLLEGE = "0771234X"
LYCEE = "0775678Y"


class HandClock:
    """Tell the time that a test sets."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Return the moment set."""
        return self.moment

    def pass_seconds(self, seconds: float) -> None:
        """Move forward."""
        self.moment += timedelta(seconds=seconds)


def a_membership(**changes: Any) -> Membership:  # noqa: ANN401 - any field of the type
    """Return a pupil's tie to the collège, in one division and two groups."""
    membership = Membership(
        uai=COLLEGE,
        school_name="Collège de la Marelle",
        profile=Profile.PUPIL,
        divisions=Fact(("3A##Troisième A",), "ENTEleveClasses"),
        groups=Fact(("3ALL1##Allemand 1", "3CHOR##Chorale"), "ENTEleveGroupes"),
        group_divisions=Fact(("3ALL1||3A##Troisième A",), "ENTEleveGroupes"),
        levels=Fact(("2115",), "ENTEleveMEF"),
    )
    return replace(membership, **changes)


def a_pupil(**changes: Any) -> Identity:  # noqa: ANN401 - any field of the type
    """Return a pupil of the collège."""
    pupil = Identity(
        key=PersonKey("P0", "pupil-0001"),
        login="lou.marelle",
        family_name=Fact(("Marelle",), "sn"),
        given_name=Fact(("Lou",), "givenName"),
        memberships=(a_membership(),),
        join_key=Fact(("AC-PREAU$1001",), "ENTPersonJointure"),
        birth_date=Fact(("2011-05-17",), "ENTPersonDateNaissance"),
    )
    return replace(pupil, **changes)


def a_teacher(**changes: Any) -> Identity:  # noqa: ANN401 - any field of the type
    """Return a teacher of the collège, with subjects, levels and an e-mail."""
    membership = a_membership(
        profile=Profile.TEACHER,
        divisions=Fact(("3A##Troisième A", "4B##Quatrième B"), "ENTAuxEnsClasses"),
        groups=Fact(("3ALL1##Allemand 1",), "ENTAuxEnsGroupes"),
        subjects=Fact(("030600##ALLEMAND",), "ENTAuxEnsMatiereEnseignEtab"),
        levels=Fact(("2115", "2114"), "ENTAuxEnsMEF"),
    )
    teacher = Identity(
        key=PersonKey("P0", "teacher-0001"),
        login="camille.perron",
        family_name=Fact(("Perron",), "sn"),
        given_name=Fact(("Camille",), "givenName"),
        memberships=(membership,),
        civility=Fact(("Mme",), "personalTitle"),
        mail=Fact(("camille.perron@ac-preau.example",), "mail"),
        join_key=Fact(("AC-PREAU$2001",), "ENTPersonJointure"),
    )
    return replace(teacher, **changes)


def a_guardian(**changes: Any) -> Identity:  # noqa: ANN401 - any field of the type
    """Return a guardian tied to the child's collège."""
    membership = Membership(uai=COLLEGE, school_name="Collège de la Marelle", profile=Profile.GUARDIAN)
    guardian = Identity(
        key=PersonKey("P0", "guardian-0001"),
        login="sacha.marelle",
        family_name=Fact(("Marelle",), "sn"),
        given_name=Fact(("Sacha",), "givenName"),
        memberships=(membership,),
        civility=Fact(("M.",), "personalTitle"),
        mail=Fact(("sacha@famille-marelle.example",), "mail"),
        join_key=Fact(("AC-PREAU$3001",), "ENTPersonJointure"),
    )
    return replace(guardian, **changes)


def a_contract(*codes: str, **changes: Any) -> Contract:  # noqa: ANN401 - any field of the type
    """Return a contract that names these catalogue attributes (IDO, UAI and PRO when none is given)."""
    contract = Contract(
        name="marelle",
        issuer="gar",
        resource="ark:/77777/marelle",
        title=Sentence("Marelle", "Hopscotch"),
        provider=Provider("777777777_0000000077777777", "Préau Éditions"),
        purpose=Sentence("Apprendre en sautant.", "Learning by hopping."),
        legal_basis="mission d’intérêt public",
        profiles=frozenset(Profile),
        clauses=tuple(Clause(code, f"why {code}") for code in codes or ("IDO", "UAI", "PRO")),
        access_url="http://marelle.example/",
        valid_from=date(2025, 9, 1),
        valid_until=date(2026, 8, 31),
        approved_by="conseil du bac à sable",
        saml=SamlTerms(changes.pop("entity_id", "http://marelle.example/saml/metadata")),
    )
    return replace(contract, **changes)


def a_key(version: int = 1) -> PseudonymKey:
    """Return the key of opaque identifiers of a version."""
    return PseudonymKey(bytes([version]) * 64, version)
