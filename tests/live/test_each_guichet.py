"""Each guichet from an independent client, Debian's Apache, which knows of it what the kit says and no more."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import pytest
import requests

from broker.lab.browser import Browser
from broker.protocols.oidc.attribute_names import NAMES
from tests.journeys.agents import TEACHER, code_on, give_code
from tests.journeys.steps import choose_guichet, choose_profile
from tests.journeys.test_hub_fer import choose, search
from tests.live.apache_server import environment_of
from tests.live.guichet_clients import (
    FAMILIES,
    STAFF,
    Wanted,
    by_mellon,
    by_mod_auth_cas,
    by_mod_auth_openidc,
    values_of,
)
from tests.sandbox import Sandbox, sign_in_by_hand

pytestmark = pytest.mark.live

Client = Callable[[Sandbox, Wanted], AbstractContextManager[str]]
Way = Callable[[Browser, requests.Response], requests.Response]
_AGENT = ("ctemail", "ctln", "ctfn", "ct-remote-user")
_PUPIL = ("FrEduCtId", "FrEduCtPersonAffiliation", "givenName")


def _straight(_browser: Browser, page: requests.Response) -> requests.Response:
    return page


def _by_the_university(browser: Browser, page: requests.Response) -> requests.Response:
    return choose(browser, search(browser, page, "brume"), "Université de la Brume")


_as_pupil: Way = partial(choose_profile, profile="National_elv")
_as_guardian: Way = partial(choose_profile, profile="National_tut")
_by_the_academy: Way = partial(choose_guichet, name="academie")

_SAML = {
    "educonnect-pupil": (
        Wanted("educonnect", "educonnect-service", FAMILIES, _PUPIL),
        _as_pupil,
        "anouk.sane",
        {"FrEduCtPersonAffiliation": "eleve2d", "givenName": "Anouk"},
    ),
    "educonnect-guardian": (
        Wanted("educonnect", "educonnect-service", FAMILIES, _PUPIL),
        _as_guardian,
        "ndeye.sane",
        {"FrEduCtPersonAffiliation": "resp2d", "givenName": "Ndeye"},
    ),
    "academie": (
        Wanted("academie", "agents", STAFF, _AGENT),
        _straight,
        TEACHER,
        {"ct-remote-user": TEACHER, "ctln": "Diarra"},
    ),
    "hub-agents": (
        Wanted("hub-agents", "agents", STAFF, _AGENT),
        _by_the_academy,
        TEACHER,
        {"ct-remote-user": TEACHER, "ctln": "Diarra"},
    ),
    "hub-partenaires": (
        Wanted("hub-partenaires", "agents", STAFF, _AGENT),
        _straight,
        "solenne.perrot",
        {"ctemail": "solenne.perrot@partenaire.example", "ctln": "Perrot"},
    ),
    "hub-fer": (
        Wanted("hub-fer", "federation", STAFF, ("mail", "sn", "eduPersonPrincipalName")),
        _by_the_university,
        "nolwenn.tanguy",
        {"eduPersonPrincipalName": "nolwenn.tanguy@univ-brume.example", "sn": "Tanguy"},
    ),
    "hub-agentconnect": (
        Wanted("hub-agentconnect", "agents", '"National_eta", "National_aca"', _AGENT),
        _straight,
        "nathalie.rossi",
        {"ct-remote-user": "nathalie.rossi", "ctln": "Rossi"},
    ),
}
_SCOPE = 'scopes = ["hub.scope.lecon"]'
_SCHOOL = ("FrEduCtPersonAffiliation", "givenName")
_OIDC = {
    "educonnect": (
        Wanted("educonnect", "educonnect-oidc", FAMILIES, _SCHOOL, terms='scopes = ["ect.scope.lecon"]'),
        _as_pupil,
        "anouk.sane",
        {"FrEduCtPersonAffiliation": "eleve2d"},
    ),
    "hub-agents": (
        Wanted("hub-agents", "agents", STAFF, _AGENT, terms=_SCOPE),
        _by_the_academy,
        TEACHER,
        {"uid": TEACHER, "family_name": "Diarra"},
    ),
}


def _sign_on(url: str, way: Way, login: str) -> tuple[Browser, requests.Response]:
    browser = Browser()
    return browser, sign_in_by_hand(browser, way(browser, browser.get(url)), login)


@pytest.mark.parametrize(("wanted", "way", "login", "expected"), _SAML.values(), ids=_SAML)
def test_a_person_arrives_at_mod_auth_mellon(
    sandbox: Sandbox, wanted: Wanted, way: Way, login: str, expected: dict[str, str]
) -> None:
    with by_mellon(sandbox, wanted) as url:
        _, page = _sign_on(url, way, login)
        assert page.url == url
        found = values_of(page, "", wanted.codes)
        assert found.keys() == set(wanted.codes)
        assert found == found | expected


@pytest.mark.parametrize(("wanted", "way", "login", "expected"), _OIDC.values(), ids=_OIDC)
def test_a_person_arrives_at_mod_auth_openidc(
    sandbox: Sandbox, wanted: Wanted, way: Way, login: str, expected: dict[str, str]
) -> None:
    with by_mod_auth_openidc(sandbox, wanted) as url:
        _, page = _sign_on(url, way, login)
        assert page.url == url
        found = values_of(page, "OIDC_CLAIM_", tuple(NAMES[code] for code in wanted.codes))
        assert found.keys() == {NAMES[code] for code in wanted.codes}
        assert found == found | expected


@pytest.mark.parametrize(
    ("client", "account", "issuer", "way", "login"),
    [
        (by_mellon, "ct-remote-user", "academie", _straight, "elise.gueye"),
        (by_mellon, "ct-remote-user", "hub-agents", _by_the_academy, "fatoumata.jouve"),
        (by_mod_auth_openidc, "OIDC_CLAIM_uid", "hub-agents", _by_the_academy, "solene.haddad"),
    ],
    ids=["academie-saml", "hub-agents-saml", "hub-agents-oidc"],
)
def test_a_client_whose_contract_says_two_factors_sees_nobody_before_the_code(  # noqa: PLR0913, PLR0917 - one per column
    sandbox: Sandbox, client: Client, account: str, issuer: str, way: Way, login: str
) -> None:
    wanted = Wanted(issuer, "agents", STAFF, _AGENT, 'authentication = "two_factors"', _SCOPE)
    with client(sandbox, wanted) as url:
        browser, page = _sign_on(url, way, login)
        assert page.url.startswith(sandbox.urls["academie"])
        assert not browser.get(url).url.startswith(url)
        page = give_code(browser, page, code_on(page))
        assert page.url == url
        assert environment_of(page)[account] == login


def test_a_pupil_arrives_at_mod_auth_cas_from_their_ent(sandbox: Sandbox) -> None:
    codes = ("ENTPersonLogin", "ENTPersonProfils", "givenName")
    wanted = Wanted("ent-cour", "ent-services", FAMILIES, codes)
    with by_mod_auth_cas(sandbox, wanted) as url:
        _, page = _sign_on(url, _straight, "ibrahima.le-goff")
        found = values_of(page, "HTTP_CAS_", tuple(code.upper() for code in codes))
        assert found == {
            "ENTPERSONLOGIN": "ibrahima.le-goff",
            "ENTPERSONPROFILS": "National_ELV",
            "GIVENNAME": "Ibrahima",
        }
