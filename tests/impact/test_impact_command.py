"""Owns `preau impact`, as a person types it: known answers to each kind of change, and how it ends."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from broker.commands.impact import impact
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_register import ContractRegister
from broker.definitions.installed_issuers import find_urls
from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA, Workspace
from broker.flows.contract_notes import NoContractNotes
from broker.impact.attached import find_attached
from tests.impact.known_people import (
    COARSER,
    COLLEGE,
    CONTRACT,
    LYCEE,
    NARROWER,
    NEEDY,
    NOBODY_ELSE,
    PEOPLE,
    WIDER,
    lay,
    pupil,
    write_contract,
    write_people,
)


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(impact, list(arguments))


def ask(*arguments: str) -> dict[str, Any]:
    """Return the report of a run that succeeds."""
    told = run(*arguments, "--json")
    assert told.exit_code == 0, told.output
    report: dict[str, Any] = json.loads(told.stdout)
    return report


def marelle(report: dict[str, Any]) -> dict[str, Any]:
    """Return what a report says of the known contract."""
    found = [one for one in report["resources"] if one["contract"] == "marelle"]
    assert len(found) == 1, [one["contract"] for one in report["resources"]]
    resource: dict[str, Any] = found[0]
    return resource


def attributes(resource: dict[str, Any], verb: str) -> dict[str, int]:
    """Return how many people of each attribute, under one verb."""
    return {row["code"]: row[verb] for row in resource["attributes"] if row[verb]}


def test_a_wider_contract_says_who_gets_in_by_school_and_profile(tmp_path: Path) -> None:
    options = lay(tmp_path)
    report = ask(*options, "--contract", write_contract(tmp_path, WIDER))
    assert [one["contract"] for one in report["resources"]] == ["marelle"]
    resource = marelle(report)
    assert resource["people"] == {"before": 14, "after": 21}
    assert {row["profile"]: row["entering"] for row in resource["profiles"]} == {"National_ens": 7}
    assert {row["uai"]: row["entering"] for row in resource["schools"]} == {COLLEGE: 6, LYCEE: 1}
    assert attributes(resource, "gained") == {"IDO": 7, "PRE": 7}
    assert [(one["before"], one["after"], one["people"]) for one in resource["outcomes"]] == [
        ("profile.not_covered", "", 7)
    ]
    assert report["people"] == {"before": 21, "after": 21, "added": 0, "removed": 0, "changed": 0}
    assert resource["examples"][0]["who"]["en"] == "teacher · Collège"
    change = report["changes"][0]
    assert (change["kind"], change["fields"]) == ("contract", ["profiles"])
    assert change["fingerprints"]["before"] != change["fingerprints"]["after"]


def test_a_narrower_and_a_coarser_contract_say_what_is_lost(tmp_path: Path) -> None:
    options = lay(tmp_path)
    narrower = marelle(ask(*options, "--contract", write_contract(tmp_path, NARROWER)))
    assert (attributes(narrower, "lost"), narrower["effects"]["less"]) == ({"PRE": 12}, 12)
    coarser = marelle(ask(*options, "--contract", write_contract(tmp_path, COARSER)))
    assert (attributes(coarser, "coarser"), attributes(coarser, "lost")) == ({"PRE": 12}, {})
    needy = marelle(ask(*options, "--contract", write_contract(tmp_path, NEEDY)))
    assert [(one["after"], one["people"]) for one in needy["outcomes"]] == [("attribute.required_missing:PRE", 2)]
    assert needy["people"] == {"before": 14, "after": 12}


def test_a_contract_no_more_shuts_everybody_out(tmp_path: Path) -> None:
    report = ask(*lay(tmp_path), "--without", "marelle")
    assert marelle(report)["effects"]["shut_out"] == 14
    assert report["changes"][0]["fingerprints"]["after"] is None


def test_a_folder_takes_the_place_of_every_contract(tmp_path: Path) -> None:
    options = lay(tmp_path)
    write_contract(tmp_path, WIDER)
    report = ask(*options, "--contracts", str(tmp_path / "proposed"))
    assert marelle(report)["people"] == {"before": 14, "after": 21}
    others = [one for one in report["resources"] if one["contract"] != "marelle"]
    assert others, "the shipped resources have no contract there"
    assert all(one["people"]["after"] == 0 for one in others)


def test_another_form_source_or_vocabulary_is_seen(tmp_path: Path) -> None:
    options = lay(tmp_path)
    words = tmp_path / "words.toml"
    for text, verb, expected in (
        ('[attributes.PRE]\nform = "[A-M].*"', "lost", {"PRE": 12}),
        ('[attributes.PRE]\nform_of = "IDO"', "lost", {"PRE": 12}),
        ('[attributes.PRE]\ndrawn_as = "NOM"', "changed", {"PRE": 12}),
        ('[attributes.PRE]\ndrawn_as = "NOM"', "gained", {"PRE": 2}),
        ('[vocabularies.gar]\nwithout = ["DIV"]', "lost", {"DIV": 14, "IDO": 14, "PRE": 12}),
    ):
        words.write_text(text, encoding="utf-8")
        report = ask(*options, "--catalogue", str(words))
        assert attributes(marelle(report), verb) == expected, text
        assert report["words"]["before"] != report["words"]["after"]


def test_another_mapping_is_seen_and_the_words_stay(tmp_path: Path) -> None:
    options = lay(tmp_path)
    words = tmp_path / "words.toml"
    words.write_text('[mapping.people]\ngiven_name = "displayName"', encoding="utf-8")
    report = ask(*options, "--mapping", str(words))
    assert attributes(marelle(report), "changed") == {"PRE": 12}
    assert report["words"]["before"] == report["words"]["after"]
    assert report["people"]["changed"] == 19, "teachers lose their first name as well"


def test_another_key_changes_pseudonyms_alone(tmp_path: Path) -> None:
    options = lay(tmp_path)
    key = tmp_path / "key"
    key.write_bytes(bytes(64))
    for given in (("--new-key",), ("--key", str(key))):
        report = ask(*options, *given)
        assert attributes(marelle(report), "changed") == {"IDO": 14}
        assert {"kind": "key", "before": 1, "after": 2} in report["changes"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_another_snapshot_shows_who_comes_goes_and_changes(tmp_path: Path, jobs: str) -> None:
    options = lay(tmp_path)
    kept = [entry for entry in PEOPLE if "id-0\n" not in entry and "id-30\n" not in entry]
    after = write_people(tmp_path, pupil(30, 2, "Changée"), pupil(50, 2), pupil(51, 2), *kept, name="after.ldif")
    report = ask(*options, "--directory", str(after), "--jobs", jobs)
    assert report["people"] == {"before": 21, "after": 22, "added": 2, "removed": 1, "changed": 1}
    resource = marelle(report)
    assert attributes(resource, "changed") == {"PRE": 1}
    assert {(one["before"], one["after"], one["people"]) for one in resource["outcomes"]} == {
        ("absent", "", 2),
        ("", "absent", 1),
    }
    back = ask(*options, "--present", f"people={after}", "--directory", f"people={tmp_path / 'people.ldif'}")
    assert back["people"]["removed"] == 2


def test_small_numbers_are_kept_back(tmp_path: Path) -> None:
    options = lay(tmp_path, smallest=5)
    resource = marelle(ask(*options, "--contract", write_contract(tmp_path, WIDER)))
    assert {row["uai"]: row["entering"] for row in resource["schools"]} == {COLLEGE: 6}
    assert resource["effects"]["entering"] == 6, "one teacher of the lycée is not counted"
    assert resource["effects"]["shut_out"] is None, "nobody, and it could be four people"
    assert [row["code"] for row in resource["attributes"]] == ["IDO", "PRE"]


def test_too_few_people_are_as_nobody_but_for_the_exit(tmp_path: Path) -> None:
    options = lay(tmp_path, smallest=5)
    needy = ("--contract", write_contract(tmp_path, NEEDY))
    report = ask(*options, *needy)
    assert report["found"] == {"resources": 0, "more_is_sent": False, "less_is_sent": False}
    (told,) = (one for one in report["unchanged"] if one["contract"] == "marelle")
    assert told["people"] == {"before": 14, "after": 14}, "two of them are shut out"
    assert set(told) == {"issuer", "contract", "resource", "title", "fingerprints", "people"}
    assert run(*options, *needy, "--fail-on", "loss").exit_code == 3


def test_the_exit_says_what_was_asked(tmp_path: Path) -> None:
    options = lay(tmp_path)
    for text, asked, status in (
        (WIDER, "gain", 3),
        (WIDER, "loss", 0),
        (NARROWER, "loss", 3),
        (NARROWER, "gain", 0),
        (COARSER, "any", 3),
        (CONTRACT, "any", 0),
    ):
        told = run(*options, "--contract", write_contract(tmp_path, text), "--fail-on", asked)
        assert told.exit_code == status, (text, asked, told.output)


def test_a_draft_is_taken_as_if_it_were_approved_unless_it_is_to_be_taken_as_it_stands(tmp_path: Path) -> None:
    options = lay(tmp_path)
    draft = WIDER.replace('approved_by = "conseil du bac à sable"', 'approved_by = ""\nstatus = "draft"')
    file = write_contract(tmp_path, draft.replace('code = "PRE"', 'code = "PRE"\nruling = "pending"'))
    supposed = ask(*options, "--contract", file)
    assert (supposed["supposed_approved"], marelle(supposed)["people"]["after"]) == (True, 21)
    as_it_stands = ask(*options, "--contract", file, "--as-it-stands")
    assert (as_it_stands["supposed_approved"], marelle(as_it_stands)["people"]["after"]) == (False, 0)


def test_a_report_is_kept_with_the_version_it_was_made_for(tmp_path: Path) -> None:
    options = lay(tmp_path)
    told = run(*options, "--contract", write_contract(tmp_path, WIDER), "--attach", "--json")
    report = json.loads(told.stdout)
    fingerprint = report["changes"][0]["fingerprints"]["after"]
    workspace = Workspace(tmp_path / "var")
    assert find_attached(workspace, "marelle", fingerprint) == report
    file = tmp_path / "var" / "contract-versions" / "marelle" / f"impact-{fingerprint}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert find_attached(workspace, "marelle", "0" * 64) is None


def test_a_report_goes_to_a_file_that_its_owner_alone_reads(tmp_path: Path) -> None:
    out = tmp_path / "impact.json"
    told = run(*lay(tmp_path), "--new-key", "--json", "--out", str(out))
    assert (told.exit_code, told.stdout) == (0, "")
    assert json.loads(out.read_text(encoding="utf-8"))["report"] == "impact"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "nothing would change"),
        (("--key", "a", "--new-key"), "not both"),
        (("--contracts", "a", "--contract", "b"), "not both"),
        (("--without", "grelots"), "no contract is called grelots"),
        (("--directory", "planets=a.ldif"), "no contract is about people of that directory"),
        (("--directory", "absent.ldif"), "the file cannot be read"),
        (("--key", "preau.toml"), "No such file"),
        (("--contract", "absent.toml"), "No such file"),
    ],
)
def test_what_cannot_be_studied_is_said_and_the_exit_is_two(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    found = run(*lay(tmp_path), *arguments)
    assert (found.exit_code, told in found.output) == (2, True), found.output


def test_what_is_compared_with_is_the_version_in_force_not_a_file_that_waits_for_approval(tmp_path: Path) -> None:
    options = lay(tmp_path)
    workspace = Workspace(tmp_path / "var")
    urls = find_urls(Settings(), workspace)
    register = ContractRegister(workspace.contract_versions, urls, NoContractNotes())
    ContractFolder((workspace.contracts,), urls, register)
    (workspace.contracts / "marelle.toml").write_text(WIDER, encoding="utf-8")
    resource = marelle(ask(*options, "--contract", write_contract(tmp_path, WIDER)))
    assert resource["people"] == {"before": 14, "after": 21}


def test_a_hub_that_no_directory_serves_is_not_judged_and_said_so(tmp_path: Path) -> None:
    options = lay(tmp_path)
    unjudged = [one["contract"] for one in ask(*options, "--new-key")["unjudged"]]
    assert {"examens", "orientation", "pilotage"} <= set(unjudged)
    assert "marelle" not in unjudged
    found = run(*options, "--contract", str(DATA / "contracts" / "examens.toml"))
    assert (found.exit_code, "no directory serves hub-agents" in found.output) == (2, True)


def test_a_directory_on_a_server_is_asked_for_as_a_snapshot(tmp_path: Path) -> None:
    options = lay(tmp_path)
    ldap = '[directory]\nkind = "ldap"\n[directory.ldap]\nurl = "ldap://localhost:1"\nbind_dn = "cn=a"\n'
    named = f'{ldap}bind_password_file = "password"\n{NOBODY_ELSE}'
    (tmp_path / "preau.toml").write_text(named, encoding="utf-8")
    found = run(*options, "--new-key")
    assert found.exit_code == 2
    assert "--present people=FILE" in found.output
    present = str(tmp_path / "people.ldif")
    assert run(*options, "--new-key", "--present", present).exit_code == 0
