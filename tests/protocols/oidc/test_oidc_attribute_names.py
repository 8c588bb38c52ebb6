"""Holds the names of attributes in OpenID Connect to the catalogue (facts/gar.md 3.2, 4.3)."""

from broker.core.catalogue import CATALOGUE
from broker.protocols.oidc.attribute_names import MULTIPLE, NAMES


def test_every_code_of_the_catalogue_has_a_name_and_no_other_code_has() -> None:
    assert set(NAMES) == set(CATALOGUE)


def test_names_are_the_codes_themselves_but_for_the_standard_claims() -> None:
    assert {code: name for code, name in NAMES.items() if name != code} == {
        "sn": "family_name",
        "givenName": "given_name",
        "ctemail": "email",
        "ctln": "family_name",
        "ctfn": "given_name",
        "ct-remote-user": "uid",
    }


def test_what_may_be_several_is_known_by_the_catalogue() -> None:
    assert {"DIV", "GRO", "DIV_APP", "P_MAT", "P_MS4", "E_MS4", "LRA"} <= MULTIPLE
    assert not {"IDO", "UAI", "PRO", "NOM", "PRE", "CIV", "P_MEL"} & MULTIPLE
