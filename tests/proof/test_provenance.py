"""What each attribute may be made of is told for the whole catalogue, and by nothing that draws it."""

from dataclasses import replace

import pytest

from broker.core.catalogue import CATALOGUE
from broker.core.derivation import Subject
from broker.core.profile import Profile
from broker.proof.fact_forms import FORMS
from broker.proof.ground import PROOF_KEY
from broker.proof.people import Recipe, make_canary
from broker.proof.provenance import PROVENANCE, may_be_said
from tests.builders import a_contract


def test_every_attribute_of_the_catalogue_has_its_provenance() -> None:
    assert PROVENANCE.keys() == CATALOGUE.keys()


@pytest.mark.parametrize("per_school", [True, False])
@pytest.mark.parametrize("profile", Profile)
def test_a_drawing_says_nothing_of_whom_it_may_not(profile: Profile, per_school: bool) -> None:  # noqa: FBT001 - a case
    canary = make_canary(profile, Recipe())
    subject = Subject(canary.identity, canary.membership, replace(a_contract(), per_school=per_school), PROOF_KEY)
    said = {code for code, attribute in CATALOGUE.items() if attribute.derive(subject).values}
    assert {code for code in said if not may_be_said(code, profile)} == set()
    assert said


def test_every_mark_is_of_one_fact_only() -> None:
    canary = make_canary(Profile.PUPIL, Recipe())
    marks = [one.mark for fact in FORMS for one in canary.planted[fact] if one.is_searched]
    assert len(marks) == len(set(marks)) > len(FORMS) / 2
