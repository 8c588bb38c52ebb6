"""Owns the attacks on who is named: B076 to B083, forged by a registered guichet for people that are not its own."""

import unicodedata

import pytest
from lxml import etree

from tests.protocols.saml.saml_builders import Tree, find
from tests.security.attack import Build, attacks, oddities
from tests.security.editing import Edit, attribute, drop, edited, put, remove, values
from tests.security.forge import EVIL, PERSON, Forge, Visit

_UNSUITABLE, _FOREIGN, _UNKNOWN = "guichet.attribute_unsuitable", "guichet.scope_foreign", "person.unknown"
_KEY, _PROJECT = "GARPersonIdentifiant", "idEnt"
_KEY_AT, _PROJECT_AT = f"//saml:Attribute[@Name='{_KEY}']", f"//saml:Attribute[@Name='{_PROJECT}']"
_BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
_URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"


def _key_of(visit: Visit, login: str) -> str:
    return dict(visit.forge.attributes_of(login))[_KEY][0]


def _keyed(change: str, login: str = PERSON) -> Edit:
    """Write the person's key with something around it."""
    return lambda visit, response: values(_KEY, change.format(key=_key_of(visit, login)))(visit, response)


def _both_people(visit: Visit, response: Tree) -> None:
    values(_KEY, _key_of(visit, PERSON), _key_of(visit, EVIL))(visit, response)


def _twice(visit: Visit, response: Tree) -> None:
    attribute(_KEY, _key_of(visit, EVIL))(visit, response)


def _friendly_only(_visit: Visit, response: Tree) -> None:
    element = find(response, _KEY_AT)
    element.set("Name", "urn:oid:1.2.3")
    element.set("FriendlyName", _KEY)


def _capitals(visit: Visit, response: Tree) -> None:
    values(_KEY, _key_of(visit, PERSON).upper())(visit, response)


def _homoglyph(visit: Visit, response: Tree) -> None:
    values(_KEY, _key_of(visit, PERSON).replace("a", "а").replace("e", "е"))(visit, response)  # Cyrillic


def _somebody_of(project: str) -> Edit:
    """Name a person of another project, under ours."""

    def edit(visit: Visit, response: Tree) -> None:
        directory = visit.forge.sandbox.shared.directory
        others = [person.key for person in directory.find_situations() if person.key.project == project]
        # One invented person has the same identifier in both projects: there it would be right.
        key = next(key for key in others if directory.find_person("person", key.identifier, "P0") is None)
        values(_KEY, key.identifier)(visit, response)

    return edit


@attacks(
    [
        ("B076 no AttributeStatement", edited(remove("//saml:AttributeStatement")), _UNSUITABLE),
        ("B076 an empty AttributeStatement", edited(remove(_KEY_AT), remove(_PROJECT_AT)), "message.schema"),
        ("B077 no key", edited(remove(_KEY_AT)), _UNSUITABLE),
        ("B077 a key without value", edited(values(_KEY)), _UNSUITABLE),
        ("B077 an empty key", edited(values(_KEY, "")), _UNSUITABLE),
        ("B077 a key of spaces", edited(values(_KEY, " \t\n ")), _UNSUITABLE),
        ("B077 a key of no-break spaces", edited(values(_KEY, "\u00a0\u2003")), _UNSUITABLE),
        ("B077 no project", edited(remove(_PROJECT_AT)), _UNSUITABLE),
        ("B077 an empty project", edited(values(_PROJECT, "")), _UNSUITABLE),
        ("B077 no Name", edited(drop(_KEY_AT, "Name")), "message.schema"),
        ("B079 two keys in one attribute", edited(_both_people), _UNSUITABLE),
        ("B079 the key in two attributes", edited(_twice), _UNSUITABLE),
        ("B079 two projects", edited(values(_PROJECT, "P0", "P1")), _UNSUITABLE),
        ("B080 the key by FriendlyName only", edited(_friendly_only), _UNSUITABLE),
        ("B080 the key by a Name of another case", edited(put(_KEY_AT, "Name", _KEY.lower())), _UNSUITABLE),
        ("B080 the key by a Name with a space", edited(put(_KEY_AT, "Name", f"{_KEY} ")), _UNSUITABLE),
        ("B081 a star", edited(values(_KEY, "*")), _UNKNOWN),
        ("B081 an LDAP filter", edited(values(_KEY, "*)(uid=*))(|(uid=*")), _UNKNOWN),
        ("B081 quotes and signs", edited(values(_KEY, "'\"<>&;--\n\t")), _UNKNOWN),
        ("B081 emoji and right to left", edited(values(_KEY, "\U0001f600\u202eabc\u0301")), _UNKNOWN),
        ("B081 64 kB", edited(values(_KEY, "a" * 65536)), _UNKNOWN),
        ("B081 ten thousand values", edited(attribute("x", *[""] * 10_000)), "message.too_large"),
        ("B082 the key in capitals", edited(_capitals), _UNKNOWN),
        ("B082 the key in letters that look alike", edited(_homoglyph), _UNKNOWN),
        ("B082 a zero-width space behind the key", edited(_keyed("{key}\u200b")), _UNKNOWN),
        ("B083 another project", edited(values(_PROJECT, "P1")), _FOREIGN),
        ("B083 the project in small letters", edited(values(_PROJECT, "p0")), _FOREIGN),
        ("B083 no project's name", edited(values(_PROJECT, "*")), _FOREIGN),
        ("B083 somebody of another project", edited(_somebody_of("P1")), _UNKNOWN),
        ("B083 somebody of another project, said so", edited(values(_PROJECT, "P1"), _somebody_of("P1")), _FOREIGN),
        ("B083 somebody of ÉduConnect", edited(_somebody_of("EG")), _UNKNOWN),
    ]
)
def test_a_guichet_names_one_person_of_its_own_exactly(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


@oddities(
    [
        ("B078 attributes of the hub's own names", edited(attribute("IDO", "evil"), attribute("UAI", "9999999Z"))),
        ("B078 a better profile", edited(attribute("PRO", "National_dir"), attribute("NOM", "Evil"))),
        ("B080 another NameFormat", edited(put(_KEY_AT, "NameFormat", _URI), put(_PROJECT_AT, "NameFormat", _BASIC))),
        ("B080 the FriendlyName of another", edited(put(_PROJECT_AT, "FriendlyName", _KEY))),
        ("B080 an attribute whose FriendlyName is the key", edited(attribute("x", "evil", FriendlyName=_KEY))),
        ("B081 two thousand values of no matter", edited(attribute("x", *["y"] * 2000))),
        ("B081 unicode of no matter", edited(attribute("x", "É" + unicodedata.normalize("NFD", "É") + "名\U0001f600"))),
        ("B082 spaces around the key", edited(_keyed(" {key}\n"))),
    ]
)
def test_what_is_said_besides_neither_enters_nor_leaves(forge: Forge, build: Build) -> None:
    forge.accepts(build)


@pytest.mark.parametrize(
    "octets", [b"\x00", b"\x01", b"\x1b", b"&#0;", b"&#1;", b"\xef\xbf\xbf"], ids=lambda octets: f"B081-{octets!r}"
)
def test_characters_that_xml_forbids_are_refused(forge: Forge, octets: bytes) -> None:
    def build(visit: Visit) -> bytes:
        document: bytes = etree.tostring(visit.signed())
        return document.replace(b"P0<", b"P0" + octets + b"<", 1)

    forge.refuses(build, "message.characters" if octets == b"\x00" else "message.xml")
