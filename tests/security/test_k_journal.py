"""Owns J215 in the journal: whoever signs on or is refused, nothing that a directory says of anybody is in a line."""

import re
import sqlite3
from collections.abc import Iterator

import pytest

from broker.core.catalogue import CATALOGUE
from broker.core.contract import Contract
from broker.core.errors import Refusal
from broker.core.identity import Identity
from broker.core.journal.act import ActKind
from broker.core.journal.chain import FIELDS
from broker.core.journal.release_act import NOT_ASKED, Leaving, mark_of
from broker.core.minimisation import SessionChoice, with_mark
from broker.core.refusals.listing import all_refusals
from broker.core.release import Withholding
from broker.flows.act_desk import Refused
from broker.flows.issuance import Issuance
from broker.lab.browser import Browser
from broker.records.opening import FILE_NAME
from tests.journeys.agents import TEACHER, open_at_the_hub
from tests.journeys.steps import ATELIER, CARNET, GRIMOIRE, GUARDIAN, PUPIL, entry_link
from tests.sandbox import Sandbox, running_sandbox, sign_in_by_hand
from tests.security.directory_values import find_leaks, person_values

_SIGNED_ON = (PUPIL, GUARDIAN, "thanh.nguyen", "leila.ferreira", "clemence.diarra", "bobby.hara", "lorenzo.humbert")
_WORDS = re.compile(r"[\w.@$'-]+")
_HEX = "[0-9a-f]"
_SHAPES = {
    "at": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00",
    "id": f"({_HEX}{{32}})?",
    "what": "[a-z0-9_.]+",
    "actor": "[a-z,]*",
    "fingerprint": f"({_HEX}{{64}})?",
    "protocol": "(saml|cas|oidc|page|link)?",
    "reference": f"({_HEX}{{32}})?",
    "decision": f"({_HEX}{{64}})?",
    "journey": r"([\w-]{24})?",
}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Sign several people on and have some refused; then decide for everybody whom the sandbox knows."""
    with running_sandbox(tmp_path_factory.mktemp("unsaid")) as sandbox:
        for login in _SIGNED_ON:
            for resource in (CARNET, ATELIER, GRIMOIRE):
                _open(sandbox, resource, login)
        open_at_the_hub(sandbox, "pilotage", TEACHER)
        for person, contract in _everybody(sandbox):
            _decide(sandbox, person, contract)
        yield sandbox


def _open(sandbox: Sandbox, resource: str, login: str) -> None:
    browser = Browser()
    page = browser.get(entry_link(sandbox, resource, project=_person(sandbox, login).key.project))
    if page.ok:
        sign_in_by_hand(browser, page, login)


def _everybody(sandbox: Sandbox) -> Iterator[tuple[Identity, Contract]]:
    """Yield every person of every shipped directory, with the contracts at an issuer of that directory in turn."""
    shared = sandbox.shared
    for name, directory in shared.directories.items():
        contracts = [
            contract
            for issuer in shared.issuers
            if issuer.directory == name
            for contract in shared.contracts.all(issuer.name)
        ]
        for number, person in enumerate(directory.find_people(limit=100_000) if contracts else ()):
            yield person, contracts[number % len(contracts)]


def _decide(sandbox: Sandbox, person: Identity, contract: Contract) -> None:
    """Write down what would leave, or the refusal, as a sign-on does."""
    shared = sandbox.shared
    issuance = Issuance(shared.clock, shared.workspace.read_pseudonym_key, None)
    try:
        here = next(iter(person.memberships), None)
        choice = SessionChoice(here.uai, here.profile) if here else SessionChoice()
        release = issuance.preview(person, contract, choice)
    except Refusal as refusal:
        shared.acts.record_refusal(Refused(refusal.code, contract.issuer, "saml", contract=mark_of(contract)))
        return
    leaving = Leaving(contract.issuer, "saml", "", release.subject)
    shared.acts.record_release(with_mark(release, shared.acts.mark(person.key)), leaving)


def _journal(sandbox: Sandbox) -> str:
    """Return everything that the journal's tables hold, as text."""
    connection = sqlite3.connect(sandbox.workspace.root / FILE_NAME)
    tables = ("SELECT * FROM acts", "SELECT * FROM journal_heads", "SELECT * FROM journal_people")
    text = "\n".join(" ".join(map(str, row)) for table in tables for row in connection.execute(table))
    connection.close()
    return text


def test_no_value_of_anybody_in_any_directory_is_in_the_journal(sandbox: Sandbox) -> None:
    said = {word.casefold() for word in _WORDS.findall(_journal(sandbox))}
    releases = [row for row in sandbox.shared.records.acts.rows() if row[FIELDS.index("act")] == ActKind.RELEASE]
    people = [
        person for directory in sandbox.shared.directories.values() for person in directory.find_people(limit=100_000)
    ]
    values = {value.casefold() for person in people for value in person_values(person)}
    assert len(releases) > 1000
    assert len(people) > 3000
    assert len(values) > 10_000
    assert values & said == set()


def test_no_value_of_who_signed_on_is_in_it_be_it_as_a_part(sandbox: Sandbox) -> None:
    text = _journal(sandbox)
    uais = {membership.uai for login in _SIGNED_ON for membership in _person(sandbox, login).memberships}
    assert find_leaks(text, sandbox, _SIGNED_ON) == []
    assert [uai for uai in uais if uai in text] == []


def test_each_field_says_one_of_the_few_things_that_it_can(sandbox: Sandbox) -> None:
    contracts = {
        contract.name for issuer in sandbox.shared.issuers for contract in sandbox.shared.contracts.all(issuer.name)
    }
    issuers = {issuer.name for issuer in sandbox.shared.issuers}
    reasons = {reason.value for reason in Withholding} | {NOT_ASKED}
    for row in sandbox.shared.records.acts.rows():
        line = dict(zip(FIELDS, map(str, row), strict=False))
        assert all(re.fullmatch(shape, line[name]) for name, shape in _SHAPES.items()), line
        assert line["contract"] in contracts | {""}
        assert line["issuer"] in issuers | {""}
        assert set(line["released"].split()) <= set(CATALOGUE)
        pairs = [pair.split("=") for pair in line["withheld"].split()]
        assert all(code in CATALOGUE and reason in reasons for code, reason in pairs)
        assert line["act"] != ActKind.REFUSAL or line["what"] in all_refusals()


def _person(sandbox: Sandbox, login: str) -> Identity:
    person = sandbox.shared.directory.find_person("login", login, None)
    assert person is not None
    return person
