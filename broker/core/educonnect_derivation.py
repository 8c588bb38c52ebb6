"""Owns how ÉduConnect's words are drawn: of pupils what is theirs, of guardians nothing of a pupil but the vector.

A contract without a school of the session takes the person whole: then every school of theirs counts, or the first
where only one value may leave. Sources: facts/identity-providers.md 1.4 to 1.9, 2.
"""

from broker.core import pseudonym as pseudonyms
from broker.core.academies import CODES
from broker.core.derivation import AS_IT_IS, Derivation, Subject
from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Fact, Membership, PersonKey
from broker.core.profile import Profile
from broker.core.sentence import Sentence

_HEXADECIMAL = 96
_WORDS = {Profile.PUPIL: "eleve", Profile.GUARDIAN: "resp"}
_VECTOR_CODES = {
    (Profile.GUARDIAN, True): "1",
    (Profile.GUARDIAN, False): "2",
    (Profile.PUPIL, True): "3",
    (Profile.PUPIL, False): "4",
}


def _same(text: str) -> Sentence:
    return Sentence(text, text)


def _reach(subject: Subject) -> tuple[Membership, ...]:
    """Return the memberships that this service may hear of: the session's, or all of the same profile."""
    if subject.contract.per_school:
        return (subject.membership,)
    return tuple(m for m in subject.identity.memberships if m.profile is subject.membership.profile)


def _as_pupil(subject: Subject) -> Membership | None:
    """Return the school of a pupil; None for anybody else, whatever a directory says of them."""
    return _reach(subject)[0] if subject.membership.profile is Profile.PUPIL else None


def _of_pupil(subject: Subject, fact: Fact, how: Sentence = AS_IT_IS) -> Derivation:
    known = fact if subject.membership.profile is Profile.PUPIL else NOTHING
    return Derivation(known.values, known.source, how)


def affiliation(subject: Subject) -> Derivation:
    """Draw `eleve1d`, `eleve2d`, `resp1d`, `resp2d`: one for each degree of the schools."""
    word = _WORDS.get(subject.membership.profile)
    degrees = sorted({"1d" if m.is_first_degree else "2d" for m in _reach(subject)}) if word else []
    values = tuple(f"{word}{degree}" for degree in degrees)
    return Derivation(values, subject.membership.profile_source, _same("eleve / resp + 1d / 2d"))


def identity_vector(subject: Subject) -> Derivation:
    """Draw FrEduCtRefId: the account for this service, for ENTs, and one `{AAF}` per directory record."""
    keys = subject.identity.join_key
    first = subject.identity.fact(FactName.FIRST_DEGREE_KEYS).values
    records = ((key, *key.partition("$")) for key in keys.values)
    vectors = tuple(
        f"{{AAF}}{CODES[academy]}|{'AC1D' if key in first else 'AC2D'}|{number}"
        for key, academy, _, number in records
        if academy in CODES
    )
    if not vectors:
        return Derivation((), keys.source, AS_IT_IS)
    how = Sentence(
        "{ECT} et {ECT-ENT}, identifiants opaques ; {AAF}code de l’académie|degré|clé",
        "{ECT} and {ECT-ENT}, opaque identifiers; {AAF}academy code|degree|key",
    )
    return Derivation((*_account_vectors(subject), *vectors), keys.source, how)


def _account_vectors(subject: Subject) -> tuple[str, ...]:
    """Name the account twice, so that no two services' names of it can be put together (simulated assumption)."""
    person, sector = subject.identity.key, subject.contract.sector_name
    own = pseudonyms.derive(subject.key, person, sector)[:_HEXADECIMAL]
    as_ent = pseudonyms.derive(subject.key, person, f"ent:{sector}")[:_HEXADECIMAL]
    return f"{{ECT}}{own}", f"{{ECT-ENT}}{as_ent}"


def origin(subject: Subject) -> Derivation:
    """Draw `ECT` for a password of ÉduConnect's own; `FC` for FranceConnect is inferred."""
    by = subject.identity.fact(FactName.SIGNED_IN_BY)
    values = tuple("ECT" if value == subject.contract.issuer else "FC" for value in by.values[:1])
    return Derivation(values, by.source, _same("ECT / FC"))


def hashed_number(subject: Subject) -> Derivation:
    """Draw 32 hexadecimal characters of a pupil's INE: the real hash is unknown, ours is keyed and per service."""
    number = subject.identity.pupil_number

    def shorten(value: str) -> str:
        return pseudonyms.derive(subject.key, PersonKey("INE", value), subject.contract.sector_name)[:32]

    found = _of_pupil(subject, number, Sentence("HMAC-SHA-512 de l’INE, 32 caractères", "HMAC-SHA-512 of the INE, 32"))
    return Derivation(tuple(map(shorten, found.values)), found.source, found.transformation)


def pupil_number(subject: Subject) -> Derivation:
    """Draw a pupil's INE."""
    return _of_pupil(subject, subject.identity.pupil_number)


def pupil_birth_date(subject: Subject) -> Derivation:
    """Draw a pupil's birth date."""
    return _of_pupil(subject, subject.identity.birth_date)


def pupil_school(subject: Subject) -> Derivation:
    """Draw the UAI of a pupil's school."""
    found = _as_pupil(subject)
    return Derivation((found.uai,) if found else (), found.uai_source if found else "", AS_IT_IS)


def pupil_level(subject: Subject) -> Derivation:
    """Draw the MEFSTAT4 of a pupil."""
    found = _as_pupil(subject)
    levels = found.levels if found else NOTHING
    return Derivation(levels.values, levels.source, _same("MEFSTAT4"))


def labelled_school(subject: Subject) -> Derivation:
    """Draw `{UAI}…`, as SupAnn labels it (facts/identity-providers.md 1.7)."""
    found = pupil_school(subject)
    return Derivation(tuple(f"{{UAI}}{value}" for value in found.values), found.source, _same("{UAI}"))


def labelled_level(subject: Subject) -> Derivation:
    """Draw `{SIREN:110043015:MEFSTAT4}…`, as SupAnn labels it (facts/identity-providers.md 1.7)."""
    found = pupil_level(subject)
    values = tuple(f"{{SIREN:110043015:MEFSTAT4}}{value}" for value in found.values)
    return Derivation(values, found.source, _same("{SIREN:110043015:MEFSTAT4}"))


def student(subject: Subject) -> Derivation:
    """Draw `student` for a pupil; no source says what a guardian would be."""
    is_pupil = subject.membership.profile is Profile.PUPIL
    return Derivation(("student",) if is_pupil else (), subject.membership.profile_source, _same("student"))


def vectors(subject: Subject) -> Derivation:
    """Draw FrEduVecteur: one per child and school, of the session's school alone where the contract has one.

    A pupil's has no name (since 2018), a guardian's has the guardian's own.
    """
    names = ("", "")
    if subject.membership.profile is Profile.GUARDIAN:
        person = subject.identity
        names = ("".join(person.family_name.values[:1]), "".join(person.given_name.values[:1]))
    found = [
        f"{_VECTOR_CODES[m.profile, m.is_first_degree]}|{names[0]}|{names[1]}|{record}|{m.uai}"
        for m in _reach(subject)
        if m.profile in _WORDS
        for record in m.records.values
    ]
    how = Sentence("profil|nom|prénom|élève|UAI", "profile|surname|first name|pupil|UAI")
    return Derivation(tuple(dict.fromkeys(found)), subject.membership.records.source, how)
