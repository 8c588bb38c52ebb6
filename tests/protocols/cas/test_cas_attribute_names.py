"""Owns the tests of how CAS names the catalogue's attributes (facts/gar.md 3.1, 3.2)."""

import re

from broker.core.catalogue import CATALOGUE
from broker.protocols.cas.attribute_names import NAMES

_NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
_OWN = {"authenticationDate", "longTermAuthenticationRequestTokenUsed", "isFromNewLogin"}


def test_every_code_of_the_catalogue_has_a_name_and_no_other_code_has() -> None:
    assert set(NAMES) == set(CATALOGUE)


def test_a_name_is_the_code_itself_and_can_be_that_of_an_element() -> None:
    for code, name in NAMES.items():
        assert name == code
        assert _NCNAME.fullmatch(name)


def test_no_name_is_one_that_cas_itself_gives() -> None:
    assert not _OWN & set(NAMES.values())
