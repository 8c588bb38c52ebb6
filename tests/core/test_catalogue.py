"""Owns the completeness of the catalogue: every observed attribute, each with its form, its names and its source."""

import re

import pytest

from broker.core.catalogue import CATALOGUE
from broker.core.catalogue_attribute import CatalogueAttribute, Confidence

OBSERVED = {
    "IDO": "9f" * 64,
    "UAI": "0561641E",
    "PRO": "National_ens",
    "NOM": "O’Farrell-N’Diaye",
    "PRE": "Zoé Mélisande",
    "CIV": "Mme",
    "P_MEL": "camille.perron@ac-preau.example",
    "DIV": "199001~3EME3##3EME3",
    "GRO": "199001~GOA22_3E3G1##3E3G1",
    "DIV_APP": "199001~GOA22_3E3G1||199001~3EME3##3EME3",
    "P_MAT": "0123456789abcdef0123456789abcdef##MATHÉMATIQUES",
    "P_MS4": "2211",
    "E_MS4": "2115",
    "P_MEF": "10210001110",
    "E_MEF": "1031000F11A",
    "idENT": "WjA=",
    "IDC": "ark:/49591/MOA/1/CAS/Agronomie_2pro_" + "0a" * 64,
    "LRA": "http://marelle.example/",
    "idEnt": "P0",
    "GARPersonIdentifiant": "pupil-0001",
    "ENTPersonLogin": "lou.marelle",
    "ENTPersonJointure": "AC-RENNES$2",
    "ENTPersonProfils": "National_TUT",
    "ENTPersonStructRattachUAI": "0561641E",
    "ENTEleveClasses": "3A##Troisième A",
    "FrEduCtId": "0a" * 48,
    "FrEduCtPersonAffiliation": "eleve2d",
    "FrEduCtRefId": "{AAF}18|AC2D|1814477",
    "sn": "LECOMTE02545",
    "givenName": "Tiago",
    "FrEduUrlRetour": "https://educonnect.example/Shibboleth.sso/Logout?return=https://educonnect.example/idp/profile/Logout",
    "FrEduCtDateConnexion": "2021-10-08 11:51:33.437",
    "FrEduCtEleveINEHash": "0278dd38a2de195c7f0598fca359033e",
    "FrEduCtDateNaissance": "2005-05-07",
    "FrEduCtEleveUAI": "0254222C",
    "FrEduCtEleveNiveau": "2212",
    "FrEduCtCivilite": "Mme",
    "FrEduCtEleveINE": "001291528AA",
    "FrEduOrigAuth": "ECT",
    "FrEduVecteur": "4|||701294|0790031E",
    "supannEtablissement": "{UAI}0673021V",
    "supannEtuEtape": "{SIREN:110043015:MEFSTAT4}2212",
    "supannOIDCDateDeNaissance": "2005-05-07",
    "eduPersonAffiliation": "student",
    "given_name": "Angela Claire Louise",
    "given_name_array": "Angela",
    "family_name": "DUBOIS",
    "birthdate": "1962-08-24",
    "gender": "female",
    "birthplace": "75107",
    "birthcountry": "99100",
    "preferred_username": "Martin",
    "email": "camille.perron@ac-preau.example",
    "usual_name": "Perron",
    "uid": "camille.perron",
    "siret": "13002603200016",
    "siren": "130026032",
    "organization_label": "Services de l’académie",
    "organizational_unit": "Inspection",
    "belonging_population": "agent",
    "phone_number": "+33 6 39 98 00 01",
    "idp_id": "8c67a5b4-1f0e-4d3c-9b2a-77aa00000001",
    "roles": "agent_public_L100-3",
    "groups": "GRP_ORIONIJ_DGESCO",
    "eduPersonPrincipalName": "nolwenn.tanguy@univ-brume.example",
    "eduPersonPrimaryAffiliation": "teacher",
    "eduPersonScopedAffiliation": "teacher@univ-brume.example",
    "eduPersonEntitlement": "urn:mace:dir:entitlement:common-lib-terms",
    "mail": "nolwenn.tanguy@univ-brume.example",
    "displayName": "Nolwenn Tanguy",
    "cn": "Nolwenn Tanguy",
    "ctemail": "camille.perron@ac-preau.example",
    "ctln": "O’Farrell-N’Diaye",
    "ctfn": "Zoé Mélisande",
    "ct-remote-user": "cperron",
    "FrEduRne": "0693045K$UAJ$PU$ADM$0693045K$T3$LP$320",
    "FrEduRneResp": "0441550W$UAJ$PU$N$T3$LYC$340",
    "FrEduResDel": "orioninserjeunes|/mdp/redirectionhub/redirect.jsp?applicationname=orioninserjeunes|03/03/2024"
    "|31/12/9999|jmartin|FrEduRneResp=0693045K$UAJ$PU$N$T3$LP$320|rev-proxy-dmz-portail||",
    "FrEduGestResp": "805$ORIONINSERJEUNES",
    "FrEduFonctAdm": "DIR",
    "title": "IEN1D",
    "rne": "0590121l",
    "typensi": "G",
    "codaca": "009",
    "ctgrps": "GRP_ORIONIJ_DGESCO",
    "grade": "PROFESSEUR CERTIFIE",
    "employeeNumber": "07E7700123ABC",
    "datenaissance": "1979-04-12",
    "codecivilite": "Mme",
}
MALFORMED = {
    "IDO": ["9F" * 64, "9f" * 63, "9f" * 64 + "\n"],
    "UAI": ["", "0561641E;0561641F"],
    "PRO": ["National_ELV", "elv"],
    "CIV": ["M", "Monsieur"],
    "P_MEL": ["camille", "a@b@c", "null"],
    "DIV": ["3EME3", "3EME3##", "##3EME3", "a##b\n"],
    "DIV_APP": ["g##d", "g||d"],
    "P_MS4": ["22", "22110"],
    "FrEduCtPersonAffiliation": ["eleve", "prof2d"],
    "FrEduVecteur": ["4||701294|0790031E", "2|A|B|C|0790031E|", "6|||701294|0790031E"],
    "FrEduCtDateConnexion": ["2021-10-08T11:51:33Z", "2021-10-08 11:51:33"],
    "eduPersonPrincipalName": ["nolwenn.tanguy", "a@b@c", "@univ-brume.example"],
    "eduPersonScopedAffiliation": ["teacher", "Teacher@univ-brume.example"],
    "supannEtablissement": ["0779901U", "{uai}0779901U"],
    "FrEduCtRefId": ["18|AC2D|1814477", "{AAF}"],
    "FrEduRne": ["0693045K$UAJ$PU$ADM", "0693045K", "x"],
    "FrEduRneResp": ["0441550W$UAJ$PU", "lycée"],
    "FrEduResDel": ["orioninserjeunes", "a|b|c"],
    "codaca": ["9", "0009"],
}


def test_the_catalogue_is_the_one_observed() -> None:
    assert set(CATALOGUE) == set(OBSERVED)


@pytest.mark.parametrize("attribute", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_every_attribute_says_what_it_is_where_that_was_seen_and_how_sure_it_is(attribute: CatalogueAttribute) -> None:
    assert attribute.meaning.fr
    assert attribute.meaning.en
    assert re.match(r"facts/(gar|identity-providers)\.md \d", attribute.source)
    assert attribute.confidence in Confidence
    assert attribute.at_most in {None, 1}


@pytest.mark.parametrize(("code", "value"), OBSERVED.items(), ids=OBSERVED.keys())
def test_an_observed_value_has_the_prescribed_form(code: str, value: str) -> None:
    assert CATALOGUE[code].form.fullmatch(value)


@pytest.mark.parametrize(("code", "value"), [(code, value) for code, values in MALFORMED.items() for value in values])
def test_a_malformed_value_is_told_apart(code: str, value: str) -> None:
    assert not CATALOGUE[code].form.fullmatch(value)


def test_no_form_takes_a_control_character_or_too_much() -> None:
    for attribute in CATALOGUE.values():
        for barred in "\x00\x7f\ud800\ufffe":
            assert not attribute.form.fullmatch(OBSERVED[attribute.code] + barred)
        assert not attribute.form.fullmatch(OBSERVED[attribute.code] + "x" * 5000)


def test_multi_valued_attributes_are_those_observed_so() -> None:
    several = {code for code, attribute in CATALOGUE.items() if attribute.at_most is None}
    assert several == {
        "DIV",
        "GRO",
        "DIV_APP",
        "P_MAT",
        "P_MS4",
        "E_MS4",
        "P_MEF",
        "E_MEF",
        "LRA",
        "ENTEleveClasses",
        "FrEduCtPersonAffiliation",
        "given_name_array",
        "roles",
        "groups",
        "FrEduCtRefId",
        "FrEduVecteur",
        "eduPersonAffiliation",
        "eduPersonScopedAffiliation",
        "eduPersonEntitlement",
        "supannEtablissement",
        "FrEduRne",
        "FrEduRneResp",
        "FrEduResDel",
        "FrEduGestResp",
        "ctgrps",
    }
