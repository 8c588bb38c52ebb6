"""Owns the LDIF of the invented citizens and professionals."""

from collections.abc import Iterator

from broker.directories.population.ldif_lines import write_line
from broker.directories.population.outside_people import CITIZENS, PROFESSIONALS, Citizen, Professional
from broker.directories.sandbox_academy import BASE_DN, CITIZENS_DN, DEMO_HASH, PROFESSIONALS_DN

Lines = Iterator[tuple[str, str]]

_SIREN = 9


def write_citizens() -> Iterator[str]:
    """Yield the base, then each citizen (LDIF)."""
    yield from _write_base(CITIZENS_DN)
    for citizen in CITIZENS:
        yield _write(f"uid={citizen.login},{CITIZENS_DN}", "preauCitizen", _citizen(citizen))


def write_professionals() -> Iterator[str]:
    """Yield the base, then each professional (LDIF)."""
    yield from _write_base(PROFESSIONALS_DN)
    for professional in PROFESSIONALS:
        yield _write(f"uid={professional.login},{PROFESSIONALS_DN}", "preauProfessional", _professional(professional))


def _write_base(dn: str) -> Iterator[str]:
    yield "# Personnes inventées du bac à sable Préau. / Invented people of the Préau sandbox.\n"
    yield f"dn: {BASE_DN}\nobjectClass: dcObject\nobjectClass: organization\ndc: preau\no: Preau (bac a sable)\n\n"
    yield f"dn: {dn}\nobjectClass: organizationalUnit\nou: {dn.partition(',')[0].removeprefix('ou=')}\n\n"


def _write(dn: str, own_class: str, lines: Lines) -> str:
    return (
        f"dn: {dn}\nobjectClass: inetOrgPerson\nobjectClass: {own_class}\nobjectClass: preauPerson\n"
        f"userPassword: {DEMO_HASH}\n" + "".join(write_line(name, value) for name, value in lines if value) + "\n"
    )


def _citizen(citizen: Citizen) -> Lines:
    yield "uid", citizen.login
    yield "sn", citizen.family_name
    yield from (("givenName", name) for name in citizen.given_names)
    yield "cn", f"{citizen.given_names[0]} {citizen.family_name}"
    yield "preauUsualName", citizen.usual_name
    yield "mail", f"{citizen.login}@famille.example"
    yield "mobile", f"+336399800{citizen.mobile}" if citizen.mobile else ""
    yield "preauGender", "female" if citizen.female else "male"
    yield "preauBirthDate", citizen.birth
    yield "preauBirthPlace", citizen.place
    yield "preauBirthCountry", citizen.country
    yield "preauSituation", citizen.slug


def _professional(person: Professional) -> Lines:
    yield "uid", person.login
    yield "sn", person.family_name
    yield "givenName", person.given_name
    yield "cn", f"{person.given_name} {person.family_name}"
    yield "preauUsualName", person.usual_name
    yield "mail", person.mail
    yield "preauSiret", person.siret
    yield "preauSiren", person.siret[:_SIREN]
    yield "o", person.organisation
    yield "ou", person.unit
    yield "preauPopulation", person.population
    yield from (("preauRole", role) for role in person.roles)
    yield "preauProvider", person.provider
    yield "preauSituation", person.slug
