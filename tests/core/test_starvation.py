"""Owns what a starved release may hold: never more than the release it was made of, whatever is altered."""

from dataclasses import replace

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.contract import Contract
from broker.core.errors import DecisionRefused
from broker.core.identity import Identity
from broker.core.minimisation import decide, with_attributes
from broker.core.release import Release, ReleasedAttribute
from broker.core.starvation import Alteration, Cut, invent, renamed, starve
from tests.builders import NOON, a_contract, a_key, a_pupil, a_teacher
from tests.core.strange_people import CONTRACTS, PEOPLE

CUTS = st.lists(
    st.builds(Cut, st.sampled_from(sorted(VOCABULARIES["gar"])), st.sampled_from(Alteration)), max_size=6
).map(tuple)


def _whole(*codes: str, person: Identity | None = None) -> Release:
    someone = person or a_pupil()
    return decide(someone, someone.memberships[0], a_contract(*codes), a_key(), NOON)


def _by_code(release: Release) -> dict[str, ReleasedAttribute]:
    return {sent.code: sent for sent in release.released}


@given(identity=PEOPLE, contract=CONTRACTS, cuts=CUTS)
def test_no_value_appears_that_the_release_did_not_hold(
    identity: Identity, contract: Contract, cuts: tuple[Cut, ...]
) -> None:
    try:
        whole = decide(identity, identity.memberships[0], contract, a_key(), NOON)
    except DecisionRefused:
        assume(False)  # noqa: FBT003 - hypothesis' own word for: nothing to see here
    starved = starve(whole, cuts)
    held = {sent.code: set(sent.values) for sent in whole.released}
    markers = {sent.code: {invent(sent)} for sent in whole.released}
    names = {code: code for code in held} | {renamed(code): code for code in held}
    for sent in starved.released:
        code = names[sent.code]
        assert set(sent.values) <= held[code] | markers[code] | {""}
    assert (starved.subject, starved.uai, starved.profile) == (whole.subject, whole.uai, whole.profile)
    assert starved.withheld == whole.withheld
    event(f"{len(whole.released)} released, {len(cuts)} cuts")


@given(sent=st.sampled_from(["IDO", "UAI", "PRO", "PRE", "DIV", "GRO"]))
def test_what_is_invented_keeps_the_form_and_is_nobody_s(sent: str) -> None:
    attribute = _by_code(_whole("IDO", "UAI", "PRO", "PRE", "DIV", "GRO"))[sent]
    marker = invent(attribute)
    if marker is None:
        assert sent == "PRO", "a closed list of values has no marker"
        return
    assert CATALOGUE[sent].form.fullmatch(marker)
    assert marker not in attribute.values
    assert set(marker.lower()) & set("bcdefghijklmnopqrstuvwyz012345678") == set(), marker


def test_withheld_is_gone_and_the_rest_stays() -> None:
    whole = _whole("IDO", "PRE", "DIV")
    starved = starve(whole, (Cut("PRE", Alteration.WITHHELD),))
    assert [sent.code for sent in starved.released] == ["IDO", "DIV"]
    assert starved.released == tuple(sent for sent in whole.released if sent.code != "PRE")


def test_emptied_is_there_without_a_value() -> None:
    assert _by_code(starve(_whole("PRE"), (Cut("PRE", Alteration.EMPTIED),)))["PRE"].values == ("",)


def test_renamed_leaves_under_a_name_of_no_vocabulary() -> None:
    (sent,) = starve(_whole("PRE"), (Cut("PRE", Alteration.RENAMED),)).released
    assert sent.code not in CATALOGUE
    assert sent.values == ("Lou",)


def test_multiplied_keeps_its_values_and_adds_one_that_is_nobody_s() -> None:
    assert _by_code(starve(_whole("DIV"), (Cut("DIV", Alteration.MULTIPLIED),)))["DIV"].values == (
        "3A##Troisième A",
        "9X##Xxxxxxxxx X",
    )


def test_multiplied_repeats_what_is_of_a_closed_list() -> None:
    whole = _whole("PRO")
    (value,) = whole.released[0].values
    assert starve(whole, (Cut("PRO", Alteration.MULTIPLIED),)).released[0].values == (value, value)


@pytest.mark.parametrize("alteration", Alteration)
def test_what_the_person_lacks_is_never_made_up(alteration: Alteration) -> None:
    whole = _whole("IDO", "E_MS4", person=a_teacher())
    assert starve(whole, (Cut("E_MS4", alteration), Cut("NOM", alteration))).released == whole.released


def test_a_release_cannot_be_given_a_value_or_an_attribute_that_it_did_not_hold() -> None:
    whole = _whole("IDO", "PRE")
    other = replace(whole.released[1], values=("Somebody else",))
    with pytest.raises(AssertionError, match="never widened"):
        with_attributes(whole, (other,), frozenset())
    foreign = replace(whole.released[1], code="NOM", purpose="another clause")
    with pytest.raises(AssertionError, match="never widened"):
        with_attributes(whole, (foreign,), frozenset())
