"""Owns what a distributor sees and does on the console: its own subscriptions, counts and calls, and nobody else's."""

import csv
import html as html_escapes
import io
import re
from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind, Subscription
from broker.core.roles import Holder, Role
from broker.definitions.shipped_clients import DISTRIBUTORS
from broker.flows.rights_ports import SubscriptionSearch
from broker.webservices.call_log import Call, CallLog
from tests.console import HERE, Console
from tests.journeys.own_run import lend_keys
from tests.rights import a_subscription, an_assignment, people
from tests.sandbox import Sandbox
from tests.subscription_bodies import texts

QUAY, DESK = (one.identifier for one in DISTRIBUTORS)
COLLEGE, LYCEE = "9990004A", "9990007D"
_numbers = count(1)


class Distributor:
    """Be one distributor at the console, in a browser of its own."""

    def __init__(self, console: Console, name: str) -> None:
        self.console, self.name = console, name
        self.browser: FlaskClient = console.browser()
        console.take(self.browser, {"role": Role.DISTRIBUTOR, "name": name})

    def see(self, path: str = "", **query: str) -> TestResponse:
        return self.console.get(self.browser, f"/distributor{path}?{urlencode(query)}")

    def send(self, path: str, fields: Mapping[str, object]) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.console.get(self.browser, "/roles").text)
        assert token is not None
        data = {"csrf_token": token[1], **fields}
        return self.browser.post(f"/distributor{path}", base_url=self.console.url, data=data)

    def listed(self, **query: str) -> list[str]:
        """Return the identifiers on the page of a search, in order."""
        tree = html.fromstring(self.see(**query).text)
        return [str(text) for text in tree.xpath("//tbody/tr/th/a/text()")]

    def sheet(self, path: str, **query: str) -> list[dict[str, str]]:
        """Return the lines of a file."""
        return list(csv.DictReader(io.StringIO(self.see(path, **query).text), delimiter=";"))


@pytest.fixture(scope="module")
def console(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Console:
    folder = tmp_path_factory.mktemp("distributor")
    lend_keys(folder, sandbox)
    return Console(folder, HERE)


@pytest.fixture
def quay(console: Console) -> Distributor:
    """Return a distributor that sells nothing when the test begins."""
    for one in own_of(console, QUAY):
        console.shared.records.subscriptions.delete(one.id, QUAY, console.clock.now())
    return Distributor(console, QUAY)


def own_of(console: Console, name: str) -> tuple[Subscription, ...]:
    return console.shared.records.subscriptions.search(SubscriptionSearch({"distributor": name}))


def keep(console: Console, **changes: object) -> Subscription:
    """Keep a subscription of the first distributor that is valid now, but for what is changed."""
    now = console.clock.now().replace(microsecond=0)
    usual = {"distributor": QUAY, "starts": now - timedelta(days=9), "ends": now + timedelta(days=9)}
    made = {"created": now, "modified": now, "label": "Atlas", "schools": frozenset({COLLEGE})}
    one = a_subscription(f"abo-{next(_numbers)}", **{**usual, **made, **changes})
    console.shared.records.subscriptions.create(one)
    return one


def a_form(**changes: object) -> dict[str, object]:
    """Return the fields of a form that says a whole subscription."""
    typed: dict[str, object] = {name: found[0] for name, found in texts().items()}
    return {**typed, "idAbonnement": f"abo-{next(_numbers)}", "publicCible": ["ELEVE"], "uaiEtab": COLLEGE, **changes}


def test_a_distributor_sees_its_own_subscriptions_and_nobody_elses(console: Console, quay: Distributor) -> None:
    own, other = keep(console), keep(console, distributor=DESK)
    assert quay.listed() == [own.id]
    for path in ("/subscription", "/change"):
        answer = quay.see(path, id=other.id)
        assert (answer.status_code, "subscription.unknown" in answer.text) == (404, True)
    assert quay.send("/delete", {"id": other.id}).status_code == 404
    assert quay.send(f"/change?id={other.id}", a_form(idAbonnement=other.id)).status_code == 404
    assert console.shared.records.subscriptions.find(other.id) == other


def test_a_search_finds_by_each_field_and_by_state(console: Console, quay: Distributor) -> None:
    now = console.clock.now()
    here = keep(console, project_code="P-7")
    coming = keep(console, starts=now + timedelta(days=3))
    over = keep(console, ends=now - timedelta(days=3), resource="ark:/77777/globe")
    there = keep(console, schools=frozenset({LYCEE}), kind=AssignmentKind.SCHOOL)
    staff = keep(console, audiences=frozenset({Audience.TEACHER}))
    gone = keep(console)
    console.shared.records.subscriptions.delete(gone.id, QUAY, now)
    kept = [here.id, coming.id, over.id, there.id, staff.id]
    assert quay.listed() == kept
    assert quay.listed(id=over.id) == [over.id]
    assert quay.listed(resource="ark:/77777/globe") == [over.id]
    assert quay.listed(school=LYCEE.lower()) == [there.id]
    assert quay.listed(project_code="P-7") == [here.id]
    assert quay.listed(kind="ETABL") == [there.id]
    assert quay.listed(audience="ENSEIGNANT") == [staff.id]
    assert quay.listed(state="coming") == [coming.id]
    assert quay.listed(state="current") == [here.id, there.id, staff.id]
    assert quay.listed(state="over") == [over.id]
    assert f"_{gone.id}" in quay.listed(state="deleted")
    assert quay.listed(sort="starts", down="1")[0] == coming.id


@pytest.mark.parametrize(
    "query", [{"state": "lost"}, {"page": "0"}, {"page": "x"}, {"sort": "licences"}, {"audience": "TUT"}]
)
def test_a_search_that_says_nothing_is_refused(query: dict[str, str], quay: Distributor) -> None:
    answer = quay.see(**query)
    assert (answer.status_code, "parameter.malformed" in answer.text) == (400, True)


def test_pages_follow_each_other_with_what_was_asked(console: Console, quay: Distributor) -> None:
    made = [keep(console, project_code="P-9") for _ in range(52)]
    keep(console)
    first = html.fromstring(quay.see(project_code="P-9").text)
    (after,) = first.xpath("//a[@rel='next']/@href")
    assert after == "/distributor?project_code=P-9&page=2"
    second = html.fromstring(console.get(quay.browser, after).text)
    found = [str(text) for page in (first, second) for text in page.xpath("//tbody/tr/th/a/text()")]
    assert sorted(found) == sorted(one.id for one in made)
    assert second.xpath("//a[@rel='prev']/@href") == ["/distributor?project_code=P-9"]
    assert len(quay.sheet(".csv", project_code="P-9")) == 52


def test_a_subscription_shows_the_licences_taken_by_pool_and_by_school(console: Console, quay: Distributor) -> None:
    one = keep(console, schools=frozenset({COLLEGE, LYCEE}), licences_overall=5)
    assign(console, one, COLLEGE, "lou", "max")
    assign(console, one, LYCEE, "zoe")
    page = quay.see("/subscription", id=one.id).text
    assert "licences prises, 3 sur 5\u00a0; reste 2" in page
    rows = html.fromstring(page).xpath("//tbody/tr")
    assert [[cell.text_content().split()[0] for cell in row] for row in rows] == [
        [COLLEGE, one.id, "2", "0", "0", "0", "2"],
        [LYCEE, one.id, "1", "0", "0", "0", "1"],
    ]
    assert not {"lou", "max", "zoe"} & set(re.findall(r"\w+", page))


def assign(console: Console, one: Subscription, uai: str, *names: str) -> None:
    """Assign a subscription to people of a school."""
    made = an_assignment(f"aff-{next(_numbers)}", subscription=one.id, uai=uai)
    console.shared.records.assignments.assign(made, people(*names))


def test_counts_are_those_of_every_subscription_and_name_nobody(console: Console, quay: Distributor) -> None:
    one, other = keep(console, project_code="P-7"), keep(console, distributor=DESK)
    assign(console, one, COLLEGE, "lou")
    assign(console, other, COLLEGE, "max")
    (line,) = quay.sheet("/counts.csv")
    assert line == {
        "UAI": COLLEGE,
        "idAbonnement": one.id,
        "codeProjetRessource": "P-7",
        "idRessource": one.resource,
        "cumulAffectationEleve": "1",
        "cumulAffectationEnseignant": "0",
        "cumulAffectationDocumentaliste": "0",
        "cumulAffectationAutrePersonnel": "0",
    }
    page = quay.see("/counts").text
    assert one.id in page
    assert other.id not in page


def test_a_form_creates_what_the_web_service_would(console: Console, quay: Distributor) -> None:
    form = a_form(uaiEtab=f"{COLLEGE}\r\n{LYCEE.lower()}", publicCible=["ELEVE", "ENSEIGNANT"])
    answer = quay.send("/new", form)
    assert answer.headers["Location"] == f"/distributor/subscription?id={form['idAbonnement']}"
    assert "Abonnement créé." in console.get(quay.browser, answer.headers["Location"]).text
    kept = console.shared.records.subscriptions.find(str(form["idAbonnement"]))
    assert kept is not None
    assert (kept.distributor, kept.schools) == (QUAY, frozenset({COLLEGE, LYCEE}))
    assert (kept.audiences, kept.licences_overall) == (frozenset({Audience.PUPIL, Audience.TEACHER}), UNLIMITED)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"nbLicenceEleve": "3"}, "RG1"),
        ({"uaiEtab": ""}, "RG2"),
        ({"categorieAffectation": "fixe"}, "RG4"),
        ({"nbLicenceGlobale": "", "nbLicenceEnseignant": "3"}, "RG5"),
        ({"typeAffectation": "ETABL", "nbLicenceGlobale": "", "nbLicenceEleve": "3"}, "RG6"),
        ({"finValidite": "2046-08-15"}, "RG8"),
        ({"anneeFinValidite": "2026-2027"}, "RG9"),
        ({"finValidite": "", "anneeFinValidite": "2026"}, "RG10"),
        ({"idAbonnement": "abonnements"}, "RG12"),
        ({"idAbonnement": "_abo"}, "RG13"),
        ({"publicCible": ["TUTEUR"]}, "VALEUR"),
        ({"libelleRessource": ""}, "OBLIGATOIRE"),
    ],
)
def test_a_form_breaks_the_same_rules_in_the_same_words(
    changes: dict[str, object], rule: str, console: Console, quay: Distributor
) -> None:
    form = a_form(**changes)
    answer = quay.send("/new", form)
    assert answer.status_code == 400
    said = html.fromstring(answer.text).xpath("//div[@id='summary']//li")
    assert any(item.text_content().startswith(rule) for item in said), answer.text
    assert console.shared.records.subscriptions.find(str(form["idAbonnement"])) is None
    assert html_escapes.escape(str(form["idRessource"])) in answer.text, "what was typed is still there"


def test_a_form_does_not_take_the_identifier_of_another(console: Console, quay: Distributor) -> None:
    other = keep(console, distributor=DESK)
    answer = quay.send("/new", a_form(idAbonnement=other.id, idDistributeurCom=DESK))
    assert (answer.status_code, "subscription.exists" in answer.text) == (409, True)
    assert console.shared.records.subscriptions.find(other.id) == other


def test_nobody_creates_in_the_name_of_another(console: Console, quay: Distributor) -> None:
    form = a_form(idDistributeurCom=DESK)
    quay.send("/new", form)
    kept = console.shared.records.subscriptions.find(str(form["idAbonnement"]))
    assert kept is not None
    assert kept.distributor == QUAY


def test_a_form_says_a_subscription_whole_and_changes_only_what_was_changed(
    console: Console, quay: Distributor
) -> None:
    one = keep(console, licences_overall=None, licences={Audience.PUPIL: 4}, school_year_end="2026-2027", ends=None)
    tree = html.fromstring(quay.see("/change", id=one.id).text)
    form = next(form for form in tree.forms if "idAbonnement" in form.fields)
    fields = {name: value or "" for name, value in form.fields.items() if name not in {"csrf_token", "publicCible"}}
    public = {"publicCible": tree.xpath("//input[@name='publicCible'][@checked]/@value")}
    assert quay.send(f"/change?id={one.id}", {**fields, **public, "nbLicenceEleve": "7"}).status_code == 303
    kept = console.shared.records.subscriptions.find(one.id)
    assert kept is not None
    assert (kept.licences, kept.starts, kept.created) == ({Audience.PUPIL: 7}, one.starts, one.created)
    assert (kept.schools, kept.school_year_end, kept.audiences) == (one.schools, one.school_year_end, one.audiences)


def test_a_change_that_leaves_too_few_licences_changes_nothing_and_says_why(
    console: Console, quay: Distributor
) -> None:
    one = keep(console, licences_overall=2)
    assign(console, one, COLLEGE, "lou", "max")
    answer = quay.send(f"/change?id={one.id}", a_form(idAbonnement=one.id, nbLicenceGlobale="1"))
    assert (answer.status_code, "subscription.licences_in_use" in answer.text) == (409, True)
    assert console.shared.records.subscriptions.find(one.id) == one


def test_a_deleted_subscription_is_seen_among_the_deleted_and_is_changed_no_more(
    console: Console, quay: Distributor
) -> None:
    one = keep(console)
    assert quay.send("/delete", {"id": one.id}).status_code == 303
    assert one.id not in quay.listed()
    page = quay.see("/subscription", id=f"_{one.id}").text
    assert "supprimé" in page
    assert "/distributor/change" not in page
    assert quay.see("/change", id=f"_{one.id}").status_code == 404


def test_calls_are_those_of_ones_own_certificates_with_their_answers(console: Console, quay: Distributor) -> None:
    log, now = CallLog(console.shared.store), console.clock.now()
    for holder, path in ((Holder(Role.DISTRIBUTOR, QUAY), "/own"), (Holder(Role.REPORTS, QUAY), "/reports")):
        log.add(holder, Call(now, "PUT", path, 400, "subscription.invalid", "=RG1 rompue", 1.5))
    log.add(Holder(Role.DISTRIBUTOR, DESK), Call(now, "PUT", "/other", 201, "", "", 1.0))
    page = quay.see("/calls").text
    assert "PUT /own" in page
    assert "PUT /reports" in page
    assert "RG1 rompue" in page
    assert "/other" not in page
    lines = quay.sheet("/calls.csv")
    assert {line["chemin"] for line in lines} == {"/own", "/reports"}
    assert {line["message"] for line in lines} == {"'=RG1 rompue"}, "no spreadsheet takes it for a formula"


def test_a_file_of_subscriptions_says_the_services_fields_and_no_formula(console: Console, quay: Distributor) -> None:
    one = keep(console, comment="=2+2", schools=frozenset({COLLEGE, LYCEE}))
    (line,) = quay.sheet(".csv")
    assert (line["idAbonnement"], line["commentaireAbonnement"]) == (one.id, "'=2+2")
    assert (line["uaiEtab"], line["etat"], line["licencesPrises"]) == (f"{COLLEGE}|{LYCEE}", "current", "0")


def test_what_is_typed_is_shown_as_text(console: Console, quay: Distributor) -> None:
    keep(console, label="<script>alert(1)</script>")
    page = quay.see().text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_new_subscription_begins_with_a_resource_that_one_sells(console: Console, quay: Distributor) -> None:
    sold = next(
        one for one in console.shared.notices.all() if QUAY in {s.identifier for s in one.commercial_distributors}
    )
    page = html.fromstring(quay.see("/new", resource=sold.resource).text)
    assert page.xpath("//input[@id='libelleRessource']/@value") == [sold.title.fr]
