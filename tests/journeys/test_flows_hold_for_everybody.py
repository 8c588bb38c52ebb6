"""The matrix and the lineages hold for real people: what is decided of each is what they say, at every issuer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from broker.attribute_flows import make_lineage_desk, make_matrix_desk, name_carried
from broker.core.catalogue import VOCABULARIES
from broker.core.contract import Contract
from broker.core.errors import Refusal
from broker.core.identity import Identity, Membership
from broker.core.issuer import Guichet, Issuer
from broker.core.minimisation import decide
from broker.core.profile import Profile
from broker.core.release import Release, Withholding
from broker.core.review.lineage import is_approved, threads_of
from broker.core.review.release_matrix import Answer, Cell, Row
from broker.core.said_identity import identity_of, knows_people_by_hearsay
from broker.core.sign_on_facts import SignOnFacts, with_sign_on
from broker.directories.complete_people import complete_people
from broker.directories.layouts import LAYOUTS
from broker.flows.lineage_desk import LineageDesk
from broker.flows.matrix_desk import MatrixDesk, MatrixQuestion
from broker.login.vouching import read_authentication
from broker.protocols.saml.attribute_names import NAMES
from broker.shared import Shared
from tests.builders import a_contract, a_key
from tests.console import HERE, Console
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox

_SOME = 60  # people of each directory, besides its situations
_BY_NOW = {Withholding.NOT_IN_CONTRACT, Withholding.NOT_FOR_PROFILE, Withholding.NOT_APPROVED}
# The invented people have none of it: librarians teach no subject, and one agent alone is in a group.
_OF_NOBODY_INVENTED = {("P_MAT", "National_doc"), ("P_MS4", "National_doc")} | {
    ("ctgrps", f"National_{kind}") for kind in ("dir", "doc", "ens", "eta", "evs")
}
_OF_NO_DIRECTORY = {"groups"}  # ProConnect has such a word; no layout holds a professional's groups


@dataclass(frozen=True)
class Everybody:
    """Hold an installation with its desks, and who may come to each issuer."""

    shared: Shared
    matrix: MatrixDesk
    lineages: LineageDesk
    _known: dict[str, list[Identity]] = field(default_factory=dict)

    def issuer(self, name: str) -> Issuer:
        return next(issuer for issuer in self.shared.issuers if issuer.name == name)

    def contracts(self) -> Iterator[tuple[Issuer, Contract]]:
        for issuer in self.matrix.issuers:
            for contract in self.matrix.find_contracts(issuer):
                yield issuer, contract

    def people(self, issuer: Issuer) -> list[Identity]:
        """Return the situations and some others, signed on at an issuer; at a hub those whom its guichets tell of."""
        if issuer.name not in self._known:
            if knows_people_by_hearsay(issuer):
                people = [found for guichet in issuer.guichets for found in self._heard(issuer, guichet)]
            else:
                directory = self.shared.directories[issuer.directory]
                people = [*directory.find_situations(), *directory.find_people(limit=_SOME)]
            facts = SignOnFacts(self.shared.clock.now(), issuer.name, issuer.return_address)
            self._known[issuer.name] = [with_sign_on(person, facts) for person in people]
        return self._known[issuer.name]

    def releases(self, issuer: Issuer, contract: Contract) -> Iterator[tuple[Membership, Release | Refusal]]:
        key, now = self.shared.workspace.read_pseudonym_key(), self.shared.clock.now()
        for person in self.people(issuer):
            for membership in person.memberships:
                try:
                    yield membership, decide(person, membership, contract, key, now)
                except Refusal as refusal:
                    yield membership, refusal

    def _heard(self, hub: Issuer, guichet: Guichet) -> Iterator[Identity]:
        """Yield those whom a guichet tells the hub of, by the hub's own contract there."""
        above = next((one for one in self.shared.issuers if one.entity_id == guichet.entity_id), None)
        contracts = self.shared.contracts.by_entity(above.name, hub.entity_id) if above else ()
        for contract in contracts:
            assert above is not None
            for _, release in self.releases(above, contract):
                if isinstance(release, Release):
                    try:
                        yield identity_of(read_authentication(_Told(release), guichet))
                    except Refusal:
                        continue


@dataclass(frozen=True)
class _Told:
    """Say what a release says, by SAML's names (`GuichetAnswer`)."""

    release: Release
    context_class: str = ""
    session_not_on_or_after: datetime | None = None

    @property
    def authenticated_at(self) -> datetime:
        return self.release.decided_at

    def find_values(self, name: str) -> tuple[str, ...]:
        return next((sent.values for sent in self.release.released if NAMES[sent.code].name == name), ())


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Everybody:
    folder: Path = tmp_path_factory.mktemp("flows")
    lend_keys(folder, sandbox)
    shared = Console(folder, HERE).shared
    return Everybody(shared, make_matrix_desk(shared), make_lineage_desk(shared))


def _rows(everybody: Everybody, issuer: Issuer, contract: Contract) -> dict[Profile, Row]:
    tables = everybody.matrix.answer(MatrixQuestion(issuer=issuer.name, resource=contract.name))
    return {row.profile: row for table in tables for row in table.rows}


def test_each_cell_of_the_matrix_is_what_is_decided_of_real_people(everybody: Everybody) -> None:
    compared = 0
    for issuer, contract in everybody.contracts():
        rows = _rows(everybody, issuer, contract)
        for membership, met in everybody.releases(issuer, contract):
            row = rows[membership.profile]
            where = f"{contract.name} for {membership.profile}"
            if isinstance(met, Refusal):
                assert row.refusal is None or met.code in {row.refusal.code, "person.expired"}, where
                continue
            assert row.refusal is None, where
            cells = {cell.code: cell for cell in row.cells}
            for sent in met.released:
                assert cells[sent.code].answer is Answer.RELEASED, f"{sent.code} of {where}"
            for kept in met.withheld:
                assert _agrees(cells[kept.code], kept.reason), f"{kept.code} of {where}"
            compared += len(cells)
    assert compared > 50_000


def _agrees(cell: Cell, reason: Withholding) -> bool:
    """Tell whether somebody's reason is the cell's: who lacks a value, or has a malformed one, may be alone in that."""
    if reason in _BY_NOW:
        return cell.answer.value == reason.value
    return cell.answer is Answer.RELEASED or (cell.answer is Answer.NO_VALUE and reason is Withholding.NO_VALUE)


def test_what_the_matrix_says_leaves_does_leave_of_somebody(everybody: Everybody) -> None:
    never: set[tuple[str, str]] = set()
    for issuer, contract in everybody.contracts():
        rows = _rows(everybody, issuer, contract)
        met: dict[Profile, set[str]] = {}
        for membership, release in everybody.releases(issuer, contract):
            if isinstance(release, Release):
                met.setdefault(membership.profile, set()).update(sent.code for sent in release.released)
        for profile, codes in met.items():
            said = {cell.code for cell in rows[profile].cells if cell.answer is Answer.RELEASED}
            never |= {(code, profile.value) for code in said - codes}
    assert never == _OF_NOBODY_INVENTED


def test_of_nobody_there_is_nobody(everybody: Everybody) -> None:
    for issuer, contract in everybody.contracts():
        rows = _rows(everybody, issuer, contract)
        there = {membership.profile for person in everybody.people(issuer) for membership in person.memberships}
        for profile, row in rows.items():
            nobody = {cell.answer for cell in row.cells} == {Answer.NOBODY}
            assert not (nobody and profile in there), f"{contract.name} for {profile}"


def test_the_lineage_of_a_real_release_is_the_one_foretold(everybody: Everybody) -> None:
    compared = 0
    for issuer, contract in everybody.contracts():
        foretold = {
            (one.thread.code, profile): one.thread
            for one in everybody.lineages.of_contract(issuer, contract)
            for profile in one.thread.profiles
        }
        for membership, release in everybody.releases(issuer, contract):
            for sent in release.released if isinstance(release, Release) else ():
                thread = foretold[sent.code, membership.profile]
                said = (sent.source, sent.transformation)
                assert said in thread.ways, f"{sent.code} of {membership.profile} at {contract.name}"
                compared += 1
    assert compared > 10_000


def test_each_word_of_each_vocabulary_has_a_source(everybody: Everybody) -> None:
    hubs = [everybody.issuer(name) for name in ("hub-agents", "hub-fer", "hub-agentconnect")]
    directories = (person for layout in LAYOUTS for person in complete_people(layout))
    said = (person for hub in hubs for person in everybody.matrix.people.of(hub))
    signed = (person for name in ("educonnect", "gar") for person in everybody.matrix.people.of(everybody.issuer(name)))
    people = (*directories, *said, *signed)
    for vocabulary, codes in VOCABULARIES.items():
        contract = a_contract(*codes, vocabulary=vocabulary, issuer="educonnect", per_school=False)
        threads = threads_of(contract, people, a_key(), everybody.shared.clock.now())
        found = {thread.code for thread in threads if thread.sources}
        assert set(codes) - found <= _OF_NO_DIRECTORY, vocabulary


def test_each_approved_clause_ends_in_a_name_in_each_language_of_its_contract(everybody: Everybody) -> None:
    for issuer, contract in everybody.contracts():
        for clause in filter(is_approved, contract.clauses):
            carried = name_carried(contract, issuer, clause.code)
            spoken = {one.protocol for one in carried}
            assert spoken == set(contract.protocols or ("page",)), f"{clause.code} of {contract.name}"
            assert all(one.name and one.place and one.encoding.fr for one in carried)


def test_what_a_hub_is_told_is_followed_to_the_services_that_it_tells(everybody: Everybody) -> None:
    found = {one.contract.name: one for one in everybody.lineages.of_source("academic:fredurne")}
    assert found["hub-agents-chez-academie"].via == ()
    assert [hub.name for hub in found["orientation"].via] == ["hub-agents-chez-academie"]
    assert {source.name for source in found["orientation"].thread.sources} == {"FrEduRne"}


def test_a_source_that_no_contract_names_leads_nowhere(everybody: Everybody) -> None:
    assert everybody.lineages.of_source("ENTEleveINE") == ()
    assert "ENTEleveINE" in {source.name for source in everybody.lineages.silent_sources()}
    assert everybody.lineages.of_source("nobody.wrote.this") == ()
