"""Owns the entries that the directory tests add to the shipped people: duplicates, a locked account, a referral."""

from pathlib import Path

from broker.directories.population.sites import SITES
from broker.directories.sandbox_academy import ACADEMY_FILE, PEOPLE_DN

SCHOOL = SITES["college"].dn
SAME_IDENTIFIER = "11111111-1111-4111-a111-111111111111"


def a_record(uid: str, login: str, identifier: str, *more: str) -> str:
    """Write one pupil of the collège as LDIF."""
    lines = (
        f"dn: uid={uid},{PEOPLE_DN}",
        "objectClass: ENTPerson",
        f"uid: {uid}",
        f"cn: {uid}",
        "sn: Essai",
        f"ENTPersonLogin: {login}",
        f"ENTPersonJointure: AC-PREAU${uid}",
        f"ENTPersonGARIdentifiant: {identifier}",
        "ENTPersonProfils: National_ELV",
        f"ENTPersonStructRattach: {SCHOOL}",
        *more,
    )
    return "\n".join(lines) + "\n\n"


EXTRAS = "".join(
    (
        a_record("X1", "deux.fiches", "22222222-2222-4222-a222-222222222222", "mail: deux@famille.example"),
        a_record("X2", "deux.fiches", "33333333-3333-4333-a333-333333333333", "mail: deux@famille.example"),
        a_record("X3", "meme.cle", SAME_IDENTIFIER),
        a_record("X4", "meme.cle.aussi", SAME_IDENTIFIER),
        a_record("X5", "compte.bloque", "44444444-4444-4444-a444-444444444444"),
        a_record("X6", "mot.clair", "55555555-5555-4555-a555-555555555555", "userPassword: {SSHA}sans"),
        a_record("X7", "espace  double", "66666666-6666-4666-a666-666666666666"),
    )
)


def a_referral(port: int) -> str:
    """Write a referral to another server, below the people."""
    return (
        f"dn: ou=ailleurs,{PEOPLE_DN}\nobjectClass: referral\nobjectClass: extensibleObject\n"
        f"ou: ailleurs\nref: ldap://127.0.0.1:{port}/{PEOPLE_DN}\n\n"
    )


def write_people(folder: Path, *more: str) -> Path:
    """Write the shipped people and the extras into one LDIF file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "people.ldif"
    path.write_text(ACADEMY_FILE.read_text() + EXTRAS + "".join(more))
    return path
