"""Holds what a distributor does to its subscriptions: its own only, whole or not at all, every rule at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.errors import Refusal
from broker.core.refusals.subscription import SubscriptionExists, SubscriptionUnknown
from broker.core.refusals.subscription_body import SubscriptionInvalid, SubscriptionMisaddressed, SubscriptionOfAnother
from broker.core.rights.subscription import UNLIMITED
from broker.core.rights.subscription_draft import SubscriptionDraft
from broker.core.rights.subscription_shape import unknown_element
from broker.core.rights.subscription_writing import write_subscription
from broker.core.school import School
from broker.flows.rights_ports import SubscriptionSearch
from broker.flows.subscription_desk import SubscriptionDesk
from tests.builders import NOON, HandClock
from tests.flows.few_subscriptions import FewSubscriptions
from tests.subscription_bodies import COLLEGE, ECOLE, LYCEE, OTHERS, SOURCES, Text, a_draft

SCHOOLS = {
    COLLEGE: School(COLLEGE, "Collège de la Marelle", "P0", nature="340"),
    ECOLE: School(ECOLE, "École du Bac à sable", "P0", nature="151"),
}


@pytest.fixture
def records() -> FewSubscriptions:
    return FewSubscriptions()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(records: FewSubscriptions, clock: HandClock) -> SubscriptionDesk:
    return SubscriptionDesk(clock, records, FewSchools())


class FewSchools:
    """Know two schools."""

    def find_school(self, uai: str) -> School | None:
        return SCHOOLS.get(uai)

    def find_schools(self) -> tuple[School, ...]:
        return tuple(SCHOOLS.values())


def test_what_is_created_is_kept_as_it_was_written(desk: SubscriptionDesk, records: FewSubscriptions) -> None:
    kept = desk.create(SOURCES, "abo-1", a_draft(uaiEtab=(LYCEE.lower(), COLLEGE), codeProjetRessource="PRJ1"))
    assert records.find("abo-1") == kept
    assert kept.schools == {COLLEGE, LYCEE}
    assert (kept.licences_overall, dict(kept.licences)) == (UNLIMITED, {})
    assert (kept.created, kept.modified, kept.project_code) == (NOON, NOON, "PRJ1")


def test_an_identifier_is_created_once_whoever_asks_and_with_the_same_words_too(desk: SubscriptionDesk) -> None:
    desk.create(SOURCES, "abo-1", a_draft())
    with pytest.raises(SubscriptionExists):
        desk.create(SOURCES, "abo-1", a_draft())
    with pytest.raises(SubscriptionExists):
        desk.create(OTHERS, "abo-1", a_draft(idDistributeurCom=OTHERS))


def test_an_update_that_leaves_the_schools_out_keeps_them(desk: SubscriptionDesk, clock: HandClock) -> None:
    desk.create(SOURCES, "abo-1", a_draft(commentaireAbonnement="essai"))
    clock.pass_seconds(60)
    kept = desk.change(SOURCES, "abo-1", a_draft(uaiEtab="", nbLicenceGlobale="30"))
    assert (kept.schools, kept.licences_overall, kept.comment) == ({COLLEGE}, 30, "")
    assert (kept.created, kept.modified) == (NOON, clock.now())


def test_an_update_that_names_schools_or_a_kind_puts_them_in_the_place_of_the_former(desk: SubscriptionDesk) -> None:
    desk.create(SOURCES, "abo-1", a_draft())
    assert desk.change(SOURCES, "abo-1", a_draft(uaiEtab=LYCEE)).schools == {LYCEE}
    by_kind = desk.change(SOURCES, "abo-1", a_draft(uaiEtab="", codeNatureUAI="340"))
    assert (by_kind.schools, by_kind.nature) == (frozenset(), "340")
    assert desk.change(SOURCES, "abo-1", a_draft(uaiEtab="")).nature == "340"


def test_anothers_subscription_is_as_if_it_were_not_there(desk: SubscriptionDesk, records: FewSubscriptions) -> None:
    desk.create(OTHERS, "abo-1", a_draft(idDistributeurCom=OTHERS))
    for act in (
        lambda: desk.change(SOURCES, "abo-1", a_draft()),
        lambda: desk.change(SOURCES, "abo-2", a_draft(idAbonnement="abo-2")),
        lambda: desk.delete(SOURCES, "abo-1"),
        lambda: desk.delete(SOURCES, "abo-2"),
    ):
        with pytest.raises(SubscriptionUnknown):
            act()
    assert desk.search(SOURCES, SubscriptionSearch(equals={})) == ()
    assert len(records.kept) == 1


def test_a_distributor_acts_in_its_own_name_only(desk: SubscriptionDesk, records: FewSubscriptions) -> None:
    with pytest.raises(SubscriptionOfAnother):
        desk.create(SOURCES, "abo-1", a_draft(idDistributeurCom=OTHERS))
    with pytest.raises(SubscriptionOfAnother):
        desk.search(SOURCES, SubscriptionSearch(equals={"distributor": OTHERS}))
    assert not records.kept


def test_the_address_and_the_body_name_the_same_subscription(desk: SubscriptionDesk, records: FewSubscriptions) -> None:
    with pytest.raises(SubscriptionMisaddressed):
        desk.create(SOURCES, "abo-2", a_draft())
    assert not records.kept


def test_a_deleted_subscription_is_neither_changed_nor_deleted_again(desk: SubscriptionDesk) -> None:
    desk.create(SOURCES, "abo-1", a_draft())
    desk.delete(SOURCES, "abo-1")
    for address in ("abo-1", "_abo-1"):
        with pytest.raises(SubscriptionUnknown):
            desk.change(SOURCES, address, a_draft(idAbonnement=address))
        with pytest.raises(SubscriptionUnknown):
            desk.delete(SOURCES, address)


def _violations(act: object) -> list[str]:
    assert callable(act)
    with pytest.raises(SubscriptionInvalid) as refused:
        act()
    return [one.code for one in refused.value.violations]


def test_a_half_valid_body_changes_nothing_and_says_everything(
    desk: SubscriptionDesk, records: FewSubscriptions
) -> None:
    desk.create(SOURCES, "abo-1", a_draft())
    before = dict(records.kept)
    draft = a_draft(nbLicenceEleve="3", libelleRessource="", finValidite="")
    wrong = SubscriptionDraft(draft.texts, (unknown_element("nbLicence", 7, "nbLicenceEleve"),))
    assert _violations(lambda: desk.change(SOURCES, "abo-1", wrong)) == ["INCONNU", "OBLIGATOIRE", "RG1", "RG9"]
    assert records.kept == before


@pytest.mark.parametrize(
    "place",
    [
        {"uaiEtab": (COLLEGE, ECOLE)},
        {"uaiEtab": (*(f"99910{number:02}A" for number in range(30)), ECOLE)},
        {"uaiEtab": "", "codeNatureUAI": "340,151"},
    ],
)
def test_teacher_librarians_are_not_meant_where_a_school_is_of_the_first_degree(
    desk: SubscriptionDesk, place: dict[str, Text]
) -> None:
    meant = ("ELEVE", "DOCUMENTALISTE")
    assert _violations(lambda: desk.create(SOURCES, "abo-1", a_draft(publicCible=meant, **place))) == ["RG11"]
    desk.create(SOURCES, "abo-1", a_draft(**place))
    kept = a_draft(uaiEtab="", publicCible=meant)
    assert _violations(lambda: desk.change(SOURCES, "abo-1", kept)) == ["RG11"]


@pytest.mark.parametrize("place", [{"uaiEtab": (COLLEGE, LYCEE)}, {"uaiEtab": "", "codeNatureUAI": "340,306"}])
def test_teacher_librarians_are_meant_elsewhere_and_where_nobody_knows_the_school(
    desk: SubscriptionDesk, place: dict[str, Text]
) -> None:
    desk.create(SOURCES, "abo-1", a_draft(publicCible=("ELEVE", "DOCUMENTALISTE"), **place))


def test_what_is_wrong_in_thousands_of_places_is_said_of_some(desk: SubscriptionDesk) -> None:
    wrong = a_draft(uaiEtab=tuple(f"école {number}" for number in range(5_000)))
    assert _violations(lambda: desk.create(SOURCES, "abo-1", wrong)) == ["VALEUR"] * 50


def test_a_refusal_names_nobody_but_codes() -> None:
    refusal: Refusal = SubscriptionInvalid((unknown_element("x", 1), unknown_element("y", 2)))
    assert refusal.received == "INCONNU"


_MOMENTS = [
    "",
    "0001-01-01T00:00:00Z",
    "2026-03-01",
    "2026-03-29T02:30:00",
    "9999-12-31T00:00:00",
    "9999-12-31T23:59:59Z",
]
_STRANGE = {
    "idAbonnement": ["abo-1", "_", "abonnements", "é", "x" * 46, ""],
    "idDistributeurCom": [SOURCES, OTHERS, "1", ""],
    "debutValidite": _MOMENTS,
    "finValidite": _MOMENTS,
    "anneeFinValidite": ["", "0000-0001", "0000-0000", "2025-2026", "9998-9999", "9999-9999", "٢٠٢٥-٢٠٢٦"],
    "uaiEtab": ["", COLLEGE, (COLLEGE, ECOLE), "٩٩٩٠٠٠١A"],
    "codeNatureUAI": ["", "340", ",", "340,,151", "³⁴⁰"],
    "typeAffectation": ["INDIV", "ETABL", ""],
    "nbLicenceGlobale": ["", "0", "ILLIMITE", "999999999", "9" * 45, "³"],
    "nbLicenceProfDoc": ["", "0", "5", "ILLIMITE", "-1"],
    "publicCible": ["", "ELEVE", ("ELEVE", "ELEVE", "DOCUMENTALISTE")],
}


@given(st.fixed_dictionaries({name: st.sampled_from(values) for name, values in _STRANGE.items()}))
def test_whatever_is_written_is_kept_or_refused_and_what_is_kept_has_an_end(written: dict[str, Text]) -> None:
    desk = SubscriptionDesk(HandClock(), FewSubscriptions(), FewSchools())
    try:
        kept = desk.create(SOURCES, "abo-1", a_draft(**written))
    except Refusal:
        return
    assert kept.starts < kept.last_moment
    assert bool(kept.schools) != bool(kept.natures)
    assert sum(most != 0 for most in kept.pools.values()) > 0
    assert write_subscription(kept)
