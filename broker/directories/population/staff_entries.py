"""Owns the LDIF of a school's staff: head, librarian, school life, office, teachers."""

from collections.abc import Iterator

from broker.directories.population.ldif_lines import write_line
from broker.directories.population.names import BOYS, FAMILIES, GIRLS
from broker.directories.population.registrar import Registrar
from broker.directories.population.sites import ECOLE, Site
from broker.directories.population.subjects import (
    COUNSELLOR,
    HEAD,
    LIBRARIAN,
    OFFICE,
    PRIMARY,
    SECONDARY_SUBJECTS,
    SUPERVISOR,
    Function,
    teach,
)
from broker.directories.population.timetables import Timetable

STAFF_SHARE = 14
_PROFILES = {HEAD: "DIR", LIBRARIAN: "DOC", COUNSELLOR: "EVS", SUPERVISOR: "EVS", OFFICE: "ETA"}
_DIVISIONS_TAUGHT = 3


def write_staff(site: Site, timetable: Timetable, registrar: Registrar, count: int) -> Iterator[str]:
    """Yield so many entries: the posts of the school in order, then teachers."""
    posts = _posts(site)
    for place in range(count):
        if place < len(posts):
            yield _write_person(registrar, _post_lines(site, posts[place]))
        else:
            yield _write_person(registrar, _teacher_lines(site, timetable, place - len(posts)))


def _posts(site: Site) -> tuple[Function, ...]:
    """Return the posts; the head of a fixed secondary school is one of the situations."""
    if site.kind == ECOLE:
        return (HEAD,)
    others = (LIBRARIAN, COUNSELLOR, SUPERVISOR, OFFICE)
    return others if site.key in {"college", "cite-college", "cite-lycee"} else (HEAD, *others)


def _write_person(registrar: Registrar, lines: str) -> str:
    family, sex, first = registrar.peek()[4:7]
    names = BOYS if sex & 1 else GIRLS
    given, surname = names[first % len(names)], FAMILIES[family % len(FAMILIES)]
    head, login = registrar.register(f"{given.plain}.{surname.plain}")
    return (
        f"{head}objectClass: ENTPerson\nobjectClass: ENTAuxEnseignant\n{given.line}{surname.line}"
        f"{write_line('cn', f'{given.text} {surname.text}')}personalTitle: {'M.' if sex & 1 else 'Mme'}\n"
        f"mail: {login}@ac-preau.example\n{lines}\n"
    )


def _post_lines(site: Site, function: Function) -> str:
    return (
        f"ENTPersonStructRattach: {site.dn}\nENTPersonProfils: National_{_PROFILES[function]}\n"
        f"ENTPersonFonctions: {function.at(site.dn)}\n"
    )


def _teacher_lines(site: Site, timetable: Timetable, place: int) -> str:
    """Write a teacher of one subject in a few divisions and one group.

    ENTAuxEnsMatiereEnseignEtab as `structure$code$label` is a simulated assumption.
    """
    subject = PRIMARY if site.kind == ECOLE else SECONDARY_SUBJECTS[place % len(SECONDARY_SUBJECTS)]
    count = len(timetable.divisions)
    taught = [timetable.divisions[(place + step) % count] for step in range(min(_DIVISIONS_TAUGHT, count))]
    levels = {division.level.short: division.level for division in taught}
    group = timetable.groups[taught[0].level.short][place % 2]
    return (
        f"ENTPersonStructRattach: {site.dn}\nENTPersonProfils: National_ENS\n"
        f"ENTPersonFonctions: {teach(subject).at(site.dn)}\n"
        f"ENTAuxEnsMatiereEnseignEtab: {site.dn}${subject.code}${subject.label}\n"
        + "".join(f"ENTAuxEnsMEF: {site.dn}${level.mef}${level.label}\n" for level in levels.values())
        + "".join(f"ENTAuxEnsClasses: {site.dn}${division.code}\n" for division in taught)
        + f"ENTAuxEnsGroupes: {site.dn}${group.code}\n"
    )
