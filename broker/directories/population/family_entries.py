"""Owns the LDIF of pupils and their guardians, family by family, in one school.

Written for speed: what a school or a division always says is one ready piece of text.
"""

from broker.directories.population.ldif_lines import is_safe, write_line
from broker.directories.population.names import BOYS, FAMILIES, GIRLS, Name
from broker.directories.population.national_numbers import make_ine
from broker.directories.population.registrar import Registrar, person_dn
from broker.directories.population.sites import Site
from broker.directories.population.timetables import Division, Timetable

SCHOOL_YEAR = 2026
_PUPIL = "objectClass: ENTPerson\nobjectClass: ENTEleve\nENTPersonProfils: National_ELV\n"
_GUARDIAN = "objectClass: ENTPerson\nobjectClass: ENTAuxPersRelEleve\nENTPersonProfils: National_TUT\n"
_LINKS = ("20$1$1$1$0", "10$1$1$1$0")  # lien 20 mother, 10 father; then who pays, who answers in law, contact, payment
_CIVILITIES = ("personalTitle: Mme\n", "personalTitle: M.\n")
_CHILDREN = (1, 1, 1, 1, 2, 2, 2, 3)
_GUARDIANS = (1, 1, 2, 2, 2, 2, 2, 2)
_SAME_NAME = 0.7 * 65_536
_WITH_MAIL = 0.9 * 65_536


class FamilyWriter:
    """Write the families of one school; pupils fill its divisions in turn."""

    def __init__(self, site: Site, timetable: Timetable, registrar: Registrar) -> None:
        """Prepare what each division says of its pupils."""
        self._registrar = registrar
        self._divisions = [_division_lines(site, division) for division in timetable.divisions]
        self._groups = [_group_lines(site, division, timetable) for division in timetable.divisions]
        self._births = [SCHOOL_YEAR - division.level.age for division in timetable.divisions]
        self._next = 0

    def write(self, room: int) -> list[str]:
        """Write one family of at most `room` people: the pupils first, then the guardians."""
        first = self._registrar.count + 1
        size, parents, family, other, same, *_ = self._registrar.peek()
        pupils = min(_CHILDREN[size % 8], room)
        guardians = min(_GUARDIANS[parents % 8], room - pupils)
        surname = FAMILIES[family % len(FAMILIES)]
        links = "".join(
            f"ENTElevePersRelEleve: {person_dn(first + pupils + place)}${_LINKS[place]}\n" for place in range(guardians)
        )
        entries = [self._write_pupil(surname, links) for _ in range(pupils)]
        children = "".join(f"ENTAuxPersRelEleveEleve: {person_dn(first + place)}\n" for place in range(pupils))
        partner = surname if same < _SAME_NAME else FAMILIES[other % len(FAMILIES)]
        entries.extend(
            self._write_guardian(name, place, children) for place, name in enumerate((surname, partner)[:guardians])
        )
        return entries

    def _write_pupil(self, surname: Name, links: str) -> str:
        draws = self._registrar.peek()
        sex = draws[5] & 1
        names = BOYS if sex else GIRLS
        given = names[draws[6] % len(names)]
        head, _ = self._registrar.register(f"{given.plain}.{surname.plain}")
        place = self._next
        self._next = (place + 1) % len(self._divisions)
        groups = self._groups[place]
        return (
            f"{head}{_PUPIL}{given.line}{surname.line}{_common_name(given, surname)}{_CIVILITIES[sex]}"
            f"ENTPersonDateNaissance: {1 + draws[7] % 28:02d}/{1 + draws[8] % 12:02d}/{self._births[place]}\n"
            f"ENTEleveINE: {make_ine(self._registrar.count)}\n"
            f"{self._divisions[place]}{groups[draws[9] % len(groups)]}{links}\n"
        )

    def _write_guardian(self, surname: Name, sex: int, children: str) -> str:
        names = BOYS if sex else GIRLS
        draws = self._registrar.peek()
        given = names[draws[6] % len(names)]
        head, login = self._registrar.register(f"{given.plain}.{surname.plain}")
        mail = f"mail: {login}@famille.example\n" if draws[7] < _WITH_MAIL else ""
        return (
            f"{head}{_GUARDIAN}{given.line}{surname.line}{_common_name(given, surname)}{_CIVILITIES[sex]}"
            f"{mail}{children}\n"
        )


def _common_name(given: Name, surname: Name) -> str:
    text = f"{given.text} {surname.text}"
    return f"cn: {text}\n" if is_safe(text) else write_line("cn", text)


def _division_lines(site: Site, division: Division) -> str:
    return f"ENTPersonStructRattach: {site.dn}\n{_level_lines(division)}ENTEleveClasses: {site.dn}${division.code}\n"


def _level_lines(division: Division) -> str:
    level = division.level
    return (
        "ENTEleveStatutEleve: SCOLAIRE\nENTEleveMajeur: N\n"
        f"ENTEleveMEF: {level.mef}\nENTEleveLibelleMEF: {level.label}\n"
        f"ENTEleveNivFormation: {level.title}\nENTEleveFiliere: {level.title}\n"
    )


def _group_lines(site: Site, division: Division, timetable: Timetable) -> tuple[str, ...]:
    """Return the four choices: no group, the first, the second, both."""
    one, two = (f"ENTEleveGroupes: {site.dn}${group.code}\n" for group in timetable.groups[division.level.short])
    return "", one, two, one + two
