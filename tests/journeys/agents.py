"""Owns the steps of an agent: the choice of an academy at the hub, the password, the code of the moment."""

from datetime import datetime

import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from broker.login.one_time_passwords import OneTimePasswords
from tests.journeys.steps import choose_guichet, resource_url
from tests.sandbox import Sandbox, sign_in_by_hand

HEAD, DELEGATE, TEACHER, CENTRAL, OF_BRUME = (
    "helene.ouattara",
    "bruno.nowak",
    "clemence.diarra",
    "victoire.delaunay",
    "rozenn.kerbrat",
)


def open_at_the_hub(
    sandbox: Sandbox, slug: str, login: str, academy: str = "academie"
) -> tuple[Browser, requests.Response]:
    """Open an example application of the agents' hub, and give the password."""
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(sandbox, slug)), academy)
    return browser, sign_in_by_hand(browser, page, login)


def code_on(page: requests.Response) -> str:
    """Return the code that the sandbox shows beside the form."""
    return str(html.fromstring(page.content).xpath("string(//*[@id='demo-code'])"))


def give_code(browser: Browser, page: requests.Response, code: str) -> requests.Response:
    """Fill in the form of the code."""
    return browser.submit(next(form for form in forms_of(page) if "code" in form.fields), {"code": code})


def code_of(sandbox: Sandbox, login: str, moment: datetime, issuer: str = "academie") -> str:
    """Return the code that an agent's own application shows at a moment."""
    secret = sandbox.workspace.read_secret("second-factor.key")
    return OneTimePasswords(secret, issuer).code_at(f"{login}@AC-PREAU", moment)
