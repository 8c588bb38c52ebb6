"""Owns the yard: the example resources' application and the hub side that it asks, together."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from sp_examples.keys import Keys
from sp_examples.resources import Resource
from tests.sp_examples.hub_server import HubServer
from tests.sp_examples.hub_side import Answer, Question, Signer, read_question

ORIGIN = "http://localhost"
METADATA = "/idp/metadata"

Resources = dict[str, tuple[Resource, Keys | None]]


class Watch:
    """Tell a time that only a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Yard:
    """Gather the two sides: the application of the resources, and the hub that they ask."""

    application: Flask
    resources: Resources
    signer: Signer
    server: HubServer
    watch: Watch
    secrets: Path

    def browser(self) -> FlaskClient:
        return self.application.test_client()

    def keys(self, slug: str) -> Keys:
        """Return the keys of a SAML resource."""
        keys = self.resources[slug][1]
        assert keys is not None
        return keys

    def ask(self, browser: FlaskClient, slug: str = "carnet", query: str = "") -> Question:
        """Open a resource and read the question that it sends to the hub."""
        return read_question(browser.get(f"/{slug}/{query}").location)

    def answer(self, question: Question) -> Answer:
        """Return a right answer to a question, not yet encoded."""
        return Answer(question.request_id, question.acs_url, question.entity_id, self.signer)

    def post(self, browser: FlaskClient, message: str, slug: str = "carnet") -> TestResponse:
        """Bring an answer to a resource."""
        form = {"SAMLResponse": message, "RelayState": f"{ORIGIN}/{slug}/"}
        return browser.post(f"/{slug}/saml/acs", data=form)


def is_signed_on(browser: FlaskClient, slug: str) -> bool:
    """Tell whether a browser has a session at a resource."""
    return browser.get(f"/{slug}/received.json").status_code == 200


def sign_out(browser: FlaskClient, slug: str) -> TestResponse:
    """Press the button of the page that shows what was received."""
    form = etree.HTML(browser.get(f"/{slug}/").text).find(".//form")
    return browser.post(form.get("action"), data={"form_token": form.find("input").get("value")})


def onward(page: TestResponse) -> str:
    """Return where a page sends the browser by itself, which its link says too."""
    tree = etree.HTML(page.text)
    (location,) = tree.xpath("//link[@rel='next']/@href")
    assert tree.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={location}"]
    assert location in tree.xpath("//main//a/@href")
    return str(location)
