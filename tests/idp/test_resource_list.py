"""Holds an ENT's reading of the list to the bodies that were observed (facts/gar.md 7.1, 7.2), and to bad ones."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from broker.core.identity import PersonKey
from broker.core.refusals.resource_list import ListDenied, ListUnavailable
from broker.core.roles import Holder, Role
from broker.transport.machine_caller import Asked, MachineAnswer
from idp.resource_list import fetch_list

LIST, CATALOGUE = "application/json", "application/xml"
PERSON, UAI, HUB = PersonKey("P0", "a/b c"), "9990004A", "https://gar.example"
RESOURCE = {
    "idRessource": "ark:/77777/marees-lecture",
    "nomRessource": "Marées, lecture",
    "nomEditeur": "Éditions",
    "urlVignette": "",
    "typePresentation": {"code": "MAN", "nom": "manuels numériques"},
    "typePedagogique": [{"uri": "u", "nom": "cours"}],
    "typologieDocument": [],
    "niveauEducatif": [{"uri": "u", "nom": "6e"}],
    "domaineEnseignement": [],
    "urlAccesRessource": "https://gar.example/domaineGar?idRessource=ark:/77777/marees-lecture",
}
FAMILIES = (
    '<l:liste xmlns:l="http://gar.education.fr/schemas/init/0/1/">'
    "<l:ressourceDiffusable><l:idRessource>ark:/77777/m</l:idRessource><l:nomRessource>Marées</l:nomRessource>"
    "<l:mereFamille>true</l:mereFamille></l:ressourceDiffusable>"
    "<l:ressourceDiffusable><l:idRessource>ark:/77777/marees-lecture</l:idRessource><l:nomRessource>x</l:nomRessource>"
    "<l:membreFamille>ark:/77777/m</l:membreFamille></l:ressourceDiffusable></l:liste>"
)


def the_list(*resources: object) -> bytes:
    return json.dumps({"listeRessources": {"ressource": resources}}).encode()


@dataclass(slots=True)
class FewAnswers:
    """Answer as a web service would, and remember what was asked."""

    listed: MachineAnswer
    catalogue: MachineAnswer = field(default_factory=lambda: MachineAnswer(200, FAMILIES.encode()))
    asked: list[tuple[Holder, Asked]] = field(default_factory=list)

    def ask(self, holder: Holder, wanted: Sequence[Asked]) -> tuple[MachineAnswer, ...]:
        self.asked += [(holder, one) for one in wanted]
        return self.listed, self.catalogue


def test_the_list_is_asked_for_as_the_project_and_names_the_person_in_the_address_only() -> None:
    caller = FewAnswers(MachineAnswer(200, the_list()))
    assert fetch_list(caller, PERSON, UAI, HUB).cards == ()
    assert caller.asked[0] == (Holder(Role.ENT, "P0"), Asked("/ressources/P0/9990004A/a%2Fb%20c", LIST))
    assert caller.asked[1] == (Holder(Role.ENT, "P0"), Asked("/ressourcesDiffusables", CATALOGUE))
    assert "a%2F" not in repr(caller.asked)


def test_each_resource_becomes_a_card_of_its_family() -> None:
    found = fetch_list(FewAnswers(MachineAnswer(200, the_list(RESOURCE))), PERSON, UAI, HUB)
    (card,) = found.cards
    assert (card.title, card.url) == (RESOURCE["nomRessource"], RESOURCE["urlAccesRessource"])
    assert (card.kinds, card.levels, card.description) == (("manuels numériques", "cours"), ("6e",), "")
    assert found.mothers[card.mother] == "Marées"


@pytest.mark.parametrize(
    "body",
    [
        b'{"Erreur":{"Code":"Bad Request","Message":"\xc3\x89tablissement non trouv\xc3\xa9","Resource":"x"}}',
        "<Erreur><Code>Bad Request</Code><Message>Établissement non trouvé</Message></Erreur>".encode(),
    ],
)
def test_a_refusal_is_told_with_what_the_service_said(body: bytes) -> None:
    with pytest.raises(ListDenied) as refused:
        fetch_list(FewAnswers(MachineAnswer(400, body)), PERSON, UAI, HUB)
    assert refused.value.received == "HTTP 400 Établissement non trouvé"


@pytest.mark.parametrize(
    "answers",
    [
        FewAnswers(MachineAnswer(200, b"<html>")),
        FewAnswers(MachineAnswer(200, b'{"listeRessources":{}}')),
        FewAnswers(MachineAnswer(200, the_list({"idRessource": "x"}))),
        FewAnswers(MachineAnswer(200, the_list("x"))),
        FewAnswers(MachineAnswer(200, the_list()), MachineAnswer(200, b"<not xml")),
        FewAnswers(MachineAnswer(500, b"<html>a proxy's page")),
    ],
)
def test_what_cannot_be_read_is_told_as_no_answer(answers: FewAnswers) -> None:
    with pytest.raises(ListUnavailable):
        fetch_list(answers, PERSON, UAI, HUB)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"{HUB}/thumbnails/x.svg", f"{HUB}/thumbnails/x.svg"),
        ("https://gar.example.elsewhere.example/x.svg", ""),
        ("", ""),
    ],
)
def test_a_picture_that_is_not_the_hubs_is_not_shown(address: str, shown: str) -> None:
    listed = MachineAnswer(200, the_list(RESOURCE | {"urlVignette": address}))
    assert fetch_list(FewAnswers(listed), PERSON, UAI, HUB).cards[0].thumbnail == shown
