"""Owns the LDIF of what people hang on: base, branches, schools and services.

There is no `version: 1` line: slapadd refuses it, as it does a comment that stands alone.
"""

from broker.directories.population.ldif_lines import write_line
from broker.directories.population.sites import SERVICE, Site
from broker.directories.population.timetables import Timetable
from broker.directories.population.towns import find_town
from broker.directories.sandbox_academy import BASE_DN, PEOPLE_DN, STRUCTURES_DN

HEADING = f"""# Académie inventée du bac à sable Préau : aucune de ces personnes, aucun de ces établissements n’existe.
# Invented academy of the Préau sandbox: none of these people, none of these schools exists.
dn: {BASE_DN}
objectClass: dcObject
objectClass: organization
dc: preau
o: Preau (bac a sable)

dn: {STRUCTURES_DN}
objectClass: organizationalUnit
ou: structures

dn: {PEOPLE_DN}
objectClass: organizationalUnit
ou: people

"""


def write_structure(site: Site, timetable: Timetable | None) -> str:
    """Write one structure with its divisions `code$label$MEF` and its groups `code$label$division…`."""
    service = site.kind == SERVICE
    siret = site.dn.partition("=")[2].partition(",")[0]
    town, postal_code = find_town(site.number, site.academy)
    lines = [
        f"dn: {site.dn}\n",
        f"objectClass: {'ENTServAc' if service else 'ENTEtablissement'}\n",
        "objectClass: preauStructure\n",
        f"ou: {site.uai}\n",
        f"ENTStructureJointure: {site.academy}${900000 + site.number}\n",
        f"ENTStructureSIREN: {siret}\n",
        f"ENTStructureUAI: {site.uai}\n",
        write_line("ENTStructureNomCourant", site.name),
        f"ENTStructureTypeStruct: {site.kind}\n",
        write_line("l", town),
        f"postalCode: {postal_code}\n",
    ]
    if not service:
        lines.append("ENTEtablissementMinistereTutelle: BAC A SABLE\nENTEtablissementContrat: PU\n")
    if site.project is not None:
        lines.append(f"preauIdENT: {site.project}\n")
    if timetable is not None:
        lines.extend(f"ENTStructureClasses: {d.code}${d.label}${d.level.mef}\n" for d in timetable.divisions)
        groups = (group for level in timetable.groups.values() for group in level)
        lines.extend(f"ENTStructureGroupes: {'$'.join((g.code, g.label, *g.divisions))}\n" for g in groups)
    return "".join(lines) + "\n"
