"""The people of whom everything is known: read by the real readers, with a value for everything that is read."""

import pytest

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.derivation import Subject
from broker.core.profile import NATIONAL, Profile
from broker.core.review.complete_person import CompletePerson, Holder
from broker.definitions.contract_reach import find_profiles_with
from broker.directories.complete_entries import OF_CHILD, OF_STRUCTURE, PERSON, names_of, pair_of
from broker.directories.complete_people import complete_people
from broker.directories.layouts import LAYOUTS
from broker.directories.sdet_entries import CHILD_ATTRIBUTES, STRUCTURE_ATTRIBUTES
from tests.builders import a_contract, a_key

_OF_THE_SIGN_ON = {"FrEduCtDateConnexion", "FrEduUrlRetour", "FrEduOrigAuth"}
_OF_NO_DIRECTORY = {"groups"}  # ProConnect has such a word; no layout holds a professional's groups
_PROFILES = {
    "sdet": frozenset(NATIONAL),
    "academic": frozenset(NATIONAL) - {Profile.PUPIL, Profile.GUARDIAN, Profile.LOCAL_AUTHORITY},
    "citizens": frozenset({Profile.CITIZEN}),
    "professionals": frozenset({Profile.PROFESSIONAL}),
    "members": frozenset(NATIONAL) - {Profile.PUPIL, Profile.GUARDIAN, Profile.LOCAL_AUTHORITY}
    | {Profile.PROFESSIONAL},
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_everything_that_is_read_of_somebody_is_known_of_some_complete_person(layout: str) -> None:
    known = {name for profile in _PROFILES[layout] for name in names_of(LAYOUTS[layout], profile)}
    assert known == set(LAYOUTS[layout].attributes)
    assert known <= PERSON.keys()


def test_everything_that_is_read_of_children_and_schools_is_known() -> None:
    assert OF_CHILD.keys() == set(CHILD_ATTRIBUTES)
    assert OF_STRUCTURE.keys() == set(STRUCTURE_ATTRIBUTES)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_there_is_one_person_for_each_profile_that_a_layout_tells(layout: str) -> None:
    people = complete_people(layout)
    assert {person.profile for person in people} == _PROFILES[layout]
    assert len(people) == len(_PROFILES[layout])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_variant_is_another_person_by_one_attribute_of_the_layout(layout: str) -> None:
    for person in complete_people(layout):
        for variant in (*person.changed, *person.removed):
            assert variant.identity != person.identity
            assert variant.source.origin == layout
        for variant in person.changed:
            if variant.source.holder is Holder.PERSON:
                first, second = pair_of(variant.source.name, person.profile)
                assert first != second


@pytest.mark.parametrize("code", sorted(CATALOGUE.keys() - _OF_THE_SIGN_ON - _OF_NO_DIRECTORY))
def test_each_attribute_is_well_formed_of_some_complete_person(code: str) -> None:
    row = CATALOGUE[code]
    drawn = [_draw(code, person) for layout in LAYOUTS for person in complete_people(layout)]
    whole = [values for values in drawn if values and all(row.form.fullmatch(value) for value in values)]
    assert whole, "nobody has a value that may leave"
    assert row.at_most is None or all(len(values) <= row.at_most for values in whole)


@pytest.mark.parametrize("code", VOCABULARIES["gar"])
def test_every_profile_that_can_have_a_word_of_the_gar_has_one_in_the_schools_directory(code: str) -> None:
    by_themselves = frozenset(NATIONAL) - {Profile.GUARDIAN}  # a guardian has no class, whatever the catalogue allows
    having = {person.profile for person in complete_people("sdet") if _draw(code, person)}
    assert having & by_themselves == find_profiles_with(code) & by_themselves


def _draw(code: str, person: CompletePerson) -> tuple[str, ...]:
    membership = next(found for found in person.identity.memberships if found.profile is person.profile)
    return CATALOGUE[code].derive(Subject(person.identity, membership, a_contract(), a_key())).values
