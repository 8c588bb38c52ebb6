"""A proof is stated with what it is about, signed, and nothing of it can be changed unseen."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broker.core.contract import Status
from broker.core.errors import ConfigurationError
from broker.core.profile import Profile
from broker.keys.signed_statement import sign_statement
from broker.keys.statement_key import make_statement_key, read_statement_key
from broker.proof.digests import digest_catalogue, digest_code, digest_contracts
from broker.proof.ground import Ground
from broker.proof.kept_proofs import KeptProofs, Progress
from broker.proof.marks import ValueClass
from broker.proof.mutants.suite import Outcome
from broker.proof.pool import prove_all
from broker.proof.statement import KIND, current_hashes, find_changes, is_right, read_statement, state
from broker.proof.tally import Tally, Violation
from tests.builders import NOON, a_contract
from tests.proof.grounds import generate_contracts

_KEY = read_statement_key(make_statement_key())
_VERIFIERS = [_KEY.verifier]
_VIOLATION = Violation("names", "National_elv", "saml", "NOM", "one", "SAMLResponse", "login stands in the bytes")


@pytest.fixture(scope="module")
def results(ground: Ground) -> dict[str, Tally]:
    return dict(prove_all(ground, [one.name for one in ground.contracts], jobs=1))


def test_a_statement_says_what_was_checked_and_of_what(ground: Ground, results: dict[str, Tally]) -> None:
    stated = state(ground, results, NOON)
    by_class = stated["cells_by_class"]
    assert isinstance(by_class, dict)
    assert by_class.keys() == {one.value for one in ValueClass}
    assert sum(by_class.values()) == stated["cells"] == results["names"].total > 10_000
    assert stated["hashes"] == current_hashes(ground.contracts)
    assert stated["violations"] == []
    contracts = stated["contracts"]
    assert isinstance(contracts, list)
    assert contracts[0]["protocols"] == ["saml", "oidc", "cas"]
    assert contracts[0]["registered"] is False
    assert is_right(stated)


def test_contracts_that_let_nothing_leave_are_listed_with_the_reason(ground: Ground) -> None:
    draft = replace(a_contract(name="draft"), status=Status.DRAFT)
    narrowed = replace(ground, contracts=(), skipped=((draft, "contract.not_approved"),), unreadable=("broken.toml",))
    tally = narrowed.prover.prove(draft)
    stated = state(narrowed, {"draft": tally}, NOON)
    row = {"name": "draft", "issuer": "gar", "version": 1, "fingerprint": "", "because": "contract.not_approved"}
    assert stated["skipped"] == [{**row, "refused": tally.refusals["contract.not_approved"]}]
    assert (stated["cells"], tally.messages) == (0, 0)
    assert tally.refusals.total() == tally.refusals["contract.not_approved"] > len(Profile)
    assert state(narrowed, {"draft": Tally(violations=[_VIOLATION])}, NOON)["violations"]
    assert stated["unreadable"] == ["broken.toml"]


def test_contracts_that_were_not_asked_for_are_listed(ground: Ground) -> None:
    assert state(ground, {}, NOON)["not_asked"] == ["names"]


def test_a_statement_is_read_again_as_it_was_made(ground: Ground, results: dict[str, Tally]) -> None:
    stated = state(ground, results, NOON)
    assert read_statement(sign_statement(KIND, stated, _KEY), _VERIFIERS, "proof.json") == stated


@pytest.mark.parametrize("field", ["cells", "violations", "hashes", "contracts", "made_at", "claim"])
def test_a_change_of_anything_stated_is_detected(ground: Ground, results: dict[str, Tally], field: str) -> None:
    stated = state(ground, results, NOON)
    envelope = json.loads(sign_statement(KIND, stated, _KEY))
    payload = json.dumps({**stated, field: "another"}, ensure_ascii=False, sort_keys=True)
    envelope["payload"] = base64.b64encode(payload.encode()).decode()
    with pytest.raises(ConfigurationError, match="signed it as it stands"):
        read_statement(json.dumps(envelope), _VERIFIERS, "proof.json")


def test_a_statement_of_another_kind_or_key_proves_nothing(ground: Ground, results: dict[str, Tally]) -> None:
    stated = state(ground, results, NOON)
    other = read_statement_key(make_statement_key())
    for envelope in (sign_statement("journal-head", stated, _KEY), sign_statement(KIND, stated, other), "{}"):
        with pytest.raises(ConfigurationError):
            read_statement(envelope, _VERIFIERS, "proof.json")


def test_a_violation_or_a_survivor_makes_a_proof_wrong(ground: Ground, results: dict[str, Tally]) -> None:
    wrong = Tally(violations=[_VIOLATION])
    stated = state(ground, {"names": wrong}, NOON)
    assert not is_right(stated)
    assert str(_VIOLATION) == "names × National_elv × saml × NOM × one: SAMLResponse: login stands in the bytes"
    caught = Outcome("core.minimisation", 3, "return x", "statement dropped", caught_by="its first day")
    assert is_right(state(ground, results, NOON, [caught]))
    assert not is_right(state(ground, results, NOON, [replace(caught, caught_by="")]))


def test_what_has_changed_since_is_named(ground: Ground, results: dict[str, Tally]) -> None:
    stated = state(ground, results, NOON)
    assert find_changes(stated, ground.contracts) == ()
    assert find_changes(stated, [replace(ground.contracts[0], version=9)]) == ("contracts",)
    assert find_changes({}, ground.contracts) == ("code", "contracts", "catalogue")


def test_the_digests_tell_one_state_from_another() -> None:
    contract = a_contract()
    assert digest_contracts([contract]) == digest_contracts([replace(contract)])
    for other in (replace(contract, version=2), replace(contract, fingerprint="f"), replace(contract, approved_by="x")):
        assert digest_contracts([contract]) != digest_contracts([other])
    assert len({digest_code(), digest_catalogue()}) == 2


def test_several_processes_come_to_the_same(ground: Ground) -> None:
    several = replace(ground, contracts=generate_contracts(6))
    names = [one.name for one in several.contracts]
    alone, shared = (dict(prove_all(several, names, jobs)) for jobs in (1, 2))
    assert alone.keys() == shared.keys()
    assert {name: tally.cells for name, tally in alone.items()} == {name: tally.cells for name, tally in shared.items()}


def test_kept_proofs_are_found_the_latest_first(tmp_path: Path) -> None:
    kept = KeptProofs(tmp_path / "proofs")
    assert kept.names() == ()
    first, second = (kept.keep(text, NOON + timedelta(days=day)) for day, text in enumerate(("one", "two")))
    assert kept.names() == (second.name, first.name)
    assert kept.read(first.name) == "one\n"
    assert (tmp_path / "proofs" / "latest.json").read_text(encoding="utf-8") == "two\n"
    assert kept.read("../proofs/latest.json") is None


def test_one_proof_runs_at_a_time_and_tells_how_far_it_is(tmp_path: Path) -> None:
    kept = KeptProofs(tmp_path / "proofs")
    assert kept.find_progress() is None
    with kept.running(7) as mine:
        assert mine
        kept.note(Progress(3, 7))
        assert kept.find_progress() == Progress(3, 7)
        with kept.running(7) as another:
            assert not another
    assert kept.find_progress() is None
