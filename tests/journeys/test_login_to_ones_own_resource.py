"""Owns `preau login` towards a publisher's own resource, which says nothing to scripts of what it received."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from click.testing import CliRunner, Result

from broker.commands.explain import explain
from broker.commands.login import login
from broker.commands.resource import resource
from broker.definitions.client_secrets import FOLDER, ClientSecrets
from tests.sandbox import Sandbox, free_ports

_PUPIL = "ibrahima.le-goff"
_VERIFIER = "a-verifier-of-a-test-that-is-long-enough-to-be-one"


@dataclass
class Own:
    """Hold a resource of one's own: `answer` gives (status, where to send the browser) for each address asked."""

    sandbox: Sandbox
    site: str
    answer: Callable[["Own", str], tuple[int, str]] = lambda _own, _target: (200, "")
    statuses: list[int] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return f"own-{urlsplit(self.site).port}"

    @property
    def ark(self) -> str:
        return f"ark:/77777/{self.slug}"

    @property
    def where(self) -> list[str]:
        return ["--workspace", str(self.sandbox.workspace.root), "--first-port", str(self.sandbox.first_port)]

    def register(self, *languages: str, attributes: str = "IDO,UAI,PRO,DIV") -> None:
        """Register it as a publisher does."""
        about = ["--ark", self.ark, "--access-url", f"{self.site}/", "--profiles", "National_elv"]
        ran = CliRunner().invoke(resource, ["add", *about, "--attributes", attributes, *languages, *self.where])
        assert ran.exit_code == 0, ran.output

    def login(self, *options: str) -> tuple[int, dict[str, Any]]:
        """Give the exit status and the document of `preau login`."""
        ran = self.run(*options, "--json")
        return ran.exit_code, json.loads(ran.stdout)

    def run(self, *options: str) -> Result:
        """Run `preau login`."""
        return CliRunner().invoke(login, ["--person", _PUPIL, "--resource", self.ark, *self.where, *options])

    def foretold(self) -> dict[str, list[str]]:
        """Give the attributes of `preau explain`."""
        ran = CliRunner().invoke(explain, ["--person", _PUPIL, "--resource", self.ark, "--json", *self.where])
        attributes: dict[str, list[str]] = json.loads(ran.stdout)["attributes"]
        return attributes


def speak_cas(own: Own, target: str, place: str = "p3/serviceValidate") -> tuple[int, str]:
    """Do what a CAS client does."""
    service = f"{own.site}/"
    ticket = target.partition("ticket=")[2]
    if not ticket:
        return 302, f"{own.sandbox.home}/login?{urlencode({'service': service})}"
    validated = requests.get(f"{own.sandbox.home}/{place}", {"service": service, "ticket": ticket}, timeout=15)
    own.statuses.append(validated.status_code)
    return 200, ""


def speak_oidc(own: Own, target: str, scope: str = "openid scope.gar") -> tuple[int, str]:
    """Do what an OpenID Connect client does."""
    issuer, client_id = f"{own.sandbox.home}/oidc", own.slug
    secret = ClientSecrets(own.sandbox.workspace.keys / FOLDER).read(client_id)
    with OAuth2Session(
        client_id, secret, redirect_uri=f"{own.site}/cb", scope=scope, code_challenge_method="S256", leeway=0
    ) as client:
        if not target.startswith("/cb"):
            wanted = {"idRessource": own.ark, "code_verifier": _VERIFIER}
            if scope == "openid":
                wanted["claims"] = json.dumps({"userinfo": {"UAI": None}})
            return 302, client.create_authorization_url(f"{issuer}/oidcAuthorize", **wanted)[0]
        response = f"{own.site}{target}"
        client.fetch_token(f"{issuer}/oidcAccessToken", authorization_response=response, code_verifier=_VERIFIER)
        own.statuses.append(client.get(f"{issuer}/oidcProfile", timeout=15).status_code)
    return 200, ""


@pytest.fixture
def own(sandbox: Sandbox) -> Iterator[Own]:
    """Give a resource that listens."""
    with _listening(sandbox) as made:
        yield made


def test_what_a_resource_of_ones_own_validates_over_cas_is_printed(own: Own) -> None:
    own.answer = speak_cas
    own.register("--cas", f"{own.site}/")
    status, document = own.login()
    assert (status, document["decision"], own.statuses) == (0, "release", [200])
    assert document["attributes"] == own.foretold()
    assert document["trace"].startswith(f"{own.sandbox.home}/journeys/")


def test_what_a_resource_of_ones_own_reads_of_userinfo_is_printed(own: Own) -> None:
    own.answer = speak_oidc
    own.register("--oidc", f"{own.site}/cb")
    status, document = own.login("--direct")
    assert (status, document["decision"], own.statuses) == (0, "release", [200])
    assert document["attributes"] == own.foretold()


def test_of_userinfo_that_its_client_narrowed_only_what_it_held_is_printed(own: Own) -> None:
    own.answer = lambda found, target: speak_oidc(found, target, "openid")
    own.register("--oidc", f"{own.site}/cb")
    assert own.login()[1]["attributes"] == {"UAI": own.foretold()["UAI"]}


def test_cas_2_validation_carries_no_attribute_and_none_is_printed(own: Own) -> None:
    own.answer = lambda found, target: speak_cas(found, target, "serviceValidate")
    own.register("--cas", f"{own.site}/")
    status, document = own.login()
    assert (status, document["decision"], document["attributes"]) == (0, "release", {})


def test_a_ticket_that_nobody_validates_is_told(own: Own) -> None:
    own.answer = lambda found, target: (200, "") if "ticket=" in target else speak_cas(found, target)
    own.register("--cas", f"{own.site}/")
    status, document = own.login()
    assert (status, document["decision"], document["code"]) == (1, "refusal", "login.nothing_fetched")
    assert "login.nothing_fetched" in own.run().stdout


def test_a_ticket_validated_for_another_address_is_told_with_the_hubs_reason(own: Own) -> None:
    own.answer = _validate_elsewhere
    own.register("--cas", f"{own.site}/")
    assert own.login()[1]["code"] == "cas.ticket.other_service"


def test_an_earlier_visit_is_not_taken_for_one_that_stops_at_the_resource(own: Own) -> None:
    own.answer = speak_cas
    own.register("--cas", f"{own.site}/")
    assert own.login()[0] == 0
    own.answer = lambda _own, _target: (200, "")
    status, document = own.login("--direct")
    assert (status, document["code"]) == (1, "login.stopped")


def test_a_resource_that_is_not_running_is_named(sandbox: Sandbox) -> None:
    own = Own(sandbox, f"http://127.0.0.1:{free_ports()}")
    own.register("--cas", f"{own.site}/")
    said = own.run().stderr
    _forget(own)
    assert f"{own.site}/ does not answer" in said
    assert "preau run" not in said


def _validate_elsewhere(own: Own, target: str) -> tuple[int, str]:
    ticket = target.partition("ticket=")[2]
    if not ticket:
        return speak_cas(own, target)
    other = {"service": f"{own.site}/elsewhere", "ticket": ticket}
    own.statuses.append(requests.get(f"{own.sandbox.home}/p3/serviceValidate", other, timeout=15).status_code)
    return 200, ""


@contextmanager
def _listening(sandbox: Sandbox) -> Iterator[Own]:
    class Visit(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer as the test has it, with a page that tells nothing."""
            status, location = made.answer(made, self.path)
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Visit) as server:
        made = Own(sandbox, f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join(timeout=5)
            _forget(made)


def _forget(own: Own) -> None:
    (own.sandbox.workspace.contracts / f"{own.slug}.toml").unlink()
