"""Owns the yard: the example resources' application and the hub side that it asks, together."""

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sp_examples.keys import Keys
from sp_examples.resources import Resource
from tests.sp_examples.hub_side import Answer, MetadataServer, Question, Signer, read_question

ORIGIN = "http://localhost"


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
    resources: dict[str, tuple[Resource, Keys]]
    signer: Signer
    server: MetadataServer
    watch: Watch

    def browser(self) -> FlaskClient:
        return self.application.test_client()

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
