"""Holds the rules RG1 to RG13 and the shape of a subscription to what each refuses, and to what none may refuse."""

import pytest

from broker.core.refusals.subscription_rules import REMEDIES, RULES
from broker.core.rights.subscription_draft import SubscriptionDraft
from broker.core.rights.subscription_rules import Circumstances, check_rules
from broker.core.rights.subscription_shape import check_shape
from tests.subscription_bodies import ECOLE, SOURCES, Text, a_draft


def _broken(draft: SubscriptionDraft, circumstances: Circumstances | None = None) -> list[str]:
    return [one.code for one in check_rules(draft, circumstances or Circumstances())]


ACCEPTED: dict[str, dict[str, Text]] = {
    "whole": {},
    "by school year": {"finValidite": "", "anneeFinValidite": "2025-2026"},
    "by kind of school": {"uaiEtab": "", "codeNatureUAI": "340"},
    "by kinds of school": {"uaiEtab": "", "codeNatureUAI": "306,340"},
    "several schools": {"uaiEtab": ("9990001A", "9990002B")},
    "by public": {"nbLicenceGlobale": "", "nbLicenceEleve": "30", "nbLicenceEnseignant": "ILLIMITE"},
    "a public without licences of its own": {"nbLicenceGlobale": "", "nbLicenceEleve": "30"},
    "zero for a public that is not meant": {"nbLicenceProfDoc": "0"},
    "a school's": {"typeAffectation": "ETABL"},
    "without an ISNI": {"idDistributeurCom": "777777771_0000000000000000"},
    "almost ten years": {"finValidite": "2036-02-29T00:00:00"},
    "the tenth school year": {"finValidite": "", "anneeFinValidite": "2034-2035"},
    "reserved words inside": {"idAbonnement": "abonnements_2026"},
    "an offset": {"debutValidite": "2026-03-01T00:00:00.000+01:00"},
    "a day alone": {"debutValidite": "2026-03-01"},
    "ARK in capitals": {"typeIdRessource": "ARK"},
    "with its comment and project": {"commentaireAbonnement": "essai", "codeProjetRessource": "PRJ1"},
}


@pytest.mark.parametrize("changes", ACCEPTED.values(), ids=ACCEPTED)
def test_no_rule_refuses(changes: dict[str, Text]) -> None:
    assert not check_shape(a_draft(**changes))
    assert not check_rules(a_draft(**changes), Circumstances())


BROKEN: list[tuple[str, dict[str, Text]]] = [
    ("RG1", {"nbLicenceEleve": "30"}),
    ("RG1", {"nbLicenceGlobale": ""}),
    ("RG1", {"nbLicenceGlobale": "0"}),
    ("RG2", {"codeNatureUAI": "340"}),
    ("RG2", {"uaiEtab": ""}),
    ("RG3", {"idDistributeurCom": "46173_832020065"}),
    ("RG3", {"idDistributeurCom": f"x{SOURCES}"}),
    ("RG4", {"categorieAffectation": "non transferable"}),
    ("RG4", {"typeAffectation": "indiv"}),
    ("RG5", {"nbLicenceGlobale": "", "nbLicenceProfDoc": "2"}),
    ("RG5", {"nbLicenceGlobale": "", "nbLicenceAutrePersonnel": "ILLIMITE"}),
    ("RG6", {"typeAffectation": "ETABL", "nbLicenceGlobale": "", "nbLicenceEleve": "30"}),
    ("RG7", {"finValidite": "", "anneeFinValidite": "2036-2037"}),
    ("RG7", {"finValidite": "", "anneeFinValidite": "2026-2026"}),
    ("RG7", {"finValidite": "", "anneeFinValidite": "2027-2026"}),
    ("RG7", {"finValidite": "", "anneeFinValidite": "2026-2037"}),
    ("RG7", {"finValidite": "", "anneeFinValidite": "2024-2025"}),
    ("RG8", {"finValidite": "2036-03-01T00:00:00"}),
    ("RG8", {"finValidite": "2026-02-28T23:59:59"}),
    ("RG8", {"finValidite": "2026-03-01T00:00:00"}),
    ("RG9", {"anneeFinValidite": "2026-2027"}),
    ("RG9", {"finValidite": ""}),
    ("RG10", {"finValidite": "", "anneeFinValidite": "2026/2027"}),
    ("RG10", {"finValidite": "", "anneeFinValidite": "26-27"}),
    ("RG12", {"idAbonnement": "abonnements"}),
    ("RG12", {"idAbonnement": "categorie"}),
    ("RG13", {"idAbonnement": "_abo-1"}),
]


@pytest.mark.parametrize(("code", "changes"), BROKEN, ids=[f"{code}-{n}" for n, (code, _) in enumerate(BROKEN)])
def test_a_rule_refuses_and_no_other_does(code: str, changes: dict[str, Text]) -> None:
    assert _broken(a_draft(**changes)) == [code]


def test_a_primary_school_has_no_teacher_librarians() -> None:
    there = Circumstances(first_degree=(ECOLE,))
    meant = a_draft(uaiEtab=ECOLE, publicCible=("ELEVE", "DOCUMENTALISTE"))
    licensed = a_draft(uaiEtab=ECOLE, nbLicenceGlobale="", nbLicenceEleve="3", nbLicenceProfDoc="1")
    assert _broken(meant, there) == ["RG11"]
    assert ECOLE in check_rules(meant, there)[0].received
    assert "RG11" in _broken(licensed, there)
    assert _broken(a_draft(uaiEtab=ECOLE, nbLicenceProfDoc="0"), there) == []
    assert _broken(meant, Circumstances()) == []


def test_an_update_may_leave_the_schools_out() -> None:
    assert _broken(a_draft(uaiEtab=""), Circumstances(is_change=True)) == []
    assert _broken(a_draft(codeNatureUAI="340"), Circumstances(is_change=True)) == ["RG2"]


def test_every_broken_rule_is_reported_at_once_in_order() -> None:
    draft = a_draft(
        idAbonnement="_x", idDistributeurCom="1", nbLicenceEleve="3", codeNatureUAI="340", anneeFinValidite="x"
    )
    assert _broken(draft) == ["RG1", "RG2", "RG3", "RG9", "RG10", "RG13"]


def test_each_rule_is_said_in_both_languages_with_what_came_and_what_to_change() -> None:
    assert list(RULES) == list(REMEDIES) == [f"RG{number}" for number in range(1, 14)]
    (broken,) = check_rules(a_draft(nbLicenceGlobale="", nbLicenceProfDoc="2"), Circumstances())
    french, english = broken.in_language("fr"), broken.in_language("en")
    assert french.startswith("RG5\N{NO-BREAK SPACE}: Des licences données à un public")
    assert english.startswith("RG5: Licences given to a public")
    for line in (french, english):
        assert "nbLicenceProfDoc=2" in line
    assert "Ajoutez ce publicCible" in french
    assert "Add that publicCible" in english


MALFORMED: list[tuple[str, dict[str, Text], str]] = [
    ("OBLIGATOIRE", {"libelleRessource": ""}, "libelleRessource"),
    ("OBLIGATOIRE", {"publicCible": ""}, "publicCible"),
    ("REPETE", {"libelleRessource": ("a", "b")}, "2 × libelleRessource"),
    ("LONGUEUR", {"idAbonnement": "x" * 46}, "46 > 45"),
    ("LONGUEUR", {"commentaireAbonnement": "x" * 256}, "256 > 255"),
    ("LONGUEUR", {"codeProjetRessource": "x" * 51}, "51 > 50"),
    ("LONGUEUR", {"idRessource": f"ark:/{'x' * 1020}"}, "1025 > 1024"),
    ("VALEUR", {"idRessource": "marelle"}, "idRessource=marelle"),
    ("VALEUR", {"typeIdRessource": "doi"}, "typeIdRessource=doi"),
    ("VALEUR", {"debutValidite": "02/09/2026"}, "debutValidite=02/09/2026"),
    ("VALEUR", {"uaiEtab": "collège"}, "uaiEtab=collège"),
    ("VALEUR", {"uaiEtab": "", "codeNatureUAI": "collège"}, "codeNatureUAI=collège"),
    ("VALEUR", {"publicCible": ("ELEVE", "PARENT")}, "publicCible=PARENT"),
    ("VALEUR", {"nbLicenceGlobale": "-1"}, "nbLicenceGlobale=-1"),
    ("VALEUR", {"nbLicenceGlobale": "illimité"}, "nbLicenceGlobale=illimité"),
    ("VALEUR", {"nbLicenceGlobale": "٣"}, "nbLicenceGlobale=٣"),
]


@pytest.mark.parametrize(
    ("code", "changes", "received"), MALFORMED, ids=[f"{code}-{n}" for n, (code, _, _) in enumerate(MALFORMED)]
)
def test_what_is_missing_repeated_too_long_or_malformed_is_said(
    code: str, changes: dict[str, Text], received: str
) -> None:
    (broken,) = check_shape(a_draft(**changes))
    assert broken.code == code
    assert received in broken.received
