"""Owns that the two forms of the OpenLDAP schema say the same, and name all that is read and written."""

import re
from pathlib import Path

from broker.directories.layouts import LAYOUTS
from broker.directories.sandbox_academy import (
    ACADEMY_FILE,
    AGENTS_FILE,
    CITIZENS_FILE,
    MEMBERS_FILE,
    PROFESSIONALS_FILE,
)

_FOLDER = Path(__file__).parents[2] / "metadata" / "openldap"
_STANDARD = {
    "objectClass",
    "sn",
    "givenName",
    "mail",
    "mobile",
    "dn",
    "uid",
    "cn",
    "ou",
    "o",
    "dc",
    "l",
    "postalCode",
    "userPassword",
    "personalTitle",
    "title",
    "employeeNumber",
}


def definitions(text: str, keyword: str) -> list[str]:
    found = re.findall(rf"^{keyword}:? (\(.*?\))$(?=\n(?:\w|\n)|\Z)", text, re.MULTILINE | re.DOTALL)
    return [" ".join(definition.split()) for definition in found]


def test_the_schema_and_its_cn_config_form_are_equal() -> None:
    schema, ldif = (_FOLDER / "preau.schema").read_text(), (_FOLDER / "preau.ldif").read_text().rstrip("\n")
    assert len(definitions(schema, "attributetype")) > 30
    assert definitions(schema.rstrip("\n"), "attributetype") == definitions(ldif, "olcAttributeTypes")
    assert definitions(schema.rstrip("\n"), "objectclass") == definitions(ldif, "olcObjectClasses")


def test_every_attribute_read_or_shipped_is_in_the_schema() -> None:
    defined = set(re.findall(r"NAME '(\w+)'", (_FOLDER / "preau.schema").read_text()))
    files = (ACADEMY_FILE, AGENTS_FILE, CITIZENS_FILE, PROFESSIONALS_FILE, MEMBERS_FILE)
    shipped = {name for file in files for name in re.findall(r"^(\w+):", file.read_text(), re.MULTILINE)}
    read = {name for layout in LAYOUTS.values() for name in layout.canonical_names.values()}
    assert {*read, *shipped} - _STANDARD - {"userPassword"} <= defined


def test_every_oid_is_a_placeholder_and_unique() -> None:
    oids = re.findall(r"^(?:attributetype|objectclass) \( (\S+)", (_FOLDER / "preau.schema").read_text(), re.MULTILINE)
    assert len(oids) == len(set(oids))
    assert all(oid.startswith("1.3.6.1.4.1.32473.") for oid in oids)
