"""Owns how each catalogue attribute is drawn from an identity, with the words that explain it."""

import base64
from collections.abc import Callable
from dataclasses import dataclass

from broker.core import pseudonym as pseudonyms
from broker.core.contract import Contract
from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Fact, Identity, Membership
from broker.core.profile import STAFF, Profile
from broker.core.pseudonym import SECTORS, PseudonymKey
from broker.core.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Derivation:
    """Hold the values drawn, the directory attribute they come from and the transformation made."""

    values: tuple[str, ...]
    source: str
    transformation: Sentence

    def __repr__(self) -> str:
        """Show the source only."""
        return f"Derivation(from {self.source})"


@dataclass(frozen=True, slots=True, repr=False)
class Subject:
    """Gather what an attribute may be drawn from: person, school of the session, contract, key."""

    identity: Identity
    membership: Membership
    contract: Contract
    key: PseudonymKey


_OUTSIDE = frozenset({Profile.CITIZEN, Profile.PROFESSIONAL})
AS_IT_IS = Sentence("tel quel", "as it is")
_CODED = Sentence("code##libellé, établissement de la session", "code##label, session's school only")
_KEY_SOURCE = "idENT + ENTPersonGARIdentifiant"


def _same(text: str) -> Sentence:
    return Sentence(text, text)


def _as_it_is(fact: Fact) -> Derivation:
    return Derivation(fact.values, fact.source, AS_IT_IS)


def fact(name: FactName, *, profiles: frozenset[Profile] = frozenset(Profile)) -> Callable[[Subject], Derivation]:
    """Return what draws one of the facts that only some directories know, as it is, for these profiles only."""

    def draw(subject: Subject) -> Derivation:
        return _as_it_is(subject.identity.fact(name) if subject.membership.profile in profiles else NOTHING)

    return draw


def _ido(subject: Subject) -> str:
    return pseudonyms.derive(subject.key, subject.identity.key, subject.contract.sector_name)


def pseudonym(subject: Subject) -> Derivation:
    """Draw the IDO (facts/gar.md 3.4; its derivation is a simulated assumption)."""
    version, sector = subject.key.version, subject.contract.sector
    how = Sentence(
        f"HMAC-SHA-512, clé v{version}, secteur {SECTORS[sector].fr}",
        f"HMAC-SHA-512, key v{version}, sector {SECTORS[sector].en}",
    )
    return Derivation((_ido(subject),), _KEY_SOURCE, how)


def school(subject: Subject) -> Derivation:
    """Draw the UAI of the session's school."""
    return Derivation(
        (subject.membership.uai,),
        subject.membership.uai_source,
        Sentence("UAI de l’établissement de la session", "UAI of the session's school"),
    )


def profile(subject: Subject) -> Derivation:
    """Draw the national profile, in the GAR's spelling."""
    return Derivation(
        (subject.membership.profile.value,),
        subject.membership.profile_source,
        Sentence("graphie du GAR", "GAR spelling"),
    )


def family_name(subject: Subject) -> Derivation:
    """Draw the surname."""
    return _as_it_is(subject.identity.family_name)


def given_name(subject: Subject) -> Derivation:
    """Draw the first name."""
    return _as_it_is(subject.identity.given_name)


def civility(subject: Subject) -> Derivation:
    """Draw the civility, where the directory knows it."""
    return _as_it_is(subject.identity.civility)


def staff_mail(subject: Subject) -> Derivation:
    """Draw the e-mail of staff; nobody else's is ever drawn."""
    fact = subject.identity.mail if subject.membership.profile in STAFF else NOTHING
    return Derivation(
        fact.values[:1], fact.source, Sentence("première adresse, personnels seulement", "first address, staff only")
    )


def outside_given_name(subject: Subject) -> Derivation:
    """Draw the first name of citizens and professionals."""
    known = subject.membership.profile in _OUTSIDE
    return _as_it_is(subject.identity.given_name if known else NOTHING)


def outside_mail(subject: Subject) -> Derivation:
    """Draw the e-mail of citizens and professionals."""
    known = subject.membership.profile in _OUTSIDE
    return _as_it_is(subject.identity.mail if known else NOTHING)


def divisions(subject: Subject) -> Derivation:
    """Draw the divisions in the session's school, as `code##label`."""
    fact = subject.membership.divisions
    return Derivation(fact.values, fact.source, _CODED)


def groups(subject: Subject) -> Derivation:
    """Draw the teaching groups in the session's school, as `code##label`."""
    fact = subject.membership.groups
    return Derivation(fact.values, fact.source, _CODED)


def group_divisions(subject: Subject) -> Derivation:
    """Draw the divisions that the groups belong to, as `group||division##label`."""
    fact = subject.membership.group_divisions
    return Derivation(
        fact.values,
        fact.source,
        Sentence(
            "groupe||division##libellé, établissement de la session", "group||division##label, session's school only"
        ),
    )


def subjects(subject: Subject) -> Derivation:
    """Draw the subjects that staff teach, as `code##LABEL`."""
    fact = subject.membership.subjects if subject.membership.profile in STAFF else NOTHING
    return Derivation(
        fact.values, fact.source, Sentence("code##LIBELLÉ, personnels seulement", "code##LABEL, staff only")
    )


def levels_taught(subject: Subject) -> Derivation:
    """Draw the MEFSTAT4 that staff teach."""
    fact = subject.membership.levels if subject.membership.profile in STAFF else NOTHING
    return Derivation(fact.values, fact.source, Sentence("MEFSTAT4, personnels seulement", "MEFSTAT4, staff only"))


def pupil_levels(subject: Subject) -> Derivation:
    """Draw the MEFSTAT4 of a pupil."""
    fact = subject.membership.levels if subject.membership.profile is Profile.PUPIL else NOTHING
    return Derivation(fact.values, fact.source, Sentence("MEFSTAT4, élèves seulement", "MEFSTAT4, pupils only"))


def courses_taught(subject: Subject) -> Derivation:
    """Draw the MEF that staff teach; the GAR's name for it is known, no value was ever seen."""
    fact = subject.membership.courses if subject.membership.profile in STAFF else NOTHING
    return Derivation(fact.values, fact.source, Sentence("MEF, personnels seulement", "MEF, staff only"))


def pupil_courses(subject: Subject) -> Derivation:
    """Draw the MEF of a pupil; likewise."""
    fact = subject.membership.courses if subject.membership.profile is Profile.PUPIL else NOTHING
    return Derivation(fact.values, fact.source, Sentence("MEF, élèves seulement", "MEF, pupils only"))


def project(subject: Subject) -> Derivation:
    """Draw the ENT project as the ENT itself writes it (facts/gar.md 5)."""
    return Derivation((subject.identity.key.project,), "preauIdENT", AS_IT_IS)


def project_base64(subject: Subject) -> Derivation:
    """Draw the ENT project in base64, as resources receive it."""
    encoded = base64.b64encode(subject.identity.key.project.encode()).decode()
    return Derivation((encoded,), "preauIdENT", _same("base64"))


def resource_pseudonym(subject: Subject) -> Derivation:
    """Draw IDC: `<idRessource>_<IDO>`."""
    return Derivation((f"{subject.contract.resource}_{_ido(subject)}",), _KEY_SOURCE, _same("idRessource_IDO"))


def family_addresses(subject: Subject) -> Derivation:
    """Draw LRA from the contract: here a family has one site, the resource's own."""
    return Derivation((subject.contract.access_url,), "contract access_url", AS_IT_IS)


def person_identifier(subject: Subject) -> Derivation:
    """Draw the person's identifier inside the ENT."""
    return Derivation((subject.identity.key.identifier,), "ENTPersonGARIdentifiant", AS_IT_IS)


def guichet_pseudonym(subject: Subject) -> Derivation:
    """Draw ÉduConnect's opaque identifier: 96 hexadecimal characters."""
    return Derivation(
        (_ido(subject)[:96],),
        _KEY_SOURCE,
        Sentence("HMAC-SHA-512, 96 premiers caractères", "HMAC-SHA-512, first 96 characters"),
    )
