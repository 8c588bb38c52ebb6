"""Owns how precisely values leave: as they are, cut short, by year, by level."""

import pytest

from broker.core.catalogue import CATALOGUE
from broker.core.contract import Clause, Ruling
from broker.core.identity import Fact
from broker.core.minimisation import decide
from broker.core.precision import Precision, Transformation
from broker.core.release import Release, Withholding
from broker.core.transformation import precisions_of
from tests.builders import NOON, a_contract, a_key, a_membership, a_pupil


def _decide(clause: Clause, **person: Fact) -> Release:
    pupil = a_pupil(**person)
    return decide(pupil, pupil.memberships[0], a_contract(clauses=(clause,)), a_key(), NOON)


@pytest.mark.parametrize(
    ("code", "precisions"),
    [
        ("PRE", (Precision.AS_IT_IS, Precision.TRUNCATED)),
        ("DIV", (Precision.AS_IT_IS, Precision.LEVEL)),
        ("GRO", (Precision.AS_IT_IS,)),
        ("birthdate", (Precision.AS_IT_IS, Precision.YEAR)),
        ("IDO", (Precision.AS_IT_IS,)),
        ("UAI", (Precision.AS_IT_IS,)),
        ("phone_number", (Precision.AS_IT_IS,)),
    ],
)
def test_an_attribute_has_the_precisions_that_make_sense(code: str, precisions: tuple[Precision, ...]) -> None:
    assert precisions_of(CATALOGUE[code]) == precisions


def test_every_date_of_the_catalogue_can_leave_as_a_year() -> None:
    dates = {code for code, attribute in CATALOGUE.items() if Precision.YEAR in precisions_of(attribute)}
    assert dates == {"FrEduCtDateNaissance", "supannOIDCDateDeNaissance", "datenaissance", "birthdate"}


def test_a_truncated_name_leaves_as_its_first_characters() -> None:
    clause = Clause("PRE", "why", transformation=Transformation(Precision.TRUNCATED, 2))
    sent = _decide(clause, given_name=Fact(("Éloïse",), "givenName")).released[0]
    assert sent.values == ("Él",)
    assert sent.transformation.en == "truncated to 2 character(s)"


def test_a_class_leaves_as_its_level() -> None:
    pupil = a_pupil()
    membership = pupil.memberships[0]
    assert membership.levels.values, "the builder's pupil has a level"
    clause = Clause("DIV", "why", transformation=Transformation(Precision.LEVEL))
    sent = _decide(clause).released[0]
    assert sent.values == tuple(f"{level}##{level}" for level in membership.levels.values)
    assert sent.source == membership.levels.source


def test_a_malformed_value_does_not_leave_cut_short() -> None:
    clause = Clause("PRE", "why", transformation=Transformation(Precision.TRUNCATED))
    withheld = _decide(clause, given_name=Fact(("L\0u",), "givenName")).withheld
    assert next(one.reason for one in withheld if one.code == "PRE") is Withholding.MALFORMED


@pytest.mark.parametrize("ruling", [Ruling.PENDING, Ruling.REFUSED])
@pytest.mark.parametrize("required", [False, True])
def test_what_was_not_approved_stays(ruling: Ruling, required: bool) -> None:  # noqa: FBT001 - a case
    release = _decide(Clause("PRE", "why", required=required, ruling=ruling))
    assert release.released == ()
    assert next(one.reason for one in release.withheld if one.code == "PRE") is Withholding.NOT_APPROVED


def test_a_birth_date_leaves_as_its_year() -> None:
    clause = Clause("FrEduCtDateNaissance", "why", transformation=Transformation(Precision.YEAR), required=True)
    contract = a_contract(clauses=(clause,), vocabulary="educonnect-service")
    pupil = a_pupil(birth_date=Fact(("2012-05-03",), "ENTPersonDateNaissance"))
    release = decide(pupil, pupil.memberships[0], contract, a_key(), NOON)
    assert release.released[0].values == ("2012",)


@pytest.mark.parametrize("level", ["2115\x00", "2115##x", "211", "Troisième"])
def test_a_class_whose_level_is_malformed_stays(level: str) -> None:
    clause = Clause("DIV", "why", transformation=Transformation(Precision.LEVEL))
    membership = a_membership(levels=Fact(("2115", level), "ENTEleveMEF"))
    pupil = a_pupil(memberships=(membership,))
    release = decide(pupil, membership, a_contract(clauses=(clause,)), a_key(), NOON)
    assert release.released == ()
    assert next(one.reason for one in release.withheld if one.code == "DIV") is Withholding.MALFORMED


def test_a_class_without_any_level_stays() -> None:
    clause = Clause("DIV", "why", transformation=Transformation(Precision.LEVEL))
    membership = a_membership(levels=Fact((" ",), "ENTEleveMEF"))
    pupil = a_pupil(memberships=(membership,))
    release = decide(pupil, membership, a_contract(clauses=(clause,)), a_key(), NOON)
    assert next(one.reason for one in release.withheld if one.code == "DIV") is Withholding.NO_VALUE
