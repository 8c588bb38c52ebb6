"""Holds the catalogue to what it was seen to be (facts/gar.md 7.2), on notices of our own."""

from dataclasses import replace

from lxml import etree

from broker.core.rights.notice import Actor
from broker.webservices.catalogue_body import write_catalogue
from tests.builders import NOON
from tests.webservices.test_list_bodies import NOTICE

NS = "{http://gar.education.fr/schemas/init/0/1/}"
MOTHER = replace(NOTICE, resource="ark:/77777/mother", is_mother=True)
DAUGHTER = replace(
    NOTICE,
    resource="ark:/77777/daughter",
    mother=MOTHER.resource,
    displayable=False,
    commercial_distributors=(*NOTICE.commercial_distributors, Actor("777777775_0000000000000000", "Comptoir")),
)


def read_catalogue() -> etree._Element:
    return etree.fromstring(write_catalogue((MOTHER, DAUGHTER), NOON))


def test_every_element_is_in_the_namespace_and_in_order() -> None:
    root = read_catalogue()
    assert root.tag == f"{NS}listeRessourcesDiffusables"
    assert [child.tag for child in root] == [f"{NS}dateGeneration", *[f"{NS}ressourceDiffusable"] * 2]
    names = ["idRessource", "nomRessource", "idEditeur", "nomEditeur", "distributeursCom", "distributeurTech"]
    names += ["nomDistributeurTech", "affichable", "diffusable", "mereFamille"]
    assert [child.tag for child in root[1]] == [f"{NS}{name}" for name in names]
    assert root[0].text == "2026-03-02T12:00:00.000+00:00"


def test_a_daughter_names_its_mother_and_each_of_its_distributors() -> None:
    daughter = read_catalogue()[2]
    assert daughter.findtext(f"{NS}membreFamille") == MOTHER.resource
    assert daughter.find(f"{NS}mereFamille") is None
    assert [one.findtext(f"{NS}nomDistributeurCom") for one in daughter.findall(f"{NS}distributeursCom")] == [
        "Librairie de la Cale",
        "Comptoir",
    ]


def test_what_is_not_displayed_is_there_and_says_so() -> None:
    daughter = read_catalogue()[2]
    assert (daughter.findtext(f"{NS}affichable"), daughter.findtext(f"{NS}diffusable")) == ("false", "true")
