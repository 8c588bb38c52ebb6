"""Holds the list of schools to the fields, the namespace and the encoding that real clients read (facts/gar.md 7.3)."""

from base64 import b64decode

from lxml import etree

from broker.core.school import School
from broker.webservices.school_documents import write_schools

FIELDS = [
    "uai",
    "nature_uai",
    "nature_uai_libe",
    "type_uai",
    "type_uai_libe",
    "commune",
    "commune_libe",
    "academie",
    "academie_libe",
    "departement_insee_3",
    "departement_insee_3_libe",
    "appellation_officielle",
    "patronyme_uai",
    "code_postal_uai",
    "localite_acheminement_uai",
    "idENT",
]
NAMES = {"ns": "http://www.atosworldline.com/listEtablissement/v1.0/"}
MARELLE = School(
    "9990001A",
    "Collège de l’Étang & Cie",
    "P0",
    nature="340",
    academy="AC-RENNES",
    department="999",
    town="Saint-Aubrin-des-Billes",
    postal_code="99110",
)


def test_a_school_has_every_field_in_the_order_observed() -> None:
    (school,) = etree.fromstring(write_schools((MARELLE,))).findall("ns:etablissement", NAMES)
    assert [etree.QName(element).localname for element in school] == FIELDS
    said = {etree.QName(element).localname: element.text for element in school}
    assert said == {
        "uai": "9990001A",
        "nature_uai": "340",
        "nature_uai_libe": "Collège",
        "type_uai": "CLG",
        "type_uai_libe": "Collèges",
        "commune": None,
        "commune_libe": "Saint-Aubrin-des-Billes",
        "academie": "14",
        "academie_libe": "Rennes",
        "departement_insee_3": "999",
        "departement_insee_3_libe": None,
        "appellation_officielle": "Collège de l’Étang & Cie",
        "patronyme_uai": "DE L'ETANG & CIE",
        "code_postal_uai": "99110",
        "localite_acheminement_uai": "SAINT AUBRIN DES BILLES",
        "idENT": "UDA=",
    }
    assert b64decode(said["idENT"] or "") == b"P0"


def test_a_school_of_which_little_is_known_has_empty_fields() -> None:
    (school,) = etree.fromstring(write_schools((School("9990009Z", "Internat"),))).findall("ns:etablissement", NAMES)
    assert {etree.QName(element).localname for element in school if element.text} == {
        "uai",
        "appellation_officielle",
        "patronyme_uai",
    }


def test_an_empty_list_is_a_list() -> None:
    assert etree.QName(etree.fromstring(write_schools(()))).localname == "listEtablissement"
