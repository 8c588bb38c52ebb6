"""Who assigns where, over real HTTP: heads, the delegates that they name, and one school at a time."""

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from lxml import html

from broker.core.rights.subscription import UNLIMITED
from broker.lab.browser import Browser, forms_of
from tests.journeys.assignment_console import (
    COLLEGE,
    HEAD,
    TEACHER,
    ConsoleVisit,
    arrive,
    code_of,
    subscribe,
    words_of,
)
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox, running_sandbox, sign_in_by_hand

TWO_SCHOOLS, LOWER, UPPER = "augustin.belkacem", "9990011H", "9990012J"


@pytest.fixture(scope="module")
def sandbox(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("delegates")
    lend_keys(folder, sandbox)
    with running_sandbox(folder, examples=False) as own:
        yield own


def number_of(visit: ConsoleVisit, name: str) -> str:
    """Return the number by which the page of delegates knows somebody, in either of its lists."""
    page = html.fromstring(visit.see("/delegates").content)
    shown = page.xpath("//option[starts-with(., $name)]/@value | //button[contains(., $name)]/@value", name=name)
    return str(shown[0])


def test_a_delegate_assigns_from_the_next_page_on_names_nobody_and_can_be_dismissed(sandbox: Sandbox) -> None:
    subscribe(sandbox, "by-delegate", licences_overall=UNLIMITED)
    head, teacher = arrive(sandbox, HEAD), arrive(sandbox, TEACHER)
    assert code_of(teacher.see()) == "role.missing"
    named = head.send("/delegates", ("person", number_of(head, "Benoît Jean")))
    assert "Délégation donnée" in words_of(named)
    done = teacher.send("/assign", ("subscription", "by-delegate"), ("target", "division:ELEVE:6B"))
    assert "affectations faites" in words_of(done)
    page = words_of(teacher.see("/delegates"))
    assert "Vous êtes délégué" in page
    assert "Donner la délégation" not in page
    for act in ("/delegates", "/delegates/dismiss"):
        refused = teacher.send(act, ("person", number_of(head, "Bakayoko")), ("person2", ""))
        assert code_of(refused).startswith("assignment.delegate")
    head.send("/delegates/dismiss", ("person", number_of(head, "Benoît Jean")))
    assert code_of(teacher.see()) == "role.missing"
    assert len(sandbox.shared.records.assignments.of_school(COLLEGE, "by-delegate")) == 1


def test_a_delegate_who_knows_a_number_still_names_nobody(sandbox: Sandbox) -> None:
    head, teacher = arrive(sandbox, HEAD), arrive(sandbox, TEACHER)
    head.send("/delegates", ("person", number_of(head, "Benoît Jean")))
    person = html.fromstring(teacher.see("/people", public="ENSEIGNANT").content)
    link = str(person.xpath("//td/a[starts-with(., 'Bakayoko')]/@href")[0])
    refused = teacher.send("/delegates", ("person", link.rpartition("%3A")[2]))
    assert (refused.status_code, code_of(refused)) == (403, "assignment.delegates_by_head")
    head.send("/delegates/dismiss", ("person", number_of(head, "Benoît Jean")))


def test_a_head_of_two_schools_acts_in_the_one_chosen_and_can_change(sandbox: Sandbox) -> None:
    subscribe(sandbox, "lower", label="Atlas du bas", schools=frozenset({LOWER}))
    subscribe(sandbox, "upper", label="Atlas du haut", schools=frozenset({UPPER}))
    seen = []
    visit = arrive(sandbox, TWO_SCHOOLS)
    for rank in range(2):
        choice = visit.browser.get(f"{sandbox.home}/assignments")
        form = next(one for one in forms_of(choice) if "membership" in one.choices)
        options = html.fromstring(choice.content).xpath("//input[@name='membership']/@value")
        page = visit.browser.submit(form, {"membership": options[rank]})
        seen.append({name for name in ("Atlas du bas", "Atlas du haut") if name in words_of(page)})
        assert code_of(visit.see("/subscription", id="upper" if "Atlas du bas" in seen[-1] else "lower"))
        visit.send("/leave")
    assert sorted(seen, key=sorted) == [{"Atlas du bas"}, {"Atlas du haut"}]


def test_an_ent_leads_a_head_to_the_console_without_asking_for_a_guichet_and_nobody_else(sandbox: Sandbox) -> None:
    ent = sandbox.urls["ent-cour"]
    for login, is_led in ((HEAD, True), (TEACHER, False)):
        browser = Browser.trusting(sandbox.shared.authorities)
        sign_in_by_hand(browser, browser.get(f"{ent}/sign-in"), login)
        portal = browser.get(f"{ent}/portal")
        links = [urljoin(portal.url, link) for link in html.fromstring(portal.content).xpath("//main//a/@href")]
        found = [link for link in links if "urn:preau:affectation" in link or "urn%3Apreau%3Aaffectation" in link]
        assert bool(found) == is_led
        for link in found:
            assert browser.get(link).url == f"{sandbox.home}/assignments"
