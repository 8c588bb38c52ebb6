"""Owns what the file of a proposed change of words may say, and how all that is wrong in one is told."""

import re
from pathlib import Path

import pytest

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.errors import ConfigurationError
from broker.definitions.proposal_file import read_proposal

GOOD = """
[attributes.PRE]
form = "[A-M].*"
drawn_as = "NOM"
[attributes.DIV]
at_most = 1
[attributes.NOM]
at_most = "any"
[vocabularies.gar]
without = ["CIV"]
with = ["sn"]
[mapping.people]
given_name = "displayName"
"""


def write(folder: Path, text: str) -> Path:
    """Write a proposal."""
    file = folder / "words.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_good_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    proposal = read_proposal(write(tmp_path, GOOD))
    after = proposal.apply(VOCABULARIES)["gar"]
    assert (after["PRE"].form, after["PRE"].derive) == (re.compile("[A-M].*"), CATALOGUE["NOM"].derive)
    assert (after["DIV"].at_most, after["DIV"].form, after["NOM"].at_most) == (1, CATALOGUE["DIV"].form, None)
    assert VOCABULARIES["gar"].keys() ^ after.keys() == {"CIV", "sn"}
    assert {code for code in VOCABULARIES["gar"].keys() & after.keys() if after[code] != CATALOGUE[code]} == {
        "PRE",
        "DIV",
        "NOM",
    }
    assert proposal.apply(VOCABULARIES)["agents"] is VOCABULARIES["agents"]
    assert proposal.mappings == {"people": {"given_name": "displayName"}}


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('[attributes.PRES]\nform = "x"', "attributes.PRES.[key]", "no attribute is called PRES"),
        ("[attributes.PRE]", "attributes.PRE", "this changes nothing"),
        ('[attributes.PRE]\nform = "("', "attributes.PRE.form", "no regular expression"),
        ("[attributes.PRE]\nat_most = 0", "attributes.PRE.at_most.constrained-int", "greater than or equal to 1"),
        ('[attributes.PRE]\ndrawn_as = "X"', "attributes.PRE.drawn_as", "no attribute is called X"),
        ('[vocabularies.gor]\nwithout = ["PRE"]', "vocabularies.gor.[key]", "no vocabulary is called gor"),
        ('[vocabularies.gar]\nwithout = ["sn"]', "file", "gar has no sn"),
        ('[vocabularies.gar]\nwith = ["PRE"]', "file", "gar has PRE already"),
        ('[mapping.people]\nfirst_name = "cn"', "mapping.people.first_name.[key]", "no fact is called first_name"),
        ('[mapping.people]\ngiven_name = "(x=*)"', "mapping.people.given_name", "pattern"),
        ("colour = 1", "colour", "Extra inputs"),
        ("", "file", "it proposes nothing"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, where: str, what: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_proposal(write(tmp_path, text))
    told = [(problem.where, problem.what) for problem in refused.value.problems]
    assert any(place == where and what in said for place, said in told), told


def test_everything_that_is_wrong_is_told_together(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_proposal(write(tmp_path, '[attributes.PRES]\nform = "x"\n[mapping.people]\nfirst_name = "cn"'))
    assert len(refused.value.problems) == 2
    assert "did you mean" in refused.value.problems[0].hint
