"""Holds the names of attributes in OpenID Connect to the catalogue (facts/gar.md 3.2, 4.3)."""

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.protocols.oidc.attribute_names import MULTIPLE, NAMES


def test_every_code_of_the_catalogue_has_a_name_and_no_other_code_has() -> None:
    assert set(NAMES) == set(CATALOGUE)


def test_the_gar_names_by_the_codes_themselves() -> None:
    assert all(NAMES[code] == code for code in VOCABULARIES["gar"])


def test_the_agents_hub_says_who_somebody_is_by_the_standard_claims() -> None:
    said = {code: NAMES[code] for code in ("sn", "givenName", "ctemail", "ctln", "ctfn", "FrEduRneResp", "codaca")}
    assert said == {
        "sn": "family_name",
        "givenName": "given_name",
        "ctemail": "email",
        "ctln": "family_name",
        "ctfn": "given_name",
        "FrEduRneResp": "FrEduRneResp",
        "codaca": "codaca",
    }


def test_what_may_be_several_is_known_by_the_catalogue() -> None:
    assert {"DIV", "GRO", "DIV_APP", "P_MAT", "P_MS4", "E_MS4", "LRA"} <= MULTIPLE
    assert not {"IDO", "UAI", "PRO", "NOM", "PRE", "CIV", "P_MEL"} & MULTIPLE
