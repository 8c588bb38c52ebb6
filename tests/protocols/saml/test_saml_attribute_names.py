"""Owns the tests of how SAML names the catalogue's attributes (facts/gar.md 3.1, 5)."""

from broker.core.catalogue import CATALOGUE
from broker.protocols.saml.attribute_names import NAMES
from broker.saml.pysaml2_bridge import NAME_FORMAT_BASIC, NAME_FORMAT_URI


def test_every_code_of_the_catalogue_has_a_name_and_no_other_code_has() -> None:
    assert set(NAMES) == set(CATALOGUE)


def test_names_are_never_shared() -> None:
    assert len({name.name for name in NAMES.values()}) == len(NAMES)


def test_the_gar_names_by_the_code_itself() -> None:
    for code in ("IDO", "UAI", "PRO", "DIV_APP", "idENT", "idEnt", "GARPersonIdentifiant"):
        assert (NAMES[code].name, NAMES[code].name_format) == (code, NAME_FORMAT_BASIC)


def test_educonnect_names_by_its_own_arc_and_says_the_code_as_friendly_name() -> None:
    name = NAMES["FrEduCtId"]
    assert (name.name, name.name_format) == ("urn:oid:1.3.6.1.4.1.20326.10.999.1.57", NAME_FORMAT_URI)
    assert name.friendly_name == "FrEduCtId"


def test_a_uri_format_always_has_a_uri() -> None:
    for name in NAMES.values():
        assert (name.name_format == NAME_FORMAT_URI) is name.name.startswith("urn:")
