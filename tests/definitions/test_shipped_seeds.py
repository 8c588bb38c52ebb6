"""Holds the sandbox's seeds to what they say: each case comes out as written, on any day, and keeps the GAR's rules."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError, Refusal
from broker.core.refusals.rights import PublicNotTargeted
from broker.core.rights.audience import Audience
from broker.core.rights.seeds import OPENS, SeededCase
from broker.core.rights.subscription import AssignmentKind
from broker.core.school import is_of_first_degree
from broker.definitions.addresses import base_urls
from broker.definitions.seed_folder import find_unknown_resources, read_seed_files
from broker.definitions.settings import RightsSettings, Settings
from broker.definitions.shipped_seeds import plan_shipped_seeds, shipped_cases, shipped_seed_files
from broker.definitions.workspace import DATA, Workspace
from broker.flows.explain import Explain
from broker.flows.rights_ports import SubscriptionSearch
from broker.shared import Shared, make_shared
from tests.builders import HandClock

FIRST_DAY, LAST_DAY = datetime(2026, 8, 31, 6, tzinfo=UTC), datetime(2031, 8, 31, 6, tzinfo=UTC)
# Somebody of each kind, for what comes out alike whoever asks.
ANYBODY = (
    ("ibrahima.le-goff", "9990004A"),
    ("clemence.diarra", "9990004A"),
    ("thanh.nguyen", "9990008E"),
    ("capucine.hoarau", "9990001X"),
    ("yanis.chauvin", "9990005B"),
    ("anouk.sane", "9990010G"),
    ("nathalie.rossi", "9999999P"),
)
ALL = SubscriptionSearch({}, deleted=True)


def an_installation(folder: Path, day: datetime, settings: Settings | None = None) -> Shared:
    """Return an installation in which nothing was ever kept."""
    settings = settings or Settings()
    urls = base_urls(settings, DATA / "issuers", folder / "issuers")
    return make_shared(settings, Workspace(folder), urls, HandClock(day))


def outcome(shared: Shared, resource: str, login: str, uai: str) -> str:
    """Return what becomes of a resource for a person in a school: OPENS, or the refusal's code."""
    key, access = shared.workspace.read_pseudonym_key(), shared.access_of(shared.hub)
    explain = Explain(shared.hub.name, shared.clock, shared.directory, shared.contracts, key, access)
    try:
        explain.decide(login, resource, uai)
    except Refusal as refusal:
        return refusal.code
    return OPENS


@pytest.fixture(scope="module", params=[FIRST_DAY, LAST_DAY], ids=["first day", "last day"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    made = an_installation(tmp_path_factory.mktemp("seeded"), request.param)
    yield made
    made.records.close()


def _name(case: SeededCase) -> str:
    return f"{case.resource.rpartition('/')[2]}-{case.outcome}-{case.login or 'anybody'}"


@pytest.mark.parametrize("case", shipped_cases(), ids=_name)
def test_each_case_comes_out_as_its_seed_says(shared: Shared, case: SeededCase) -> None:
    people = ((case.login, case.uai),) if case.login else ANYBODY
    found = {outcome(shared, case.resource, login, uai) for login, uai in people}
    assert found == {case.outcome}


def test_every_reason_of_rights_and_every_way_of_opening_is_among_the_cases() -> None:
    cases = shipped_cases()
    refusals = {case.outcome for case in cases if not case.opens}
    everyone = {kind.code for kind in PublicNotTargeted.__base__.__subclasses__() if kind.code.startswith("rights.")}
    assert everyone | {"contract.none", "contract.not_approved", "contract.expired"} <= refusals
    ways = {"personne", "division", "groupe", "public", "etablissement", "nature"}
    opened = {case.resource.removeprefix("ark:/77777/par-") for case in cases if case.opens}
    assert ways | {"ark:/77777/marees-lecture", "ark:/77777/derniere-licence"} <= opened
    assert all(case.explanation.fr and case.explanation.en != case.explanation.fr for case in cases)


SHIPPED = {
    "ark:/77777/atelier-eleve": ("ibrahima.le-goff", "thanh.nguyen", "yanis.chauvin", "anouk.sane"),
    "ark:/77777/studio-enseignant": ("clemence.diarra", "elise.gueye", "souleymane.perrot"),
    "ark:/77777/herbier": ("capucine.hoarau", "clemence.diarra"),
    "ark:/77777/orchestre": ("maryam.colas", "berenice.tran"),
    "ark:/77777/carnet-de-bord": (
        "nathalie.rossi",
        "aminata.le-goff",
        "jose.delcourt",
        "rozenn.kerbrat",
        "elise.gueye",
    ),
}


@pytest.mark.parametrize("resource", SHIPPED)
def test_what_opened_before_there_were_subscriptions_opens_still(shared: Shared, resource: str) -> None:
    for login in SHIPPED[resource]:
        person = shared.directory.find_person("login", login, None)
        assert person is not None
        assert outcome(shared, resource, login, person.memberships[0].uai) == OPENS, login


def test_seeded_subscriptions_keep_the_rules_that_distributors_are_held_to(shared: Shared) -> None:
    first_degree = {school.uai for school in shared.directory.find_schools() if school.is_first_degree}
    for one in shared.records.subscriptions.search(ALL):
        assert re.fullmatch(r"[A-Z][A-Z0-9-]{0,44}", one.id)  # idAbonnement, RG13
        assert re.fullmatch(r"\d{9}_\d{16}", one.distributor)  # RG3
        assert bool(one.schools) != bool(one.nature)  # RG2
        assert one.kind is AssignmentKind.INDIVIDUAL or one.licences_overall is not None  # RG6
        assert 0 < (one.last_moment - one.starts).days <= 3650  # RG7, RG8
        if is_of_first_degree(one.nature) or one.schools & first_degree:
            assert Audience.LIBRARIAN not in one.audiences  # RG11


def test_assigned_licences_are_those_of_the_people_reached(shared: Shared) -> None:
    kept = shared.records.assignments
    ibrahima = shared.directory.find_person("login", "ibrahima.le-goff", None)
    assert ibrahima is not None
    assert [held.person for held in kept.licences("PREAU-PERSONNE", "9990004A")] == [ibrahima.key]
    pupils = {
        person.key
        for person in shared.directory.find_school_people("9990004A")
        if any(m.uai == "9990004A" and m.profile == "National_elv" for m in person.memberships)
    }
    assert {held.person for held in kept.licences("PREAU-PUBLIC", "9990004A")} == pupils
    division = {held.person for held in kept.licences("PREAU-DIVISION", "9990004A")}
    assert ibrahima.key in division < pupils


def test_records_are_seeded_once_and_never_after_everything_was_deleted(tmp_path: Path) -> None:
    shared = an_installation(tmp_path, FIRST_DAY)
    kept = shared.records.subscriptions
    found = kept.search(ALL)
    assert found
    for one in found:
        kept.delete(one.id, one.distributor, FIRST_DAY)
    shared.records.close()
    again = an_installation(tmp_path, FIRST_DAY)
    assert outcome(again, "ark:/77777/orchestre", "maryam.colas", "9990011H") == "rights.no_subscription"
    assert again.records.subscriptions.count(SubscriptionSearch({})) == 0
    again.records.close()


def test_records_start_with_nothing_where_seeds_are_switched_off(tmp_path: Path) -> None:
    shared = an_installation(tmp_path / "workspace", FIRST_DAY, Settings(rights=RightsSettings(seed=False)))
    assert not shared.is_seeded
    assert outcome(shared, "ark:/77777/orchestre", "maryam.colas", "9990011H") == "rights.no_subscription"
    assert outcome(shared, "ark:/77777/carnet-de-bord", "maryam.colas", "9990011H") == OPENS
    shared.records.close()


def test_people_of_ones_own_start_with_the_shipped_resources_and_no_case_that_names_somebody(tmp_path: Path) -> None:
    own = tmp_path / "own.ldif"
    own.write_bytes((DATA / "people" / "academie.ldif").read_bytes())
    settings = Settings.model_validate({"directory": {"ldif_file": str(own)}})
    shared = an_installation(tmp_path / "workspace", FIRST_DAY, settings)
    assert not shared.is_seeded
    assert outcome(shared, "ark:/77777/orchestre", "maryam.colas", "9990011H") == OPENS
    found = shared.records.subscriptions.search(ALL)
    assert found
    assert all(one.nature and not one.schools for one in found)
    shared.records.close()


def test_a_seed_names_only_what_there_is(tmp_path: Path) -> None:
    shared = an_installation(tmp_path, FIRST_DAY)
    known = frozenset(notice.resource for notice in shared.notices.all())
    assert not list(find_unknown_resources(shipped_seed_files(), known))
    (problem, *_) = find_unknown_resources(shipped_seed_files(), known - {"ark:/77777/orchestre"})
    assert "ark:/77777/orchestre" in problem.what
    assert plan_shipped_seeds(shared.directory, shared.clock, is_shipped=True).subscriptions


def test_the_problems_of_seed_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[[case]]\nresource = "x"\noutcome = "rights.unheard"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text(
        '[[licence]]\nsubscription = "NONE"\nperson = "x"\nschool = "9990004A"\n', encoding="utf-8"
    )
    (tmp_path / "c.toml").write_text("[[", encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_seed_files(tmp_path)
    told = "\n".join(str(problem) for problem in refused.value.problems)
    assert "no refusal is called rights.unheard" in told
    assert "case.0.explanation" in told
    assert "NONE: no single subscription" in told
    assert "/c.toml: file" in told
