"""Owns the names that everything about the invented academy shares: base, projects, password, file."""

from pathlib import Path

BASE_DN = "dc=preau,dc=example"
PEOPLE_DN = f"ou=people,{BASE_DN}"
STRUCTURES_DN = f"ou=structures,{BASE_DN}"
AGENTS_DN = "ou=education,o=gouv,c=fr"
CITIZENS_DN = "ou=citoyens,dc=preau,dc=example"
PROFESSIONALS_DN = "ou=professionnels,dc=preau,dc=example"
MEMBERS_DN = "ou=membres,dc=preau,dc=example"

DEMO_PASSWORD = "bac-a-sable"  # noqa: S105 - the one password of every invented person, shown on the cards
DEMO_HASH = (  # one for all, made once at the library's default cost: nobody can be told what everybody is shown
    "{ARGON2}$argon2id$v=19$m=65536,t=3,p=4$cHJlYXUgYmFjLWEtc2FiIQ$4uWHQsJsEsp6xtbL4SRLf70T2rYWewhCCesLdBzkGYk"
)

EDUGAR_PROJECT = "EG"
"""Name the ENT project of people whose school has no ENT: they come by the ÉduGAR road."""

ACADEMY_SEED = 2026
ACADEMY_PEOPLE = 3000
_FOLDER = Path(__file__).parents[2] / "metadata" / "people"
ACADEMY_FILE = _FOLDER / "academie.ldif"
AGENTS_FILE = _FOLDER / "agents.ldif"
CITIZENS_FILE = _FOLDER / "citizens.ldif"
PROFESSIONALS_FILE = _FOLDER / "professionals.ldif"
MEMBERS_FILE = _FOLDER / "members.ldif"
