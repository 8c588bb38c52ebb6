"""Owns what a contract file must be: all its problems come together, each with its place and what to change."""

import re
from datetime import date
from pathlib import Path

import pytest

from broker.core.catalogue import CATALOGUE
from broker.core.contract import Clause, Identifier, Provider
from broker.core.errors import ConfigurationError, Problem
from broker.core.profile import STAFF, Profile
from broker.core.pseudonym import Sector
from broker.core.sentence import Sentence
from broker.core.terms import SamlTerms
from broker.definitions.contract_reach import find_profiles_with
from broker.definitions.contract_reader import read_contract

URLS = {"gar": "http://gar.example:1", "resources": "http://resources.example:2"}
GOOD = """
issuer = "gar"
resource = "ark:/77777/marelle"
access_url = "{resources}/marelle/"
title = { fr = "Marelle", en = "Hopscotch" }
purpose = { fr = "Apprendre en sautant.", en = "Learning by hopping." }
legal_basis = "mission d’intérêt public"
retention = "P1Y"
profiles = ["National_elv", "National_ens"]
valid_from = 2025-09-01
valid_until = 2026-08-31
approved_by = "conseil du bac à sable"

[provider]
siren_isni = "777777777_0000000077777777"
name = "Préau Éditions"

[[attributes]]
code = "IDO"
purpose = "Retrouver la personne."
required = true

[[attributes]]
code = "P_MEL"
purpose = "Écrire à l’enseignant."
necessity = "Le service prévient l’enseignant hors de la classe."
profiles = ["National_ens"]

[saml]
entity_id = "{resources}/marelle/saml/metadata"
"""


def _write(folder: Path, text: str, name: str = "marelle.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def _problems(folder: Path, text: str, name: str = "marelle.toml") -> tuple[Problem, ...]:
    file = _write(folder, text, name)
    with pytest.raises(ConfigurationError) as refused:
        read_contract(file, URLS)
    return refused.value.problems


def test_a_good_file_gives_the_whole_contract(tmp_path: Path) -> None:
    contract = read_contract(_write(tmp_path, GOOD), URLS)
    assert contract.name == "marelle"
    assert contract.issuer == "gar"
    assert contract.title == Sentence("Marelle", "Hopscotch")
    assert contract.provider == Provider("777777777_0000000077777777", "Préau Éditions")
    assert contract.profiles == {Profile.PUPIL, Profile.TEACHER}
    assert contract.clauses == (
        Clause("IDO", "Retrouver la personne.", required=True),
        Clause(
            "P_MEL",
            "Écrire à l’enseignant.",
            profiles=frozenset({Profile.TEACHER}),
            necessity="Le service prévient l’enseignant hors de la classe.",
        ),
    )
    assert (contract.valid_from, contract.valid_until) == (date(2025, 9, 1), date(2026, 8, 31))
    assert (contract.identifier, contract.sector, contract.per_school) == (Identifier.TRANSIENT, Sector.PROVIDER, True)
    assert contract.saml == SamlTerms("http://resources.example:2/marelle/saml/metadata")
    assert (contract.cas, contract.oidc) == (None, None)


def test_a_contract_asks_for_subscriptions_unless_it_opens_to_all(tmp_path: Path) -> None:
    assert not read_contract(_write(tmp_path, GOOD), URLS).open_to_all
    text = GOOD.replace("approved_by", "open_to_all = true\napproved_by")
    assert read_contract(_write(tmp_path, text), URLS).open_to_all


def test_a_contract_that_nobody_has_approved_yet_can_be_read(tmp_path: Path) -> None:
    text = GOOD.replace("conseil du bac à sable", "")
    assert read_contract(_write(tmp_path, text), URLS).approved_by == ""
    (problem,) = _problems(tmp_path, GOOD.replace('approved_by = "conseil du bac à sable"\n', ""))
    assert problem.where == "approved_by"


def test_placeholders_become_base_urls(tmp_path: Path) -> None:
    contract = read_contract(_write(tmp_path, GOOD), URLS)
    assert contract.access_url == "http://resources.example:2/marelle/"
    assert contract.entity_id == "http://resources.example:2/marelle/saml/metadata"


def test_every_switch_can_be_set(tmp_path: Path) -> None:
    text = GOOD.replace(
        "[provider]", 'identifier = "pseudonym"\nsector = "resource"\nper_school = false\nversion = 3\n[provider]'
    )
    text += "relay_state_must_be_access_url = true\nunsigned_requests_accepted = true\n"
    contract = read_contract(_write(tmp_path, text), URLS)
    assert (contract.identifier, contract.sector, contract.version) == (Identifier.PSEUDONYM, Sector.RESOURCE, 3)
    assert not contract.per_school
    assert contract.saml is not None
    assert contract.saml.relay_state_must_be_access_url
    assert contract.saml.unsigned_requests_accepted


@pytest.mark.parametrize(
    ("before", "after", "where", "what", "hint"),
    [
        ('"P_MEL"', '"P_MAIL"', "attributes.1.code", "no attribute is called P_MAIL", "did you mean mail, P_MEL"),
        ('"P_MEL"', '"p_mel"', "attributes.1.code", "no attribute is called p_mel", "did you mean P_MEL"),
        ('"P_MEL"', '"zzzzzz"', "attributes.1.code", "no attribute is called zzzzzz", "one of IDO, UAI, PRO"),
        ('"P_MEL"', '"IDO"', "attributes.1.code", "IDO is named twice", "keep one"),
        ('["National_elv", "National_ens"]', '["National_prof"]', "profiles.0", "Input should be", "National_"),
        ('["National_elv", "National_ens"]', "[]", "profiles", "at least 1", ""),
        ('profiles = ["National_ens"]', 'profiles = ["National_doc"]', "attributes.1.profiles", "not among", "add it"),
        (
            'profiles = ["National_ens"]',
            'profiles = ["National_elv"]',
            "attributes.1.code",
            "P_MEL can never leave for National_elv",
            "only National_aca",
        ),
        (
            'profiles = ["National_ens"]',
            "required = true",
            "attributes.1.required",
            "National_elv can never have P_MEL",
            "among National_ens",
        ),
        ("2026-08-31", "2024-08-31", "valid_until", "2024-08-31 is before valid_from, 2025-09-01", "exchange"),
        ("2026-08-31", '"2026-08-31"', "valid_until", "valid date", "without quotes"),
        ("required = true", 'required = "yes"', "attributes.0.required", "valid boolean", "true or false"),
        ("777777777_", "77_", "provider.siren_isni", "should match pattern", "nine digits"),
        ("{resources}/marelle/saml", "{ressources}/marelle/saml", "saml.entity_id", "{ressources}", "resources"),
        ('"{resources}/marelle/"', '"ftp://marelle.example/"', "access_url", "should match pattern", ""),
        ('"{resources}/marelle/"', '"https:///marelle"', "access_url", "names no host", "https://host/path"),
        ('issuer = "gar"', 'issuer = "gare"', "issuer", "no issuer is called gare", "did you mean gar"),
        ("legal_basis =", "legal_base =", "legal_base", "not permitted", "did you mean legal_basis"),
        ("legal_basis =", "legal_base =", "legal_basis", "Field required", "add it"),
        ('fr = "Marelle", ', "", "title.fr", "Field required", "add it"),
        ('{ fr = "Marelle", en = "Hopscotch" }', '"Marelle"', "title", "valid dictionary", "fr ="),
        ("[saml]", "version = 1\n[saml]", "attributes.1.version", "not permitted", "did you mean version"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_change(  # noqa: PLR0913, PLR0917 - one argument per column
    tmp_path: Path, before: str, after: str, where: str, what: str, hint: str
) -> None:
    assert before in GOOD
    found = [problem for problem in _problems(tmp_path, GOOD.replace(before, after)) if problem.where == where]
    assert len(found) == 1
    assert what in found[0].what
    assert hint in found[0].hint
    assert found[0].file.endswith("/marelle.toml")


def test_all_problems_of_a_file_come_together(tmp_path: Path) -> None:
    text = GOOD
    for before, after in (
        ('"P_MEL"', '"P_MAIL"'),
        ("2026-08-31", "2024-08-31"),
        ('issuer = "gar"', 'issuer = "gare"'),
        ("{resources}/marelle/saml", "{ressources}/marelle/saml"),
        ("777777777_", "77_"),
        ("legal_basis =", "legal_base ="),
    ):
        text = text.replace(before, after)
    assert {problem.where for problem in _problems(tmp_path, text)} == {
        "saml.entity_id",
        "issuer",
        "provider.siren_isni",
        "legal_basis",
        "legal_base",
        "attributes.1.code",
        "valid_until",
    }


def test_several_faulty_attributes_are_all_told(tmp_path: Path) -> None:
    text = GOOD.replace("[saml]", '[[attributes]]\ncode = "IDO"\npurpose = "x"\n[[attributes]]\ncode = "UIA"\n[saml]')
    assert [problem.where for problem in _problems(tmp_path, text)] == ["attributes.3.code", "attributes.3.purpose"]
    text = text.replace('code = "UIA"', 'code = "IDO"\npurpose = "y"')
    assert [problem.where for problem in _problems(tmp_path, text)] == ["attributes.2.code", "attributes.3.code"]


def test_bad_toml_is_told_with_line_and_column(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, GOOD.replace('issuer = "gar"', 'issuer = "gar'))
    assert re.fullmatch(r"line 2, column \d+", problem.where)
    assert "(at line" not in problem.what


def test_bytes_that_are_not_utf_8_are_told(tmp_path: Path) -> None:
    file = tmp_path / "marelle.toml"
    file.write_bytes(GOOD.encode("latin-1", "replace"))
    with pytest.raises(ConfigurationError) as refused:
        read_contract(file, URLS)
    assert refused.value.problems[0].what == "this is not UTF-8"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_contract(tmp_path / "nothing.toml", URLS)
    assert refused.value.problems[0].what == "No such file or directory"


def test_a_file_name_that_cannot_name_a_contract_is_told(tmp_path: Path) -> None:
    assert [problem.where for problem in _problems(tmp_path, GOOD, "Ma relle.toml")] == ["file"]


@pytest.mark.parametrize(
    ("code", "profiles"),
    [
        ("IDO", frozenset(Profile)),
        ("NOM", frozenset(Profile)),
        ("P_MEL", STAFF),
        ("P_MAT", STAFF),
        ("P_MS4", STAFF),
        ("ctemail", STAFF),
        ("E_MS4", frozenset({Profile.PUPIL})),
        ("FrEduCtPersonAffiliation", frozenset({Profile.PUPIL, Profile.GUARDIAN})),
        ("FrEduCtRefId", frozenset(Profile)),
    ],
)
def test_the_catalogue_tells_who_can_ever_have_an_attribute(code: str, profiles: frozenset[Profile]) -> None:
    assert find_profiles_with(code) == profiles


def test_every_attribute_of_the_catalogue_can_be_had_by_somebody() -> None:
    assert [code for code in CATALOGUE if not find_profiles_with(code)] == []
