"""Owns what a reviewer sees of identification risk on the console, and that no value of anybody is there."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from werkzeug.test import TestResponse

from broker.console.review.grade_desk import Graded, GradeDesk
from broker.console.review.risk_desk import RiskDesk, Underway
from broker.console.review.risk_pages import usual_question
from broker.core.identity import Identity
from broker.core.refusals.decision import NoSchool
from broker.core.refusals.risk import CountingsUnderway
from broker.core.review.risk_report import RiskQuestion, RiskReport
from broker.definitions.workspace import DATA
from tests.builders import HandClock, a_contract
from tests.console import HERE, Console

_ATELIER = "ark:/77777/atelier-eleve"


class Reviewer:
    """Be a reviewer at the console, who waits as long as the counting takes."""

    def __init__(self, console: Console) -> None:
        self.console, self.browser = console, console.browser()
        console.take(self.browser, {"role": "reviewer"})

    def get(self, path: str) -> TestResponse:
        for _ in range(60):
            answer = self.console.get(self.browser, path)
            if answer.status_code != 202:
                return answer
            assert answer.headers["Refresh"]
        raise AssertionError(f"{path} is never ready")


def _write_other_house(folder: Path) -> None:
    """Give a second provider the contract of the workshop: at the hub, all that is shipped is of one."""
    text = (DATA / "contracts" / "atelier.toml").read_text(encoding="utf-8")
    changed = {
        "ark:/77777/atelier-eleve": "ark:/77776/autre-maison",
        "777777777_0000000077777777": "777777776_0000000000000000",
        "Préau Éditions": "Autre Maison",
        "/atelier/": "/autre-maison/",
    }
    for before, after in changed.items():
        assert before in text
        text = text.replace(before, after)
    (folder / "contracts").mkdir()
    (folder / "contracts" / "autre-maison.toml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def reviewer(tmp_path_factory: pytest.TempPathFactory) -> Reviewer:
    folder = tmp_path_factory.mktemp("risk")
    _write_other_house(folder)
    return Reviewer(Console(folder, HERE))


def test_the_first_page_of_a_review_leads_to_the_risk(reviewer: Reviewer) -> None:
    page = html.fromstring(reviewer.get("/review?lang=en").text)
    assert "/review/risk" in page.xpath("//h2/a/@href")


def test_each_resource_has_its_row_and_its_page(reviewer: Reviewer) -> None:
    page = html.fromstring(reviewer.get("/review/risk?k=5&lang=en").text)
    links = page.xpath("//tbody//a/@href")
    contracts = reviewer.console.shared.contracts.all(reviewer.console.shared.hub.name)
    assert len(links) == len(contracts)
    own = html.fromstring(reviewer.get(f"/review/risk/resource?id={_ATELIER}&k=5").text)
    codes = own.xpath("(//table)[1]//tbody//th/code/text()")
    assert codes == ["UAI", "PRO", "PRE", "DIV", "GRO"]
    assert "withdrawn" in own.text_content()


def test_a_resource_that_is_not_here_is_refused(reviewer: Reviewer) -> None:
    assert reviewer.get("/review/risk/resource?id=ark:/77777/nowhere").status_code == 404


def test_providers_are_compared_two_by_two(reviewer: Reviewer) -> None:
    page = html.fromstring(reviewer.get("/review/risk/coalitions?lang=en").text)
    (pair,) = page.xpath("//section[contains(@class, 'panel')]")
    assert pair.xpath("string(h2)") == "Autre Maison – Préau Éditions"
    rows = {row.xpath("string(dt)"): row.xpath("string(dd)") for row in pair.xpath("dl/div")}
    common, joined = int(rows["People whom both may know"]), int(rows["Joined"].split()[0])
    assert common > joined > 1000
    assert "PRE" in rows["What both receive"]
    assert pair.xpath(".//details//tbody/tr")


def test_resources_are_compared_two_by_two_as_if_of_other_providers(reviewer: Reviewer) -> None:
    page = html.fromstring(reviewer.get("/review/risk/coalitions?by=resource&lang=en").text)
    pairs = page.xpath("//section[contains(@class, 'panel')]/h2/text()")
    assert len(pairs) == 40
    assert "ark:/77776/autre-maison – ark:/77777/atelier-eleve" in pairs


def test_counting_again_answers_anew(reviewer: Reviewer) -> None:
    before = json.loads(reviewer.get("/review/risk.json").text)
    answer = reviewer.console.post(reviewer.browser, "/review/risk", k="5")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/review/risk?k=5")
    after = json.loads(reviewer.get("/review/risk.json").text)
    assert after["people"] == before["people"] > 2900
    assert after["resources"] == before["resources"]


def _values(person: Identity) -> Iterator[str]:
    facts = (
        person.family_name,
        person.given_name,
        person.mail,
        person.join_key,
        person.birth_date,
        person.pupil_number,
    )
    yield person.login
    yield person.key.identifier
    for fact in facts:
        yield from fact.values
    for membership in person.memberships:
        yield membership.uai
        yield from (*membership.divisions.values, *membership.groups.values)


def test_no_value_of_anybody_is_in_the_report(reviewer: Reviewer) -> None:
    words = set(json.dumps(json.loads(reviewer.get("/review/risk.json").text), ensure_ascii=False).split('"'))
    everybody = list(reviewer.console.shared.directory.find_everybody())
    assert len(everybody) > 2900
    found = {value for person in everybody for value in _values(person) if value in words}
    assert found == set()


def test_somebody_who_reviews_nothing_does_not_see_it(reviewer: Reviewer) -> None:
    sent_away = reviewer.console.get(reviewer.console.browser(), "/review/risk")
    assert (sent_away.status_code, sent_away.headers["Location"].split("?")[0]) == (303, "/roles")


def test_what_takes_long_says_how_far_it_is_then_gives_the_report_once_made() -> None:
    clock, going_on, threads = HandClock(), threading.Event(), threading.active_count()

    def find(question: RiskQuestion, _contracts: object, tell: object) -> RiskReport:
        assert callable(tell)
        tell(500)
        going_on.wait(30)
        return RiskReport(question, "gar", "people", clock.now(), 1000, 3, (), ())

    desk = RiskDesk(clock, lambda: (a_contract(),), find, wait_seconds=0.05)
    question = usual_question()
    first = desk.ask(question)
    assert isinstance(first, Underway)
    assert desk.find_kept(question) is None
    desk.forget()
    assert isinstance(desk.ask(question), Underway)
    assert threading.active_count() <= threads + 1
    going_on.set()
    patient = RiskDesk(clock, lambda: (a_contract(),), find, wait_seconds=30)
    made = patient.ask(question)
    assert isinstance(made, RiskReport)
    assert patient.ask(question) is made
    assert patient.find_kept(question) is made
    clock.pass_seconds(86_400)
    assert patient.find_kept(question) is None


def test_no_more_than_two_countings_are_underway_and_none_is_let_go_of() -> None:
    going_on, threads = threading.Event(), threading.active_count()

    def find(question: RiskQuestion, *_: object) -> RiskReport:
        going_on.wait(30)
        return RiskReport(question, "gar", "people", HandClock().now(), 1000, 3, (), ())

    desk = RiskDesk(HandClock(), lambda: (), find, wait_seconds=0.0)
    asked = [usual_question(threshold) for threshold in (2, 3, 5, 10, 20)]
    for question in asked[:2]:
        assert isinstance(desk.ask(question), Underway)
    for question in asked[2:] * 3:
        with pytest.raises(CountingsUnderway):
            desk.ask(question)
    graded = GradeDesk(HandClock(), None, desk, dict, lambda _contract: ()).grade_all()
    assert graded == Graded((), is_counting=True, problems=()), "contracts are graded without the risk meanwhile"
    assert threading.active_count() <= threads + 2
    assert isinstance(desk.ask(asked[0]), Underway), "it is found where it was begun"
    going_on.set()
    patient = replace(desk, wait_seconds=30)
    reports = [patient.ask(question) for question in asked]
    assert all(isinstance(one, RiskReport) for one in reports)
    assert patient.find_kept(asked[0]) is None, "the oldest is let go of"
    assert patient.find_kept(asked[4]) is reports[4]


def test_what_keeps_a_report_from_being_made_is_said_each_time() -> None:
    def find(*_: object) -> RiskReport:
        raise NoSchool

    desk = RiskDesk(HandClock(), lambda: (), find, wait_seconds=30)
    for _ in range(2):
        with pytest.raises(NoSchool):
            desk.ask(usual_question())


def test_a_report_is_made_anew_once_forgotten() -> None:
    made: list[RiskReport] = []

    def find(question: RiskQuestion, *_: object) -> RiskReport:
        made.append(RiskReport(question, "gar", "people", HandClock().now(), len(made), 0, (), ()))
        return made[-1]

    desk = RiskDesk(HandClock(), lambda: (), find, wait_seconds=30)
    assert desk.ask(usual_question()) is desk.ask(usual_question()) is made[0]
    desk.forget()
    assert desk.ask(usual_question()) is made[1]
    assert desk.ask(usual_question(2)) is made[2]
