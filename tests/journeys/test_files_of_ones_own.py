"""Owns what happens when somebody drops a contract and metadata into the workspace of a running sandbox."""

import requests

from broker.lab.browser import Browser
from tests.journeys.own_service import own_service
from tests.journeys.steps import CARNET, PUPIL, open_by_ent, read_refusal, received, text_of
from tests.sandbox import Sandbox


def resources_page(sandbox: Sandbox) -> str:
    return text_of(requests.get(f"{sandbox.home}/resources", timeout=15))


def test_a_contract_and_metadata_dropped_appear_without_a_restart_and_work(sandbox: Sandbox) -> None:
    with own_service(sandbox, title="Marelle du jour") as service:
        assert "Marelle du jour" in resources_page(sandbox)
        assert set(service.receive(PUPIL)) == {"IDO", "UAI", "PRO"}
    assert "Marelle du jour" not in resources_page(sandbox)


def test_what_was_removed_is_refused_at_once(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        assert service.ask(Browser()).ok
        service.contract_file.unlink()
        assert read_refusal(service.ask(Browser())).code == "contract.none"
        service.metadata_file.unlink()
        assert read_refusal(service.ask(Browser())).code == "service.unknown"


def test_metadata_alone_is_listed_as_a_service_that_receives_nothing(sandbox: Sandbox) -> None:
    with own_service(sandbox, contract=False) as service:
        page = resources_page(sandbox)
        assert service.entity_id in page
        assert service.title not in page
        assert read_refusal(service.ask(Browser())).code == "contract.none"


def test_a_contract_widened_while_the_sandbox_runs_counts_for_what_it_names_and_no_more(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        before = service.receive(PUPIL)
        text = service.contract_text()
        wider = text.replace("attributes = [\n", 'attributes = [\n  { code = "PRE", purpose = "Saluer." },\n')
        service.contract_file.write_text(wider)
        after = service.receive(PUPIL)
    assert set(after) - set(before) == {"PRE"}
    assert after["IDO"] == before["IDO"]


def test_a_broken_contract_is_told_by_its_dotted_path_and_breaks_nothing(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        broken = service.contract_text().replace('code = "UAI"', 'code = "UIA"').replace("title", "titel")
        service.contract_file.write_text(broken)
        page = resources_page(sandbox)
        assert f"{service.name}.toml: attributes.1.code" in page
        assert f"{service.name}.toml: title" in page
        assert f"{service.name}.toml: titel" in page
        assert read_refusal(service.ask(Browser())).code == "contract.none"
        browser, opened = open_by_ent(sandbox, CARNET, PUPIL)
        assert received(browser, opened)
    assert f"{service.name}.toml" not in resources_page(sandbox)


def test_broken_metadata_is_told_and_breaks_nothing(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        service.metadata_file.write_text("<md:EntityDescriptor")
        assert f"{service.name}.xml" in resources_page(sandbox)
        assert read_refusal(service.ask(Browser())).code == "service.unknown"
        browser, opened = open_by_ent(sandbox, CARNET, PUPIL)
        assert received(browser, opened)


def test_a_second_contract_for_the_same_resource_is_a_problem_and_the_first_counts(sandbox: Sandbox) -> None:
    with own_service(sandbox) as first, own_service(sandbox) as second:
        clash = second.contract_text().replace(second.resource, CARNET)
        second.contract_file.write_text(clash)
        assert f"{second.name}.toml" in resources_page(sandbox)
        assert set(first.receive(PUPIL)) == {"IDO", "UAI", "PRO"}
        browser, opened = open_by_ent(sandbox, CARNET, PUPIL)
        assert received(browser, opened)
