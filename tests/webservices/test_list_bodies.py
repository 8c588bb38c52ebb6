"""Holds the bodies of the list to what ENTs have been seen to read (facts/gar.md 7.1), on notices of our own."""

import json
from dataclasses import replace

from lxml import etree

from broker.core.rights.notice import Actor, Notice, Term
from broker.core.sentence import Sentence
from broker.webservices.list_bodies import ListBodies

ENTRY, LABEL = "https://gar.example/domaineGar", "https://gar.example/static/preau.svg"
SCOLOMFR = "http://data.education.fr/voc/scolomfr/concept/scolomfr-voc"
NOTICE = Notice(
    resource="ark:/77777/marées/lire & compter",
    title=Sentence("Les « marées » <du> soir & d'été", "The evening tides"),
    publisher=Actor("777777772_0000000000000002", "Éditions du Banc"),
    technical_distributor=Actor("777777773_0000000000000003", "Préau Technique"),
    commercial_distributors=(Actor("777777774_0000000000000001", "Librairie de la Cale"),),
    presentation=Term("MAN", "manuels numériques"),
    description=Sentence('Lire\n"la mer".', "Reading the sea."),
    validator="777777773_0000000000000003",
    thumbnail="https://gar.example/thumbnails/marees.svg",
    pedagogical_types=(Term(f"{SCOLOMFR}-010-num-014", "cours / présentation"),),
    document_types=(Term(f"{SCOLOMFR}-005-num-001", "texte"), Term(f"{SCOLOMFR}-005-num-002", "image")),
    levels=(Term(f"{SCOLOMFR}-022-num-027", "6e"),),
)
# The fields, in the order observed.
FIELDS = [
    "idRessource",
    "idType",
    "nomRessource",
    "idEditeur",
    "nomEditeur",
    "urlVignette",
    "typePresentation",
    "typePedagogique",
    "typologieDocument",
    "niveauEducatif",
    "domaineEnseignement",
    "urlAccesRessource",
    "nomSourceEtiquetteGar",
    "distributeurTech",
    "validateurTech",
    "description",
    "urlSourceEtiquette",
]
ACCESS = f"{ENTRY}?idENT=UDA=&idEtab=MDc3MTIzNFg=&idRessource=ark:/77777/mar%C3%A9es/lire%20%26%20compter"


def the_bodies() -> ListBodies:
    return ListBodies(ENTRY, LABEL)


def test_json_is_an_array_of_resources_with_every_field_in_order() -> None:
    body = json.loads(the_bodies().as_json([NOTICE], "P0", "0771234X"))
    (resource,) = body["listeRessources"]["ressource"]
    assert list(resource) == FIELDS
    assert resource["idRessource"] == NOTICE.resource
    assert resource["idType"] == "ARK"
    assert resource["nomRessource"] == NOTICE.title.fr
    assert resource["typePresentation"] == {"code": "MAN", "nom": "manuels numériques"}
    assert resource["typologieDocument"][1] == {"uri": f"{SCOLOMFR}-005-num-002", "nom": "image"}
    assert resource["domaineEnseignement"] == []
    assert resource["urlAccesRessource"] == ACCESS
    assert resource["nomSourceEtiquetteGar"] == "Accessible via le Gestionnaire d'accès aux ressources (GAR)"
    assert resource["distributeurTech"] == "777777773_0000000000000003"
    assert resource["description"] == NOTICE.description.fr


def test_json_without_any_resource_is_an_empty_array() -> None:
    assert the_bodies().as_json([], "P0", "0771234X") == b'{"listeRessources":{"ressource":[]}}'


def test_xml_has_the_same_fields_without_a_namespace_and_repeats_arrays() -> None:
    root = etree.fromstring(the_bodies().as_xml([NOTICE], "P0", "0771234X"))
    assert root.tag == "listeRessources"
    (resource,) = root
    tags = [child.tag for child in resource]
    assert tags == [
        name for name in FIELDS for _ in range({"typologieDocument": 2, "domaineEnseignement": 0}.get(name, 1))
    ]
    assert resource.findtext("nomRessource") == NOTICE.title.fr
    assert resource.findtext("typePresentation/code") == "MAN"
    assert [one.findtext("nom") for one in resource.findall("typologieDocument")] == ["texte", "image"]
    assert resource.findtext("urlAccesRessource") == ACCESS


def test_what_xml_cannot_say_is_left_out() -> None:
    odd = replace(NOTICE, title=Sentence("Bip\u0007 !", "Beep"))
    assert etree.fromstring(the_bodies().as_xml([odd], "P0", "0771234X")).findtext("ressource/nomRessource") == "Bip !"


def test_each_school_and_project_has_its_own_links_to_the_same_notice() -> None:
    bodies = the_bodies()
    first = json.loads(bodies.as_json([NOTICE], "P0", "0771234X"))
    second = json.loads(bodies.as_json([NOTICE], "P1", "0775678Y"))
    links = [body["listeRessources"]["ressource"][0].pop("urlAccesRessource") for body in (first, second)]
    assert links[0] != links[1]
    assert first == second


def test_a_notice_that_changes_is_written_anew() -> None:
    bodies = the_bodies()
    bodies.as_json([NOTICE], "P0", "0771234X")
    changed = replace(NOTICE, title=Sentence("Autre", "Other"))
    body = json.loads(bodies.as_json([changed, NOTICE], "P0", "0771234X"))
    assert [one["nomRessource"] for one in body["listeRessources"]["ressource"]] == ["Autre", NOTICE.title.fr]
