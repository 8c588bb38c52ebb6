"""Owns J197 (script through whatever a page shows) and J202, J203 at the password form."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.own_service import own_service
from tests.journeys.steps import CARNET, choose_guichet, latest_journey, open_by_ent, person_of, received, text_of
from tests.sandbox import Sandbox
from tests.security.doors import find_active, is_signed_in, try_password

HOSTILE = "bobby.hara"
_SCRIPT = "<script>alert(1)</script>"
_IMAGE = '"><img src=x onerror=alert(1)>'
_TEMPLATE = "{{7*191}}${7*191}"
_PAYLOADS = (_SCRIPT, _IMAGE, "' onmouseover='alert(1)", "javascript:alert(1)", _TEMPLATE)


def check_inert(page: requests.Response) -> None:
    """Fail where a page holds anything that could act, or a computed template."""
    assert find_active(page) == []
    assert "1337" not in page.text


def test_j197_a_hostile_persons_own_pages_are_inert(sandbox: Sandbox) -> None:
    browser = Browser()
    assert is_signed_in(try_password(sandbox, "ent-cour", HOSTILE, browser=browser))
    name = person_of(sandbox, HOSTILE).family_name.values[0]
    for path in ("/account", "/mediacentre"):
        page = browser.get(f"{sandbox.urls['ent-cour']}{path}")
        check_inert(page)
        assert name in html.fromstring(page.content).text_content()
        assert not html.fromstring(page.content).xpath("//b")


def test_j197_a_hostile_persons_values_reach_the_resource_and_the_trace_unchanged_and_inert(sandbox: Sandbox) -> None:
    with own_service(sandbox, codes=("IDO", "UAI", "PRO", "NOM", "PRE")) as service:
        sent = service.receive(HOSTILE)
        person = person_of(sandbox, HOSTILE)
        assert sent["NOM"] == list(person.family_name.values)
        assert sent["PRE"] == list(person.given_name.values)
        journeys = html.fromstring(requests.get(f"{sandbox.home}/journeys", timeout=20).content)
        [link, *_] = journeys.xpath("//tr[td[2]=$service]//a/@href", service=service.entity_id)
    trace = requests.get(f"{sandbox.home}{link}", timeout=20)
    check_inert(trace)
    assert person.family_name.values[0] in html.fromstring(trace.content).text_content()


def test_j197_the_home_page_shows_hostile_people_and_is_inert(sandbox: Sandbox) -> None:
    page = requests.get(f"{sandbox.home}/", timeout=20)
    check_inert(page)
    assert "Hara" in text_of(page)


@pytest.mark.parametrize("payload", _PAYLOADS)
def test_j197_a_hostile_relay_state_comes_back_as_it_was_and_inert(sandbox: Sandbox, payload: str) -> None:
    with own_service(sandbox) as service:
        browser = Browser()
        choice = service.ask(browser, relay_state=payload)
        check_inert(choice)
        page = choose_guichet(browser, choice, "ent-cour")
        check_inert(page)
        [cancel] = html.fromstring(page.content).xpath("//a[contains(@href, '/journey/cancel')]/@href")
        assert payload not in str(cancel)
        refused = service.be_refused(relay_state=payload)
    check_inert(refused)
    form = next(form for form in forms_of(refused) if "SAMLResponse" in form.fields)
    assert form.fields["RelayState"] == payload


_PARAMETERS: dict[str, Callable[[Sandbox, str], str]] = {
    "idRessource": lambda sandbox, text: f"{sandbox.home}/domaineGar?idRessource={quote(text, safe='')}",
    "idENT": lambda sandbox, text: f"{sandbox.home}/domaineGar?idENT={quote(text, safe='')}&idRessource={CARNET}",
    "lang": lambda sandbox, text: f"{sandbox.home}/journeys?lang={quote(text, safe='')}",
    "an unknown parameter": lambda sandbox, text: f"{sandbox.home}/?{quote(text, safe='')}={quote(text, safe='')}",
    "path": lambda sandbox, text: f"{sandbox.home}/{quote(text, safe='')}",
    "journey": lambda sandbox, text: f"{sandbox.home}/journeys/{quote(text, safe='')}",
    "resource": lambda sandbox, text: f"{sandbox.home}/resources/{quote(text, safe='')}",
    "guichet": lambda sandbox, text: f"{sandbox.home}/journey/guichet?journey=x&name={quote(text, safe='')}",
    "school": lambda sandbox, text: f"{sandbox.urls['ent-cour']}/mediacentre?school={quote(text, safe='')}",
    "profile": lambda sandbox, text: f"{sandbox.urls['educonnect']}/sign-in?profile={quote(text, safe='')}",
    "ticket": lambda sandbox, text: f"{sandbox.urls['ent-cour']}/arrival?ticket={quote(text, safe='')}",
}


@pytest.mark.parametrize("payload", _PAYLOADS)
@pytest.mark.parametrize("place", _PARAMETERS.values(), ids=_PARAMETERS)
def test_j197_a_hostile_parameter_is_shown_inert_or_not_at_all(
    sandbox: Sandbox, place: Callable[[Sandbox, str], str], payload: str
) -> None:
    check_inert(requests.get(place(sandbox, payload), timeout=20))


@pytest.mark.parametrize("payload", _PAYLOADS)
def test_j197_a_hostile_login_comes_back_in_the_form_and_inert(sandbox: Sandbox, payload: str) -> None:
    page = try_password(sandbox, "ent-ecume", payload)
    check_inert(page)
    [field] = html.fromstring(page.content).xpath("//input[@name='email']/@value")
    assert field == payload.strip()


@pytest.mark.parametrize("payload", [_IMAGE, _TEMPLATE])
def test_j197_hostile_names_in_a_contract_and_in_metadata_are_inert(sandbox: Sandbox, payload: str) -> None:
    title = payload.replace('"', "'")
    with own_service(sandbox, title=title) as service:
        organisation = (
            '<md:Organization><md:OrganizationName xml:lang="fr">{0}</md:OrganizationName>'
            '<md:OrganizationDisplayName xml:lang="fr">{0}</md:OrganizationDisplayName>'
            '<md:OrganizationURL xml:lang="fr">https://marelle.example/</md:OrganizationURL></md:Organization>'
        ).format(payload.replace("<", "&lt;"))
        end = "</md:EntityDescriptor>"
        service.metadata_file.write_text(service.metadata_text().replace(end, organisation + end))
        pages = [requests.get(f"{sandbox.home}{path}", timeout=20) for path in ("/", "/resources")]
        pages.append(requests.get(f"{sandbox.home}/resources/{service.name}", timeout=20))
        choice = service.ask(Browser(), ProviderName=payload)
        pages.append(choice)
        for page in pages:
            check_inert(page)
            assert title in html.fromstring(page.content).text_content()


def test_j197_hostile_words_of_a_request_are_inert_in_its_trace(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        page = service.be_refused(ProviderName=_SCRIPT)
        [link] = html.fromstring(page.content).xpath("//details//a/@href")
    trace = requests.get(str(link), timeout=20)
    check_inert(trace)
    assert _SCRIPT in html.fromstring(trace.content).text_content().replace("&lt;", "<").replace("&gt;", ">")


_FILTERS = (
    "*",
    "lea*",
    "lea.martin)(objectClass=*",
    "*)(uid=*))(|(uid=*",
    "lea.martin\\2a",
    "lea.martin,ou=people,dc=preau,dc=example",
    ")(|(ENTPersonLogin=*",
    "(&)",
    "lea.martin\x00",
)


@pytest.mark.parametrize("login", _FILTERS)
def test_j202_a_filter_typed_as_a_login_opens_nothing(sandbox: Sandbox, login: str) -> None:
    page = try_password(sandbox, "academie", login)
    assert not is_signed_in(page)
    assert page.status_code == 200
    assert 'role="alert"' in page.text


def test_j202_a_person_whose_name_is_a_filter_signs_on_as_themselves(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, HOSTILE)
    other, another = open_by_ent(sandbox, CARNET, "lea.martin")
    assert received(browser, page)["IDO"] != received(other, another)["IDO"]
    assert latest_journey(sandbox, "carnet").ok


@pytest.mark.parametrize("password", ["", " ", "\x00"])
def test_j203_an_empty_password_opens_nothing(sandbox: Sandbox, password: str) -> None:
    assert is_signed_in(try_password(sandbox, "ent-cour", "lea.martin"))  # the control
    page = try_password(sandbox, "ent-cour", "lea.martin", password)
    assert page.status_code == 200
    assert 'role="alert"' in page.text


def test_j203_a_form_without_a_password_field_opens_nothing(sandbox: Sandbox) -> None:
    browser = Browser()
    page = browser.get(f"{sandbox.urls['ent-cour']}/sign-in")
    form = next(form for form in forms_of(page) if "email" in form.fields)
    values = {"csrf_token": form.fields["csrf_token"], "email": "lea.martin"}
    answer = browser.http.post(form.action, data=values, allow_redirects=False, timeout=20)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
