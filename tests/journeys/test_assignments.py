"""A school's responsible assigns over real HTTP: each act is foreseen, done, told and undone, in their own school."""

import logging
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from lxml import html

from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind
from tests.journeys.assignment_console import (
    COLLEGE,
    HEAD,
    OTHER_COLLEGE,
    OTHER_HEAD,
    TEACHER,
    ConsoleVisit,
    arrive,
    code_of,
    subscribe,
    values_of,
    words_of,
)
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox, running_sandbox

_DIVISION = ("target", "division:ELEVE:6B")


@pytest.fixture(scope="module")
def sandbox(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("assignments")
    lend_keys(folder, sandbox)
    with running_sandbox(folder, examples=False) as own:
        yield own


@pytest.fixture
def head(sandbox: Sandbox) -> ConsoleVisit:
    return arrive(sandbox, HEAD)


def people_of(sandbox: Sandbox, division: str) -> int:
    found = (m for one in sandbox.shared.directory.find_school_people(COLLEGE) for m in one.memberships)
    return sum(
        m.uai == COLLEGE and m.profile == "National_elv" and f"{division}##" in "".join(m.divisions.values)
        for m in found
    )


def test_a_subscription_shows_at_once_with_its_licences_or_that_nothing_is_to_be_done(
    sandbox: Sandbox, head: ConsoleVisit
) -> None:
    subscribe(sandbox, "shown", label="Atlas montré", licences_overall=40)
    subscribe(sandbox, "whole", label="Globe entier", kind=AssignmentKind.SCHOOL, licences_overall=UNLIMITED)
    subscribe(sandbox, "theirs", label="D’une autre école", schools=frozenset({OTHER_COLLEGE}))
    page = words_of(head.see())
    assert "tous les publics : licences prises, 0 sur 40 ; reste 40" in page.replace("\u00a0", " ")
    assert "Globe entier" in page
    assert "rien à affecter" in page
    assert "D’une autre école" not in page


def test_an_assignment_is_foreseen_confirmed_told_and_withdrawn(sandbox: Sandbox, head: ConsoleVisit) -> None:
    subscribe(sandbox, "division", licences_overall=40)
    concerned = people_of(sandbox, "6B")
    foreseen = head.send("/preview", ("subscription", "division"), _DIVISION, ("origin", "subscription"))
    assert f"{concerned} à prendre, il en resterait {40 - concerned}" in words_of(foreseen)
    assert sandbox.shared.records.assignments.of_school(COLLEGE, "division") == ()
    done = head.send("/assign", ("subscription", "division"), _DIVISION, ("origin", "subscription"))
    assert done.history[0].status_code == 303
    assert done.url == f"{sandbox.home}/assignments/subscription?id=division"
    assert f"licences prises : {concerned}" in words_of(done).replace("\u00a0", " ")
    assert f"licences prises : {concerned}" not in words_of(head.see("/subscription", id="division")).replace(
        "\xa0", " "
    )
    (assignment,) = values_of(done, "assignment")
    gone = head.send("/withdraw", ("assignment", assignment), ("subscription", "division"))
    assert f"Licences libérées : {concerned}" in words_of(gone).replace("\u00a0", " ")
    assert sandbox.shared.records.assignments.licences("division", COLLEGE) == ()


def test_too_few_licences_are_said_before_and_nothing_is_assigned_after(sandbox: Sandbox, head: ConsoleVisit) -> None:
    subscribe(sandbox, "short", licences_overall=2)
    foreseen = head.send("/preview", ("subscription", "short"), _DIVISION)
    assert "Rien ne serait affecté" in words_of(foreseen)
    assert "Confirmer" not in words_of(foreseen)
    done = head.send("/assign", ("subscription", "short"), _DIVISION)
    assert "assignment.licences_short" in words_of(done)
    assert sandbox.shared.records.assignments.of_school(COLLEGE, "short") == ()


def test_several_resources_go_to_one_population_each_whole_or_not_at_all(sandbox: Sandbox, head: ConsoleVisit) -> None:
    subscribe(sandbox, "enough", licences_overall=UNLIMITED)
    subscribe(sandbox, "few", licences_overall=1)
    page = head.see("/population", target="division:ELEVE:6B")
    assert {"enough", "few"} <= set(values_of(page, "subscription"))
    both = (("subscription", "enough"), ("subscription", "few"), _DIVISION, ("origin", "population"))
    done = head.send("/assign", *both)
    assert "/assignments/population" in done.url
    assert "few — Il ne reste pas assez de licences" in words_of(done)
    assignments = sandbox.shared.records.assignments
    assert len(assignments.of_school(COLLEGE, "enough")) == 1
    assert assignments.of_school(COLLEGE, "few") == ()


def test_people_are_found_by_name_and_chosen_and_no_address_or_log_names_them(
    sandbox: Sandbox, head: ConsoleVisit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    subscribe(sandbox, "people", licences_overall=5)
    person = next(
        one
        for one in sandbox.shared.directory.find_school_people(COLLEGE)
        if one.memberships[0].profile == "National_elv" and len(one.memberships) == 1
    )
    family, given = person.family_name.values[0], person.given_name.values[0]
    found = head.send("/people", ("subscription", "people"), ("search", f"{given} {family}".upper()))
    (chosen,) = values_of(found, "target")
    done = head.send("/assign", ("subscription", "people"), ("target", chosen), ("origin", "subscription"))
    assert f"{family} {given}" in words_of(done)
    seen = head.see("/population", target=chosen)
    assert "Ce que cette personne verrait" in words_of(seen)
    (licence,) = sandbox.shared.records.assignments.licences("people", COLLEGE)
    assert licence.person == person.key
    addresses = unquote(" ".join(head.addresses))
    for value in (person.key.identifier, person.login, family, given):
        assert value not in addresses
        assert value not in caplog.text.replace(head.home, "")
        assert value not in chosen
    assert person.key.identifier not in seen.text


def test_what_a_person_would_see_changes_with_what_is_assigned_to_them(head: ConsoleVisit) -> None:
    (person,) = values_of(
        head.send("/people", ("subscription", "PREAU-PLACARD"), ("search", "Ibrahima Le Goff")), "target"
    )
    row = "//tr[.//code[. = 'ark:/77777/non-affectee']]"
    before = html.fromstring(head.see("/population", target=person).content).xpath(f"string({row})")
    assert "rights.not_assigned" in before
    head.send("/assign", ("subscription", "PREAU-PLACARD"), ("target", person), ("origin", "population"))
    after = html.fromstring(head.see("/population", target=person).content).xpath(f"string({row})")
    assert "oui" in after


def test_a_persons_number_means_nothing_in_another_browser(sandbox: Sandbox, head: ConsoleVisit) -> None:
    number = next(
        one for one in values_of(head.send("/people", ("subscription", subscribe(sandbox, "n1").id)), "target")
    )
    other = arrive(sandbox, HEAD)
    answer = other.see("/population", target=number)
    assert (answer.status_code, code_of(answer)) == (404, "assignment.target_unknown")


def test_another_schools_subscription_assignment_and_people_are_refused_with_a_code(
    sandbox: Sandbox, head: ConsoleVisit
) -> None:
    subscribe(sandbox, "mine", licences_overall=UNLIMITED)
    subscribe(sandbox, "other", licences_overall=UNLIMITED, schools=frozenset({OTHER_COLLEGE}))
    other = arrive(sandbox, OTHER_HEAD)
    made = other.send("/assign", ("subscription", "other"), ("target", "audience:ELEVE:ELEVE"))
    (assignment,) = values_of(made, "assignment")
    refused = [
        (head.see("/subscription", id="other"), "subscription.unknown"),
        (head.send("/preview", ("subscription", "other"), _DIVISION), "subscription.unknown"),
        (head.send("/assign", ("subscription", "other"), _DIVISION), "subscription.unknown"),
        (head.send("/withdraw", ("assignment", assignment)), "assignment.unknown"),
        (head.send("/assign", ("subscription", "mine"), ("target", "division:ELEVE:9Z")), "assignment.target_unknown"),
        (head.send("/people", ("subscription", "other")), "subscription.unknown"),
    ]
    assert [(answer.status_code, code_of(answer)) for answer, _ in refused] == [(404, code) for _, code in refused]
    assert len(sandbox.shared.records.assignments.of_school(OTHER_COLLEGE, "other")) == 1
    assert sandbox.shared.records.assignments.of_school(COLLEGE, "mine") == ()


def test_a_form_with_nothing_ticked_comes_back_to_its_page_and_says_so(sandbox: Sandbox, head: ConsoleVisit) -> None:
    subscribe(sandbox, "unticked")
    sent = [
        head.send("/preview", ("subscription", "unticked"), ("origin", "subscription")),
        head.send("/withdraw", ("subscription", "unticked")),
        head.send("/preview", _DIVISION, ("origin", "population")),
    ]
    assert ["Rien n’était coché" in words_of(answer) for answer in sent] == [True] * 3
    assert [answer.url.rpartition("/")[2].partition("?")[0] for answer in sent] == [*["subscription"] * 2, "population"]


def test_a_form_of_another_site_changes_nothing(sandbox: Sandbox, head: ConsoleVisit) -> None:
    subscribe(sandbox, "forged", licences_overall=UNLIMITED)
    fields = {"subscription": "forged", "target": "audience:ELEVE:ELEVE"}
    answer = head.browser.http.post(f"{sandbox.home}/assignments/assign", data=fields, timeout=15)
    assert code_of(answer) == "form.forged"
    assert sandbox.shared.records.assignments.of_school(COLLEGE, "forged") == ()


def test_a_teacher_is_not_let_in_and_nobody_is_without_signing_in(sandbox: Sandbox) -> None:
    teacher = arrive(sandbox, TEACHER)
    for path in ("", "/people", "/sheet.csv", "/delegates"):
        assert code_of(teacher.see(path)) == "role.missing"


def test_a_sheet_is_read_first_then_applied_and_comes_out_again(sandbox: Sandbox, head: ConsoleVisit) -> None:
    subscribe(sandbox, "sheet", licences_overall=UNLIMITED, audiences=frozenset(Audience))
    lines = "idAbonnement;cible;code;public\r\nsheet;division;6B;ELEVE\r\nsheet;public;;ENSEIGNANT"
    read = head.send("/sheet", sheet=("in.csv", lines.encode()))
    assert "Nouvelles affectations : 2" in words_of(read).replace("\u00a0", " ")
    assert sandbox.shared.records.assignments.of_school(COLLEGE, "sheet") == ()
    done = head.send("/sheet/apply", ("content", values_of(read, "content")[0]))
    assert "affectations faites : 2" in words_of(done).replace("\u00a0", " ")
    out = head.see("/sheet.csv")
    assert out.headers["Content-Type"].startswith("text/csv")
    assert COLLEGE in out.headers["Content-Disposition"]
    assert "sheet;ark:/77777/atlas;division;6B;ELEVE;;6EME B" in out.content.decode("utf-8-sig")


def test_a_wrong_sheet_says_which_lines_and_is_not_applied(sandbox: Sandbox, head: ConsoleVisit) -> None:
    subscribe(sandbox, "wrong", licences_overall=UNLIMITED)
    lines = "idAbonnement;cible;code;public\r\nwrong;division;6B;ELEVE\r\nother;division;6B;ELEVE"
    read = head.send("/sheet", sheet=("in.csv", lines.encode()))
    assert read.status_code == 422
    assert "Lignes à corriger : 1" in words_of(read).replace("\u00a0", " ")
    assert "subscription.unknown" in words_of(read)
    applied = head.send("/sheet/apply", ("content", lines))
    assert (applied.status_code, code_of(applied)) == (422, "assignment.sheet_wrong")
    assert sandbox.shared.records.assignments.of_school(COLLEGE, "wrong") == ()
    assert code_of(head.send("/sheet", sheet=("in.csv", b"\xff\xfe"))) == "assignment.sheet_unreadable"
