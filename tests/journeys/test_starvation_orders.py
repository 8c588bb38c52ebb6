"""Owns who may have a release altered: the publisher of a resource and the operator, here, and nobody from beyond."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from broker.app import make_issuer_app
from broker.console.lab.trial_book import TrialBook, TrialState
from broker.console.role_pages import code_of
from broker.core.roles import Holder, Role
from broker.core.sentence import Sentence
from broker.definitions.addresses import base_urls
from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA, Workspace
from broker.issuer_pages import make_role_desk
from broker.lab.starving_sign_on import StarvingSignOn
from broker.shared import make_shared
from broker.web.parts import EXTENSION
from tests.console import BEYOND, HERE, Console
from tests.journeys.test_publisher_view import FOREIGN

CARNET = "ark:/77777/carnet-de-bord"
TITLE = Sentence("Carnet de bord", "Logbook")
ORDER = {"issuer": "gar", "resource": CARNET, "cuts": "PRO:withheld"}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Console:
    folder = tmp_path_factory.mktemp("here")
    (folder / "notices").mkdir()
    (folder / "notices" / "etrangere.toml").write_text(FOREIGN, encoding="utf-8")
    return Console(folder, HERE)


@pytest.fixture(scope="module")
def beyond(tmp_path_factory: pytest.TempPathFactory) -> Console:
    return Console(tmp_path_factory.mktemp("beyond"), BEYOND)


def become(console: Console, role: Role, name: str = "") -> FlaskClient:
    browser = console.browser()
    secret = make_role_desk(console.shared).secret
    code = {"code": code_of(secret, Holder(role, name))} if secret else {}
    assert console.take(browser, {"role": role, "name": name}, **code).status_code == 303
    return browser


def owner(console: Console) -> str:
    contract = console.shared.contracts.by_resource("gar", CARNET)
    assert contract is not None
    return contract.provider.identifier


def another(console: Console) -> str:
    known = make_role_desk(console.shared).find_names(Role.PUBLISHER)
    return next(name for name, _ in known if name != owner(console))


def order(console: Console, browser: FlaskClient, **changes: str) -> TestResponse:
    return console.post(browser, "/lab/orders", **{**ORDER, **changes})


def test_its_publisher_and_an_operator_may(here: Console) -> None:
    for browser in (become(here, Role.PUBLISHER, owner(here)), become(here, Role.OPERATOR)):
        placed = order(here, browser)
        assert placed.status_code == 200
        claimed = here.get(here.browser(), f"/lab/order?token={placed.get_json()['token']}")
        assert claimed.get_json()["cuts"] == ["PRO withheld"]


def test_nobody_else_may(here: Console) -> None:
    distributor = next(name for name, _ in make_role_desk(here.shared).find_names(Role.DISTRIBUTOR))
    for browser in (here.browser(), become(here, Role.REVIEWER), become(here, Role.DISTRIBUTOR, distributor)):
        refused = order(here, browser)
        assert refused.status_code == 403
        assert "role.missing" in refused.text


def test_another_publisher_s_resource_is_as_if_it_were_not_there(here: Console) -> None:
    foreigner = become(here, Role.PUBLISHER, another(here))
    assert "resource.unknown" in order(here, foreigner).text
    assert '<option value="carnet">' not in here.get(foreigner, "/starvation").text
    asked = {"resource": "carnet", "person": "pupil-college", "text": "x"}
    assert "contract.none" in here.post(foreigner, "/starvation", **asked).text


def test_a_trial_is_shown_to_its_publisher_the_reviewer_and_the_operator_alone(here: Console) -> None:
    book = TrialBook(here.shared.store)
    state = TrialState("t", "gar", CARNET, "carnet", TITLE, TITLE, ("status=200",), here.clock.now(), 17)
    book.save(state)
    for holder in (Holder(Role.PUBLISHER, owner(here)), Holder(Role.REVIEWER), Holder(Role.OPERATOR)):
        page = here.get(become(here, holder.role, holder.name), "/starvation/trial?id=t")
        assert (page.status_code, page.headers["Refresh"]) == (200, "2")
    foreigner = become(here, Role.PUBLISHER, another(here))
    for place in ("trial", "proposal.toml", "evidence.json"):
        assert "lab.trial_unknown" in here.get(foreigner, f"/starvation/{place}?id=t").text
        assert here.get(here.browser(), f"/starvation/{place}?id=t").status_code == 303  # to the page of roles


def test_one_trial_runs_at_a_time(here: Console) -> None:
    book = TrialBook(here.shared.store)
    name = book.begin()
    assert name is not None
    assert book.begin() is None
    asked = {"resource": "carnet", "person": "pupil-college", "text": "x"}
    assert "lab.trial_running" in here.post(become(here, Role.OPERATOR), "/starvation", **asked).text
    over = TrialState(name, "gar", CARNET, "carnet", TITLE, TITLE, (), here.clock.now(), 17, is_over=True)
    book.save(over)
    assert book.find(name) == over
    assert book.begin() is not None


@pytest.mark.parametrize(
    "cuts",
    ["", "PRO", "PRO:doubled", "NOM:withheld", "PRO:withheld,PRO:emptied", "PRO:withheld,", "PRO:withheld;IDO:emptied"],
)
def test_an_order_names_attributes_of_the_contract_once_each(here: Console, cuts: str) -> None:
    refused = order(here, become(here, Role.OPERATOR), cuts=cuts)
    assert refused.status_code == 400
    assert "lab.order_unreadable" in refused.text


def test_an_order_for_what_has_no_contract_is_refused(here: Console) -> None:
    assert "contract.none" in order(here, become(here, Role.OPERATOR), resource="ark:/77777/nulle-part").text


def test_an_order_without_the_form_s_token_is_refused(here: Console) -> None:
    browser = become(here, Role.OPERATOR)
    assert browser.post("/lab/orders", base_url=here.url, data=ORDER).status_code == 400


def test_a_token_that_opens_nothing_says_so(here: Console) -> None:
    for path in ("/lab/order?token=unknown", "/lab/order?token=", "/lab/order"):
        refused = here.get(here.browser(), path)
        assert refused.status_code == 404
        assert "lab.order_unknown" in refused.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_hands_no_order_to_a_browser(here: Console, site: str) -> None:
    token = order(here, become(here, Role.OPERATOR)).get_json()["token"]
    browser = here.browser()
    path = f"/lab/order?token={token}"
    refused = browser.get(path, base_url=here.url, headers={"Sec-Fetch-Site": site})
    assert (refused.status_code, "lab.order_from_elsewhere" in refused.text) == (403, True)
    assert here.get(browser, "/lab/order").status_code == 404
    assert browser.get(path, base_url=here.url, headers={"Sec-Fetch-Site": "none"}).status_code == 200


def test_beyond_this_machine_nothing_is_altered_whoever_asks(beyond: Console) -> None:
    operator = become(beyond, Role.OPERATOR)
    assert "lab.closed" in order(beyond, operator).text
    assert "lab.closed" in beyond.get(operator, "/starvation").text
    assert "lab.order_unknown" not in beyond.get(operator, "/lab/order?token=x").text
    assert not isinstance(beyond.app.extensions[EXTENSION].sign_on, StarvingSignOn)


def test_here_releases_may_be_altered(here: Console) -> None:
    assert isinstance(here.app.extensions[EXTENSION].sign_on, StarvingSignOn)


def console_with(folder: Path, url: str, **tables: dict[str, bool]) -> Console:
    """Return a console with settings of its own, at one address."""
    console = Console(folder, url)
    settings = Settings.model_validate({"issuers": {"gar": {"url": url}}, **tables})
    console.shared = make_shared(settings, Workspace(folder), base_urls(settings, DATA / "issuers"))
    console.app = make_issuer_app(console.shared.hub, console.shared)
    return console


def test_a_setting_opens_orders_beyond(tmp_path: Path) -> None:
    console = console_with(tmp_path, BEYOND, lab={"starvation": True})
    operator = become(console, Role.OPERATOR)
    assert order(console, operator).status_code == 200
    assert "lab.closed" in console.get(operator, "/starvation").text  # the sandbox itself does not go out


def test_another_setting_lets_the_console_go_to_resources_beyond(tmp_path: Path) -> None:
    console = console_with(tmp_path, BEYOND, lab={"starvation": True}, fetching={"beyond_loopback": True})
    assert console.get(become(console, Role.OPERATOR), "/starvation").status_code == 200


def test_a_setting_closes_it_here(tmp_path: Path) -> None:
    console = console_with(tmp_path, HERE, lab={"starvation": False})
    assert "lab.closed" in order(console, become(console, Role.OPERATOR)).text
    assert not isinstance(console.app.extensions[EXTENSION].sign_on, StarvingSignOn)
