"""Owns how notices come into force: several folders, contracts behind them, families, broken files closed."""

from dataclasses import replace
from pathlib import Path

import pytest

from broker.core.contract import Contract
from broker.core.rights.access import check_notice
from broker.core.rights.notice import Notice
from broker.core.terms import PageTerms
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.notice_folder import NoticeFolder
from broker.definitions.workspace import DATA
from tests.builders import a_contract
from tests.definitions.test_contract_files import GOOD as GOOD_CONTRACT
from tests.definitions.test_contract_files import URLS
from tests.definitions.test_contract_folder import SHIPPED_URLS
from tests.definitions.test_notice_files import GOOD, PLAIN
from tests.flows.fakes import FewContracts

MARELLE = "ark:/77777/marelle"


def a_folder(*folders: Path, contracts: tuple[Contract, ...] = ()) -> NoticeFolder:
    return NoticeFolder(folders, URLS, FewContracts(contracts), "gar")


def _write(folder: Path, name: str, text: str = GOOD) -> Path:
    """Write a notice of a resource of its own, as an editor would: whole, then into place."""
    folder.mkdir(exist_ok=True)
    file, part = folder / f"{name}.toml", folder / f"{name}.part"
    part.write_text(text.replace("77777/marelle", f"77777/{name}"), encoding="utf-8")
    part.rename(file)
    return file


def with_line(line: str) -> str:
    return GOOD.replace("\n[publisher]", f"{line}\n\n[publisher]")


def titles(notices: tuple[Notice, ...]) -> list[str]:
    return [notice.resource.rpartition("/")[2] for notice in notices]


def test_notices_of_all_folders_are_found_in_order_of_resource(tmp_path: Path) -> None:
    _write(tmp_path / "shipped", "marelle")
    _write(tmp_path / "own", "billes")
    notices = a_folder(tmp_path / "shipped", tmp_path / "own", tmp_path / "nowhere")
    assert notices.problems == ()
    assert titles(notices.all()) == ["billes", "marelle"]
    assert notices.find(MARELLE) == PLAIN
    assert notices.find("ark:/77777/rien") is None


def test_a_contract_without_a_notice_gives_one(tmp_path: Path) -> None:
    (drawn,) = a_folder(tmp_path, contracts=(a_contract(),)).all()
    assert (drawn.resource, drawn.presentation.code) == (MARELLE, "OTHER")
    assert (drawn.title, drawn.description) == (a_contract().title, a_contract().purpose)
    assert (drawn.publisher.identifier, drawn.url) == (a_contract().provider.identifier, a_contract().access_url)
    assert drawn.thumbnail == "http://gar.example:1/thumbnails/marelle.svg"
    check_notice(drawn)


def test_a_notice_of_ones_own_takes_only_the_address_from_the_contract(tmp_path: Path) -> None:
    _write(tmp_path, "marelle")
    notices = a_folder(tmp_path, contracts=(a_contract(),))
    assert notices.all() == (replace(PLAIN, url=a_contract().access_url),)
    _write(tmp_path, "marelle", with_line('url = "https://marelle.example/"'))
    assert notices.find(MARELLE) == replace(PLAIN, url="https://marelle.example/")


def test_a_page_of_the_issuer_s_own_and_the_services_of_others_are_no_resources(tmp_path: Path) -> None:
    page = a_contract(saml=None, page=PageTerms("/edugar"))
    elsewhere = a_contract(issuer="ent-cour", resource="urn:cahier")
    assert a_folder(tmp_path, contracts=(page, elsewhere)).all() == ()


def test_a_family_is_its_mother_s_daughters(tmp_path: Path) -> None:
    _write(tmp_path, "jeux", with_line("is_mother = true"))
    _write(tmp_path, "marelle", with_line('mother = "ark:/77777/jeux"'))
    _write(tmp_path, "billes", with_line('mother = "ark:/77777/jeux"'))
    notices = a_folder(tmp_path)
    assert notices.problems == ()
    assert titles(notices.daughters("ark:/77777/jeux")) == ["billes", "marelle"]
    assert notices.daughters(MARELLE) == ()
    assert notices.daughters("") == ()


@pytest.mark.parametrize(
    ("mother", "what"),
    [
        (None, "has no notice"),
        (GOOD, "is no mother of a family"),
        (with_line('mother = "ark:/77777/autre"'), "is no mother of a family"),
        (with_line("is_mother = maybe"), "has no notice"),
    ],
)
def test_a_daughter_whose_mother_is_none_is_a_problem_and_displayed_by_nobody(
    tmp_path: Path, mother: str | None, what: str
) -> None:
    if mother is not None:
        _write(tmp_path, "jeux", mother)
    _write(tmp_path, "marelle", with_line('mother = "ark:/77777/jeux"'))
    notices = a_folder(tmp_path, contracts=(a_contract(),))
    (problem,) = (found for found in notices.problems if found.file.endswith("marelle.toml"))
    assert (problem.where, what in problem.what, bool(problem.hint)) == ("mother", True, True)
    found = notices.find(MARELLE)
    assert found is not None
    assert not found.displayable


def test_of_two_notices_of_one_resource_the_first_counts(tmp_path: Path) -> None:
    _write(tmp_path / "shipped", "marelle")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "other.toml").write_text(GOOD.replace("Hopscotch", "Other"), encoding="utf-8")
    notices = a_folder(tmp_path / "shipped", tmp_path / "own")
    (problem,) = notices.problems
    assert problem.file.endswith("own/other.toml")
    assert "shipped/marelle.toml is the notice of ark:/77777/marelle already" in problem.what
    assert notices.all() == (PLAIN,)


def test_a_file_that_breaks_closes_its_resource_until_it_is_mended(tmp_path: Path) -> None:
    _write(tmp_path, "marelle", with_line("distributable = false"))
    notices = a_folder(tmp_path, contracts=(a_contract(),))
    for broken in (GOOD[:-20], with_line("distributable = maybe"), GOOD.replace('"MUL"', '"MUX"')):
        _write(tmp_path, "marelle", broken)
        found = notices.find(MARELLE)
        assert found is not None
        assert not found.displayable
        assert len(notices.problems) == 1
    _write(tmp_path, "marelle")
    assert notices.problems == ()
    assert notices.find(MARELLE) == replace(PLAIN, url=a_contract().access_url)


def test_a_file_that_was_always_broken_closes_the_resource_that_it_names(tmp_path: Path) -> None:
    _write(tmp_path, "marelle", GOOD.replace('"MUL"', '"MUX"'))
    _write(tmp_path, "billes", GOOD)
    notices = a_folder(tmp_path, contracts=(a_contract(),))
    assert [notice.displayable for notice in notices.all()] == [True, False]


def test_files_dropped_in_changed_and_removed_count_at_the_next_look(tmp_path: Path) -> None:
    notices = a_folder(tmp_path / "own")
    assert notices.all() == ()
    file = _write(tmp_path / "own", "marelle")
    assert notices.find(MARELLE) == PLAIN
    file.write_text(with_line("displayable = false"), encoding="utf-8")
    assert notices.find(MARELLE) == replace(PLAIN, displayable=False)
    file.unlink()
    assert notices.all() == ()


def test_a_contract_that_changes_counts_at_the_next_look(tmp_path: Path) -> None:
    folder = tmp_path / "contracts"
    folder.mkdir()
    contracts = ContractFolder((folder,), URLS)
    notices = NoticeFolder((tmp_path / "notices",), URLS, contracts, "gar")
    assert notices.all() == ()
    (folder / "marelle.toml").write_text(GOOD_CONTRACT, encoding="utf-8")
    first = notices.all()
    assert titles(first) == ["marelle"]
    assert notices.all() is first, "nothing is made again while nothing changes"
    (folder / "marelle.toml").write_text(GOOD_CONTRACT.replace("Hopscotch", "Hop"), encoding="utf-8")
    assert notices.all()[0].title.en == "Hop"


def test_the_shipped_notices_are_right_and_cover_each_case() -> None:
    contracts = ContractFolder((DATA / "contracts",), SHIPPED_URLS)
    notices = NoticeFolder((DATA / "notices",), SHIPPED_URLS, contracts, "gar")
    assert notices.problems == ()
    (mother,) = (notice for notice in notices.all() if notice.is_mother)
    assert contracts.by_resource("gar", mother.resource) is None
    assert titles(notices.daughters(mother.resource)) == ["marees-calcul", "marees-lecture"]
    assert titles(tuple(one for one in notices.all() if not one.displayable)) == ["en-preparation"]
    assert titles(tuple(one for one in notices.all() if not one.distributable)) == ["retiree"]
    assert contracts.by_resource("gar", "ark:/77777/sans-contrat") is None
    written = {file.stem for file in (DATA / "notices").glob("*.toml")}
    assert {"carnet", "atelier", "studio", "grimoire", "herbier", "orchestre"} <= written
    for name in ("carnet", "atelier", "studio", "grimoire", "herbier", "orchestre"):
        (contract,) = (one for one in contracts.all("gar") if one.name == name)
        notice = notices.find(contract.resource)
        assert notice is not None
        assert (notice.title, notice.url) == (contract.title, contract.access_url)
        assert (notice.publisher.identifier, notice.publisher.name) == (
            contract.provider.identifier,
            contract.provider.name,
        )
        assert notice.thumbnail == f"http://localhost/gar/thumbnails/{name}.svg"


def test_a_word_of_the_vocabularies_has_one_address_in_every_shipped_notice() -> None:
    notices = NoticeFolder((DATA / "notices",), SHIPPED_URLS, FewContracts(()), "gar").all()
    terms = {
        (kind, term)
        for notice in notices
        for kind in ("pedagogical_types", "document_types", "levels", "subjects")
        for term in getattr(notice, kind)
    }
    assert len(terms) == len({(kind, term.title) for kind, term in terms}) == len({term.code for _, term in terms})
