"""Owns a small academy of which every answer is known: two schools, pupils, teachers, a contract of one's own."""

from pathlib import Path

NOBODY_ELSE = "".join(
    f'[directories.{name}]\nkind = "none"\n' for name in ("agents", "citizens", "professionals", "members")
)
COLLEGE, LYCEE = "0771234X", "0775678Y"
_SCHOOL = """dn: ENTStructureSIREN={siren},ou=structures,dc=x
objectClass: ENTEtablissement
ENTStructureSIREN: {siren}
ENTStructureUAI: {uai}
ENTStructureNomCourant: {name}
ENTStructureTypeStruct: {kind}
ENTStructureClasses: 3A$Troisième A$10310019110
preauIdENT: P0
"""
SCHOOLS = (
    _SCHOOL.format(siren=1, uai=COLLEGE, name="Collège de la Marelle", kind="COLLEGE")
    + "\n"
    + _SCHOOL.format(siren=2, uai=LYCEE, name="Lycée du Cerceau", kind="LYCEE")
)
CONTRACT = """
issuer = "gar"
resource = "ark:/77777/marelle"
access_url = "{resources}/marelle/"
title = { fr = "Marelle", en = "Hopscotch" }
purpose = { fr = "Apprendre en sautant.", en = "Learning by hopping." }
legal_basis = "mission d’intérêt public"
profiles = ["National_elv"]
valid_from = 2025-09-01
valid_until = 2031-08-31
approved_by = "conseil du bac à sable"

[provider]
siren_isni = "777777799_0000000077777799"
name = "Marelle Éditions"

[[attributes]]
code = "IDO"
purpose = "Retrouver la personne."
required = true

[[attributes]]
code = "PRE"
purpose = "Saluer."

[[attributes]]
code = "DIV"
purpose = "Ranger par classe."

[saml]
entity_id = "{resources}/marelle/saml/metadata"
"""
WIDER = CONTRACT.replace('"National_elv"', '"National_elv", "National_ens"')
COARSER = CONTRACT.replace('code = "PRE"', 'code = "PRE"\ntransformation = "truncated"')
NARROWER = CONTRACT.replace('[[attributes]]\ncode = "PRE"\npurpose = "Saluer."\n', "")
NEEDY = CONTRACT.replace('code = "PRE"', 'code = "PRE"\nrequired = true')


def a_person(number: int, kind: str, school: int, *lines: str) -> str:
    """Return the entry of a person."""
    own = "".join(f"{line}\n" for line in lines)
    return f"""dn: uid={number},ou=people,dc=x
ENTPersonLogin: login-{number}
ENTPersonGARIdentifiant: id-{number}
sn: Nom-{number}
ENTPersonProfils: {kind}
ENTPersonStructRattach: ENTStructureSIREN={school},ou=structures,dc=x
{own}"""


def pupil(number: int, school: int = 1, given: str = "Prénommée") -> str:
    """Return a pupil of one division; without a first name where none is given."""
    names = (f"givenName: {given}", f"displayName: Autre-{number}") if given else ()
    return a_person(number, "National_ELV", school, "ENTEleveClasses: 3A", "ENTEleveMEF: 10310019110", *names)


def teacher(number: int, school: int = 1) -> str:
    """Return a teacher."""
    return a_person(number, "National_ENS", school, "givenName: Camille")


# The collège: seven pupils with a first name, two without, six teachers. The lycée: five pupils, one teacher.
PEOPLE = (
    *(pupil(number) for number in range(7)),
    *(pupil(number, given="") for number in (10, 11)),
    *(teacher(number) for number in range(20, 26)),
    *(pupil(number, 2) for number in range(30, 35)),
    teacher(40, 2),
)


def lay(folder: Path, smallest: int = 1) -> list[str]:
    """Write the academy, its settings and the contract; return the options that name the workspace."""
    (folder / "var" / "contracts").mkdir(parents=True)
    (folder / "var" / "contracts" / "marelle.toml").write_text(CONTRACT, encoding="utf-8")
    file = write_people(folder, *PEOPLE)
    settings = f'[directory]\nldif_file = "{file}"\n[statistics]\nsmallest_shown = {smallest}\n{NOBODY_ELSE}'
    (folder / "preau.toml").write_text(settings, encoding="utf-8")
    return ["--workspace", str(folder / "var"), "--settings", str(folder / "preau.toml"), "--on", "2026-03-02"]


def write_people(folder: Path, *entries: str, name: str = "people.ldif") -> Path:
    """Write a snapshot with the two schools."""
    file = folder / name
    file.write_text("\n".join((SCHOOLS, *entries)), encoding="utf-8")
    return file


def write_contract(folder: Path, text: str) -> str:
    """Write a contract to propose; return its file."""
    (folder / "proposed").mkdir(exist_ok=True)
    file = folder / "proposed" / "marelle.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)
