"""Each guichet from an independent client, Debian's Apache, which knows of it what the kit says and no more."""

from collections.abc import Callable
from functools import partial

import pytest
import requests

from broker.commands.browser import Browser
from tests.journeys.agents import TEACHER, code_on, give_code
from tests.journeys.steps import choose_guichet, choose_profile
from tests.journeys.test_hub_fer import choose, search
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
_SCHOOL = ("FrEduCtPersonAffiliation", "givenName")
_OIDC = {
    "educonnect": (
        Wanted("educonnect", "educonnect-oidc", FAMILIES, _SCHOOL, terms='scopes = ["ect.scope.lecon"]'),
        _as_pupil,
        "anouk.sane",
        {"FrEduCtPersonAffiliation": "eleve2d"},
    ),
    "hub-agents": (
        Wanted("hub-agents", "agents", STAFF, _AGENT, terms='scopes = ["hub.scope.lecon"]'),
        _by_the_academy,
        TEACHER,
        {"ct-remote-user": TEACHER, "ctln": "Diarra"},
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
        assert found == found | expected


@pytest.mark.parametrize(("wanted", "way", "login", "expected"), _OIDC.values(), ids=_OIDC)
def test_a_person_arrives_at_mod_auth_openidc(
    sandbox: Sandbox, wanted: Wanted, way: Way, login: str, expected: dict[str, str]
) -> None:
    with by_mod_auth_openidc(sandbox, wanted) as url:
        _, page = _sign_on(url, way, login)
        assert page.url == url
        found = values_of(page, "OIDC_CLAIM_", wanted.codes)
        assert found == found | expected


@pytest.mark.parametrize(
    ("client", "prefix", "wanted", "way", "login"),
    [
        (by_mellon, "", _SAML["academie"][0], _straight, "elise.gueye"),
        (by_mod_auth_openidc, "OIDC_CLAIM_", _OIDC["hub-agents"][0], _by_the_academy, "viktor.lacombe"),
    ],
    ids=["academie-saml", "hub-agents-oidc"],
)
def test_a_client_whose_contract_says_two_factors_sees_nobody_before_the_code(  # noqa: PLR0913, PLR0917 - one per column
    sandbox: Sandbox, client: Callable[..., object], prefix: str, wanted: Wanted, way: Way, login: str
) -> None:
    strict = Wanted(
        wanted.issuer, wanted.vocabulary, '"National_ens", "National_doc", "National_evs", "National_dir"',
        wanted.codes, terms=wanted.terms,
    ).with_two_factors()
    with client(sandbox, strict) as url:  # type: ignore[attr-defined]
        browser, page = _sign_on(url, way, login)
        assert page.url.startswith(sandbox.urls["academie"])
        page = give_code(browser, page, code_on(page))
        assert page.url == url
        assert values_of(page, prefix, strict.codes)["ct-remote-user"] == login


def test_a_pupil_arrives_at_mod_auth_cas_from_their_ent(sandbox: Sandbox) -> None:
    codes = ("ENTPersonLogin", "ENTPersonProfils", "givenName")
    wanted = Wanted("ent-cour", "ent-services", FAMILIES, codes)
    with by_mod_auth_cas(sandbox, wanted) as url:
        _, page = _sign_on(url, _straight, "ibrahima.le-goff")
        found = values_of(page, "HTTP_CAS_", tuple(code.upper() for code in codes))
        assert found == {"ENTPERSONLOGIN": "ibrahima.le-goff", "ENTPERSONPROFILS": "National_ELV", "GIVENNAME": "Ibrahima"}
