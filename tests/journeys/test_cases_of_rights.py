"""Owns the cases of rights over real HTTP: how they are refused, where, and what the trace says of what opened."""

from urllib.parse import urljoin

import pytest
import requests
from lxml import html

from tests.journeys.steps import PUPIL, entry_link, open_by_ent, read_refusal, received, resource_url, text_of
from tests.sandbox import Sandbox

SCHOOL, TEACHER, GUARDIAN = "9990004A", "clemence.diarra", "aminata.le-goff"


def trace_of(sandbox: Sandbox, slug: str) -> requests.Response:
    """Return the page of the latest journey to a resource of the shelf."""
    page = html.fromstring(requests.get(f"{sandbox.home}/journeys", timeout=15).content)
    rows = page.xpath("//tbody/tr[td[2]=$service]", service=resource_url(sandbox, slug))
    return requests.get(urljoin(sandbox.home, str(rows[0].xpath(".//a/@href")[0])), timeout=15)


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("retiree", "rights.withdrawn"),
        ("en-preparation", "rights.not_displayable"),
        ("collection-marees", "rights.mother_not_opened"),
        ("sans-contrat", "contract.none"),
        ("inconnue", "resource.unknown"),
    ],
)
def test_a_link_to_what_nobody_may_open_leads_nowhere(sandbox: Sandbox, slug: str, code: str) -> None:
    answer = requests.get(entry_link(sandbox, f"ark:/77777/{slug}"), allow_redirects=False, timeout=15)
    shown = read_refusal(answer)
    assert (shown.code, shown.status) == (code, 404 if code == "resource.unknown" else 403)


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("par-personne", "abonnement PREAU-PERSONNE, affecté à la personne (PREAU-A-PERSONNE)"),
        ("par-division", "abonnement PREAU-DIVISION, affecté à une division (PREAU-A-DIVISION)"),
        ("par-etablissement", "abonnement PREAU-ETABLISSEMENT, ouvert à tout l’établissement"),
        ("marees-lecture", "abonnement PREAU-MAREES-2D à la ressource mère, ouvert à tout l’établissement"),
    ],
)
def test_the_trace_says_what_opened_and_the_resource_is_told_nothing_of_it(
    sandbox: Sandbox, slug: str, said: str
) -> None:
    browser, page = open_by_ent(sandbox, f"ark:/77777/{slug}", PUPIL, SCHOOL)
    assert set(received(browser, page)) == {"IDO", "UAI", "PRO"}
    trace = trace_of(sandbox, slug)
    assert said in text_of(trace)
    assert "PREAU-" not in page.text


def test_a_case_opens_from_the_resource_itself_too(sandbox: Sandbox) -> None:
    browser, _page = open_by_ent(sandbox, "ark:/77777/par-nature", PUPIL, SCHOOL)
    page = browser.get(resource_url(sandbox, "par-groupe"))
    assert received(browser, page)["UAI"] == [SCHOOL]


@pytest.mark.parametrize(
    ("slug", "login", "code"),
    [
        ("contrat-non-approuve", None, "contract.not_approved"),
        ("contrat-echu", None, "contract.expired"),
        ("sans-abonnement", PUPIL, "rights.no_subscription"),
        ("pour-les-enseignants", PUPIL, "rights.public_not_targeted"),
        ("non-affectee", TEACHER, "rights.not_assigned"),
        ("par-etablissement", GUARDIAN, "rights.public_not_targeted"),
    ],
)
def test_a_refusal_is_explained_in_the_sign_on_and_offered_back(
    sandbox: Sandbox, slug: str, login: str | None, code: str
) -> None:
    resource = f"ark:/77777/{slug}"
    if login is None:  # refused before anybody signs in
        page = requests.get(entry_link(sandbox, resource, uai=SCHOOL), timeout=15)
    else:
        _browser, page = open_by_ent(sandbox, resource, login, SCHOOL)
    shown = read_refusal(page)
    assert shown.code == code
    assert code in text_of(trace_of(sandbox, slug))


def test_the_last_licence_goes_to_whoever_comes_first(sandbox: Sandbox) -> None:
    resource = "ark:/77777/derniere-licence"
    browser, page = open_by_ent(sandbox, resource, PUPIL, SCHOOL)
    assert received(browser, page)
    _other, refused = open_by_ent(sandbox, resource, TEACHER, SCHOOL)
    assert read_refusal(refused).code == "rights.no_licence_left"
    again, page = open_by_ent(sandbox, resource, PUPIL, SCHOOL)
    assert received(again, page)


def test_the_page_of_a_resource_says_to_whom_it_opens(sandbox: Sandbox) -> None:
    shown = {
        name: text_of(requests.get(f"{sandbox.home}/resources/{name}", timeout=15))
        for name in ("carnet", "orchestre", "contrat-non-approuve", "boussole")
    }
    assert "open_to_all = true" in shown["carnet"]
    assert "open_to_all = false" in shown["orchestre"]
    assert "personne encore" in shown["contrat-non-approuve"]
    assert "open_to_all" not in shown["boussole"]
    assert "contrat non approuvé" in text_of(requests.get(f"{sandbox.home}/resources", timeout=15))
