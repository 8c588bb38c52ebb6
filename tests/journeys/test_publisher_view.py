"""Owns what a publisher sees on the console: its own resources, how each stands, and whom it would refuse."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from broker.console.role_names import RoleNames
from broker.core.contract import Contract
from broker.core.rights.access import Door
from broker.core.rights.audience import Audience
from broker.core.rights.notice import Notice
from broker.core.roles import Role
from broker.flows.rights_ports import SubscriptionSearch
from tests.console import HERE, Console
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox

CARNET = "ark:/77777/carnet-de-bord"


FOREIGN = """
resource = "ark:/77777/etrangere"
title = { fr = "Étrangère", en = "Foreign" }
description = { fr = "Celle d’une autre maison.", en = "Another house's." }
presentation = "MUL"

[publisher]
siren_isni = "777777776_0000000000000000"
name = "Autre Maison"
"""


@pytest.fixture(scope="module")
def console(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Console:
    """Return a console where a notice is of another publisher than all those that are shipped."""
    folder = tmp_path_factory.mktemp("publisher")
    lend_keys(folder, sandbox)
    (folder / "notices").mkdir()
    (folder / "notices" / "etrangere.toml").write_text(FOREIGN, encoding="utf-8")
    return Console(folder, HERE)


class Publisher:
    """Be one publisher at the console."""

    def __init__(self, console: Console, name: str) -> None:
        self.console, self.name = console, name
        self.browser: FlaskClient = console.browser()
        assert console.take(self.browser, {"role": Role.PUBLISHER, "name": name}).status_code == 303

    def see(self, path: str = "", **query: str) -> TestResponse:
        return self.console.get(self.browser, f"/publisher{path}?{urlencode(query)}")

    def listed(self) -> dict[str, list[str]]:
        """Return the rows of the list by ARK, each as its cells' texts."""
        rows = html.fromstring(self.see().text).xpath("//tbody/tr")
        return {row.xpath(".//code/text()")[0]: [" ".join(cell.text_content().split()) for cell in row] for row in rows}


def notices_of(console: Console) -> tuple[Notice, ...]:
    return console.shared.notices.all()


def contracts_of(console: Console) -> tuple[Contract, ...]:
    return console.shared.contracts.all(console.shared.hub.name)


def every_publisher(console: Console) -> list[str]:
    return [name for name, _ in RoleNames(notices_of(console), contracts_of(console)).of(Role.PUBLISHER)]


def test_each_publisher_sees_its_own_and_together_they_see_everything(console: Console) -> None:
    providers = {one.resource: one.provider.identifier for one in contracts_of(console)}
    seen: set[str] = set()
    for name in every_publisher(console):
        listed = set(Publisher(console, name).listed())
        own = {
            one.resource
            for one in notices_of(console)
            if name in {one.publisher.identifier, providers.get(one.resource)}
        }
        assert listed == own
        seen |= listed
    assert seen == {one.resource for one in notices_of(console)}


def owner_of(console: Console, ark: str) -> Publisher:
    notice = console.shared.notices.find(ark)
    assert notice is not None
    return Publisher(console, notice.publisher.identifier)


def test_a_resource_of_another_is_as_if_it_were_not_there(console: Console) -> None:
    owner = owner_of(console, CARNET)
    foreign = next(one for one in notices_of(console) if one.resource not in owner.listed())
    answer = owner.see("/resource", id=foreign.resource)
    assert "resource.unknown" in answer.text
    assert foreign.title.fr not in answer.text


def test_every_notice_is_shown_with_its_fields_and_its_family(console: Console) -> None:
    for notice in notices_of(console):
        page = owner_of(console, notice.resource).see("/resource", id=notice.resource)
        assert page.status_code == 200, notice.resource
        text = " ".join(html.fromstring(page.text).text_content().split())
        for said in (notice.resource, notice.technical_distributor.identifier, *(t.title for t in notice.levels)):
            assert said in text, notice.resource
        family = [notice.mother, *(one.resource for one in console.shared.notices.daughters(notice.resource))]
        assert all(member in text for member in family), notice.resource


def test_a_row_says_how_the_contract_stands_and_how_it_opens(console: Console) -> None:
    by_resource = {one.resource: one for one in contracts_of(console)}
    rows = {ark: row for name in every_publisher(console) for ark, row in Publisher(console, name).listed().items()}
    for ark, (_, contract, opening, subscriptions, _) in rows.items():
        known = by_resource.get(ark)
        assert (contract == "pas de contrat") == (known is None), ark
        if known is not None and not known.approved_by:
            assert contract == "contrat non approuvé"
        if known is not None and known.open_to_all and contract == "contrat en vigueur":
            assert "à tous, sans abonnement" in opening or "à personne" in opening
        found = console.shared.records.subscriptions.count(SubscriptionSearch({"resource": ark}))
        assert subscriptions == str(found), ark


def test_the_switch_says_how_it_is_turned(console: Console) -> None:
    for contract in contracts_of(console):
        notice = console.shared.notices.find(contract.resource)
        assert notice is not None
        text = Publisher(console, contract.provider.identifier).see("/resource", id=contract.resource).text
        said = "retirez open_to_all = true" if contract.open_to_all else "écrivez open_to_all = true"
        assert f"{said} d" in text, contract.name
        assert f"{contract.name}.toml" in text


def test_accesses_are_those_of_the_statistics_and_small_numbers_are_not_shown(console: Console) -> None:
    owner, counts = owner_of(console, CARNET), console.shared.records.access_counts
    assert owner.listed()[CARNET][-1] == "trop peu pour être montré"
    today = console.clock.now().date()
    for _ in range(7):
        counts.count_access(Door(CARNET, "9990004A", "P0", Audience.PUPIL), today)
    assert owner.listed()[CARNET][-1] == "7"
    assert owner.see("/resource", id=CARNET).text.count("/statistics?resource=ark%3A%2F77777%2Fcarnet-de-bord") == 1


def people_of(page: str) -> list[str]:
    return [str(one) for one in html.fromstring(page).xpath("//select[@id='person']/option/@value")]


def test_whoever_is_tried_is_decided_as_at_a_sign_on_and_takes_no_licence(console: Console) -> None:
    owner = owner_of(console, CARNET)
    people, used = people_of(owner.see().text), licences_used(console)
    assert len(people) > 20
    for person in people:
        page = owner.see("/trial", person=person, id=CARNET)
        assert page.status_code == 200, person
        rows = html.fromstring(page.text).xpath("//tbody/tr")
        codes = [row.xpath(".//td[2]/code/text()") for row in rows]
        assert all(row.xpath(".//td[3]")[0].text_content() for row in rows)
        assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", code) for (code,) in filter(None, codes)), person
    assert licences_used(console) == used


def licences_used(console: Console) -> dict[str, dict[str, int]]:
    records = console.shared.records.subscriptions
    found = records.used([one.id for one in records.search(SubscriptionSearch({}))])
    return {name: dict(pools) for name, pools in found.items()}


def test_a_trial_agrees_with_preau_explain(console: Console) -> None:
    owner = owner_of(console, CARNET)
    outcomes = set()
    for person in people_of(owner.see().text):
        page = html.fromstring(owner.see("/trial", person=person).text)
        outcomes |= set(page.xpath("//tbody/tr/td[2]/code/text()"))
    assert "profile.not_covered" in outcomes, "somebody is refused"


def test_a_trial_names_nobody_in_its_address_and_shows_no_value(console: Console) -> None:
    owner = owner_of(console, CARNET)
    people = {one.situation: one for one in console.shared.directory.find_situations()}
    for slug in people_of(owner.see().text)[:8]:
        text = owner.see("/trial", person=slug).text
        person = people[slug]
        assert person.login not in text
        assert not [value for value in person.family_name.values if f" {value} " in text]


@pytest.mark.parametrize("person", ["", "nobody", "camille.dubreuil"])
def test_only_the_schools_people_on_cards_are_tried(person: str, console: Console) -> None:
    answer = owner_of(console, CARNET).see("/trial", person=person)
    assert "person.unknown" in answer.text


def test_a_contract_that_is_over_is_said_to_be(console: Console) -> None:
    contract = next(one for one in contracts_of(console) if one.resource == CARNET)
    owner = Publisher(console, contract.provider.identifier)
    now = console.clock.now().date()
    console.clock.shift += contract.valid_until - now + timedelta(days=2)
    try:
        assert owner.listed()[CARNET][1] == "contrat échu"
    finally:
        console.clock.shift = timedelta()
