"""Owns the LDIF of the people who stand in a situation."""

from collections.abc import Iterator

from broker.directories.population.family_entries import SCHOOL_YEAR
from broker.directories.population.ldif_lines import write_line
from broker.directories.population.logins import plain
from broker.directories.population.national_numbers import make_ine
from broker.directories.population.registrar import BESIDE, Registrar, format_identifier, person_dn
from broker.directories.population.sites import SITES
from broker.directories.population.situation_parts import Person, Role, Situation, Studies, Teaching
from broker.directories.population.situation_two_academies import TWO_ACADEMIES
from broker.directories.population.situations import FIRST_PEOPLE, SITUATIONS

_LINKS = {"M.": "10$1$1$1$0", "Mme": "20$1$1$1$0"}  # lien 10 father, 20 mother; payer, legal, contact, payment
_NUMBERS = {
    **{situation.card.slug: number for number, situation in enumerate(FIRST_PEOPLE, start=1)},
    **{situation.card.slug: BESIDE + number for number, situation in enumerate(TWO_ACADEMIES, start=1)},
}


def write_situations(registrar: Registrar, seed: int) -> Iterator[str]:
    """Yield one entry per situation; the registrar is new, so that they are the first people.

    Those of two academies stand beside the numbers of all others: nobody else changes with them.
    """
    yield from _write_all(registrar, FIRST_PEOPLE)
    yield from _write_all(Registrar(seed, registrar.logins, BESIDE), TWO_ACADEMIES)


def _write_all(registrar: Registrar, situations: tuple[Situation, ...]) -> Iterator[str]:
    identifiers: dict[str, str] = {}
    for situation in situations:
        slug, person = situation.card.slug, situation.person
        unique = registrar.peek()[12]
        identifiers[slug] = identifiers.get(person.same_identifier_as) or format_identifier(unique)
        yield _write(registrar, situation, identifiers[slug])


def _write(registrar: Registrar, situation: Situation, identifier: str) -> str:
    slug, person = situation.card.slug, situation.person
    stem = person.login or ".".join(part for part in (plain(person.given_name), plain(person.family_name)) if part)
    head, login = registrar.register(stem, identifier, person.academy)
    lines = [
        *_class_lines(person),
        *_name_lines(person),
        *_mail_lines(person, login),
        *_school_lines(person),
        *_family_lines(slug, person),
        ("preauSituation", slug),
        ("preauExpires", person.expires),
    ]
    if person.studies is not None:
        lines.extend(_study_lines(person.studies, person.site))
        lines.append(("ENTEleveINE", make_ine(registrar.count)))
    return head + "".join(_write_together(lines)) + "\n"


def _write_together(lines: list[tuple[str, str]]) -> Iterator[str]:
    """Write the values of one attribute next to each other: slapadd keeps the last run only."""
    names = dict.fromkeys(name for name, _ in lines)
    for wanted in names:
        yield from (write_line(name, value) for name, value in lines if name == wanted and value)


def _class_lines(person: Person) -> Iterator[tuple[str, str]]:
    yield "objectClass", "ENTPerson"
    yield "objectClass", "preauPerson"
    classes = {"ENTEleve": person.studies, "ENTAuxPersRelEleve": person.children, "ENTAuxEnseignant": person.teaching}
    for name, needed in classes.items():
        if needed:
            yield "objectClass", name
    for profile in person.profiles:
        yield "ENTPersonProfils", f"National_{profile}"


def _name_lines(person: Person) -> Iterator[tuple[str, str]]:
    yield "sn", person.family_name
    yield "givenName", person.given_name
    yield "cn", f"{person.given_name} {person.family_name}".strip()
    yield "personalTitle", person.civility
    age = person.studies.level.age if person.studies else 0
    yield "ENTPersonDateNaissance", person.birth or (f"14/03/{SCHOOL_YEAR - age}" if age else "")


def _mail_lines(person: Person, login: str) -> Iterator[tuple[str, str]]:
    if person.has_mail and "ELV" not in person.profiles:
        domain = "famille.example" if person.profiles == ("TUT",) else f"{person.academy.lower()}.example"
        yield "mail", person.mail or f"{login}@{domain}"
    yield "mobile", person.mobile


def _school_lines(person: Person) -> Iterator[tuple[str, str]]:
    if person.site:
        yield "ENTPersonStructRattach", SITES[person.site].dn
    for role in person.roles:
        yield "ENTPersonFonctions", _role(role)
    for teaching in person.teaching:
        yield from _teaching_lines(teaching)


def _role(role: Role) -> str:
    return role.function.at(SITES[role.site].dn)


def _teaching_lines(teaching: Teaching) -> Iterator[tuple[str, str]]:
    dn = SITES[teaching.site].dn
    for subject in teaching.subjects:
        yield "ENTAuxEnsMatiereEnseignEtab", f"{dn}${subject.code}${subject.label}"
    for level in teaching.levels:
        yield "ENTAuxEnsMEF", f"{dn}${level.mef}${level.label}"
    for division in teaching.divisions:
        yield "ENTAuxEnsClasses", f"{dn}${division}"
    for group in teaching.groups:
        yield "ENTAuxEnsGroupes", f"{dn}${group}"


def _study_lines(studies: Studies, site: str) -> Iterator[tuple[str, str]]:
    level = studies.level
    yield "ENTEleveStatutEleve", "SCOLAIRE"
    yield "ENTEleveMajeur", "O" if studies.of_age else "N"
    yield "ENTEleveMEF", level.mef
    yield "ENTEleveLibelleMEF", level.label
    yield "ENTEleveNivFormation", level.title
    yield "ENTEleveFiliere", level.title
    dn = SITES[site].dn if site else ""
    for division in studies.divisions:
        yield "ENTEleveClasses", f"{dn}${division}"
    for group in studies.groups:
        yield "ENTEleveGroupes", f"{dn}${group}"


def _family_lines(slug: str, person: Person) -> Iterator[tuple[str, str]]:
    for other in SITUATIONS:
        if slug in other.person.children:
            guardian = person_dn(_NUMBERS[other.card.slug])
            yield "ENTElevePersRelEleve", f"{guardian}${_LINKS[other.person.civility]}"
    for child in person.children:
        yield "ENTAuxPersRelEleveEleve", person_dn(_NUMBERS[child])
