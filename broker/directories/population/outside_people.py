"""Owns the invented citizens and professionals: those worth testing a relying party on."""

from dataclasses import dataclass

from broker.directories.population.national_numbers import make_siret

FRANCE = "99100"  # facts/identity-providers.md 4.2: only then is there a birth place
NO_TOWN = "77901"  # the form of a commune's code; no commune has it


@dataclass(frozen=True, slots=True, repr=False)
class Citizen:
    """Describe one citizen; `slug` names the card, `mobile` ends their number."""

    slug: str
    login: str
    given_names: tuple[str, ...]
    family_name: str
    birth: str
    female: bool
    usual_name: str = ""
    place: str = NO_TOWN
    country: str = FRANCE
    mobile: str = ""


CITIZENS = (
    Citizen("citizen-guardian", "aminata.le-goff", ("Aminata",), "Le Goff", "1984-05-07", female=True, mobile="01"),
    Citizen("citizen-guardian-family", "daniel.kaplan", ("Daniel",), "Kaplan", "1977-08-18", female=False, mobile="02"),
    Citizen(
        "citizen-guardian-mother", "joana.teixeira", ("Joana",), "Teixeira", "1979-09-23", female=True, mobile="03"
    ),
    Citizen(
        "citizen-guardian-differs", "kevin.quintin", ("Kévin",), "Quintin", "1981-11-02", female=False, mobile="04"
    ),
    Citizen(
        "citizen-guardian-teacher", "mariama.bakayoko", ("Mariama",), "Bakayoko", "1983-04-02", female=True, mobile="05"
    ),
    Citizen("citizen-guardian-no-ent", "ndeye.sane", ("Ndeye",), "Sané", "1986-12-30", female=True, mobile="06"),
    Citizen(
        "citizen-guardian-two-academies",
        "samia.berrada",
        ("Samia",),
        "Berrada",
        "1982-06-16",
        female=True,
        mobile="07",
    ),
    Citizen(
        "citizen-three-names",
        "angele.delmas",
        ("Angèle", "Claire", "Louise"),
        "Delmas",
        "1962-08-24",
        female=True,
        usual_name="Fontaine",
    ),
    Citizen(
        "citizen-born-abroad",
        "tomas.almeida",
        ("Tomás",),
        "Almeida",
        "1990-01-31",
        female=False,
        place="",
        country="99139",
    ),
    Citizen(
        "citizen-day-unknown", "bui.hoang", ("Bùi",), "Hoàng", "1958-00-00", female=False, place="", country="99243"
    ),
    Citizen("citizen-hostile-name", "marc.ohara", ("Jean-Marc",), "O'<b>&\"Hara]]>", "1975-02-28", female=False),
    Citizen("citizen-nobody-here", "octavie.simonin", ("Octavie",), "Simonin", "1999-12-12", female=True),
)

_SERVICES = make_siret(9999)  # of the academy's services
_POSTAL = "35600000049837"  # the exception to the Luhn key: the digits of La Poste's establishments add up to fives


@dataclass(frozen=True, slots=True, repr=False)
class Professional:
    """Describe one professional; `provider` is the identity provider that ProConnect would name."""

    slug: str
    login: str
    given_name: str
    family_name: str
    mail: str
    siret: str
    organisation: str
    population: str = "agent"
    unit: str = ""
    roles: tuple[str, ...] = ("agent_public", "agent_public_etat")
    usual_name: str = ""
    provider: str = "8c67a5b4-1f0e-4d3c-9b2a-77aa00000001"


_ACADEMY = "Services de l’académie inventée de Préau"

PROFESSIONALS = (
    Professional(
        "pro-inspector",
        "nathalie.rossi",
        "Nathalie",
        "Rossi",
        "nathalie.rossi@ac-preau.example",
        _SERVICES,
        _ACADEMY,
        unit="Inspection",
    ),
    Professional(
        "pro-head",
        "helene.ouattara",
        "Hélène",
        "Ouattara",
        "helene.ouattara@ac-preau.example",
        make_siret(4),
        "Collège des Quatre-Vents",
        unit="Direction",
    ),
    Professional(
        "pro-contractor",
        "igor.kowalski",
        "Igor",
        "Kowalski",
        "igor.kowalski@prestataire.example",
        make_siret(8001),
        "Atelier Logiciel Inventé",
        population="prestataire",
        roles=(),
    ),
    Professional(
        "pro-partner",
        "salome.brun",
        "Salomé",
        "Brun",
        "salome.brun@partenaire.example",
        make_siret(8002),
        "Association Inventée des Parcs",
        population="partenaire",
        roles=("dirigeant",),
        provider="8c67a5b4-1f0e-4d3c-9b2a-77aa00000002",
    ),
    Professional(
        "pro-trainee",
        "youssef.amrani",
        "Youssef",
        "Amrani",
        "youssef.amrani@ac-preau.example",
        _SERVICES,
        _ACADEMY,
        population="stagiaire",
        roles=(),
    ),
    Professional(
        "pro-territorial",
        "jose.delcourt",
        "José",
        "Delcourt",
        "jose.delcourt@collectivite.example",
        make_siret(8003),
        "Collectivité inventée de Préau",
        roles=("agent_public", "agent_public_territorial"),
    ),
    Professional(
        "pro-postal",
        "lucie.humbert",
        "Lucie",
        "Humbert",
        "lucie.humbert@poste.example",
        _POSTAL,
        "Bureau de poste inventé",
    ),
    Professional(
        "pro-usual-name",
        "carla.ferrari",
        "Carla",
        "Ferrari",
        "carla.ferrari@ac-preau.example",
        _SERVICES,
        _ACADEMY,
        usual_name="Dupré",
    ),
    Professional(
        "pro-siret-wrong",
        "marin.gros",
        "Marin",
        "Gros",
        "marin.gros@erreur.example",
        f"{make_siret(8004)[:-1]}{(int(make_siret(8004)[-1]) + 1) % 10}",
        "Établissement au mauvais SIRET",
    ),
    Professional("pro-siret-none", "paola.huet", "Paola", "Huet", "paola.huet@erreur.example", "", "Sans SIRET"),
)
