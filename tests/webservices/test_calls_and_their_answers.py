"""Owns what every call gets, whichever it is: typed errors, one role check, gzip, and a log that names nobody."""

import gzip
import logging
from pathlib import Path

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from lxml import etree

from broker.core.refusals.journey import StoreUnavailable
from broker.core.refusals.subscription import SubscriptionExists
from broker.core.roles import Holder, Role
from broker.stores.memory_store import MemoryStore
from broker.transport.client_certificates import ClientCertificates
from broker.transport.outgoing import local_session
from broker.web.routes import Routes
from broker.webservices.application import prepare_calls
from broker.webservices.call_log import MOST_CALLS, CallLog, shown_path
from broker.webservices.forms import Form, answers_in
from broker.webservices.reception import Reception
from tests.journal import a_desk
from tests.sandbox import MovableClock, Sandbox
from tests.webservices.callers import DISTRIBUTOR, P0, REPORTS, call, code_of, exchange, pair_of

LONG = "ressource " * 500


def some_endpoints() -> Routes:
    blueprint = Routes("some", __name__, frozenset({Role.ENT}))

    @blueprint.get("/ressources/<project>/<uai>/<person>")
    @answers_in(Form.JSON, Form.XML)
    def resources(project: str, uai: str, person: str) -> Response:
        return Response(f"{project} {uai} {len(person)} {LONG}", mimetype="application/json")

    @blueprint.put("/<subscription>", endpoint="create", roles=frozenset({Role.DISTRIBUTOR}))
    @answers_in(Form.XML)
    def create(subscription: str) -> Response:
        raise SubscriptionExists(received=subscription)

    @blueprint.post("/read")
    def read() -> Response:
        return Response(str(len(request.get_data())))

    @blueprint.get("/broken")
    def broken() -> Response:
        raise ZeroDivisionError("Rose Aubépine")

    @blueprint.get("/streamed")
    def streamed() -> Response:
        return Response((piece for piece in [LONG, LONG]), mimetype="text/csv")

    @blueprint.get("/for-nobody", endpoint="for_nobody", roles=frozenset())
    def for_nobody() -> Response:
        return Response("nobody sees this")

    return blueprint


class Services:
    """Serve a few endpoints without a listener: the certificate stands where a listener puts it."""

    def __init__(self, folder: Path, store: MemoryStore | None = None) -> None:
        self.clock, self.clients = MovableClock(), ClientCertificates(folder)
        self.calls = CallLog(MemoryStore(self.clock) if store is None else store)
        self.app = Flask("some")
        acts = a_desk(folder.parent / "journal", self.clock)
        prepare_calls(self.app, Reception(self.clock, self.clients, self.calls, acts))
        self.app.register_blueprint(some_endpoints())
        self.app.add_url_rule("/undeclared", view_func=lambda: "nobody sees this")

    def as_client(self, holder: Holder) -> FlaskClient:
        (kept,) = self.clients.provide((holder,), self.clock.now())
        client = self.app.test_client()
        client.environ_base["SSL_CLIENT_CERT"] = kept.certificate_file.read_text(encoding="ascii").strip()
        return client


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(tmp_path / "certificates")


def test_a_refusal_in_json_has_the_observed_shape(sandbox: Sandbox) -> None:
    answer = call(sandbox, "/nowhere/at/all", cert=pair_of(sandbox, P0))
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")
    error = answer.json()["Erreur"]
    assert list(answer.json()) == ["Erreur"]
    assert list(error) == ["Code", "Message", "Resource"]
    assert (error["Code"], error["Resource"]) == (
        "Not Found",
        "nowhere/…",
    )  # an address that nobody knows may hold a name


@pytest.mark.parametrize("accept", ["application/xml", "text/xml", "text/xml, application/json;q=0.5"])
def test_a_refusal_in_xml_has_the_observed_shape(sandbox: Sandbox, accept: str) -> None:
    answer = call(sandbox, "/nowhere/at/all", cert=pair_of(sandbox, P0), headers={"Accept": accept})
    error = etree.fromstring(answer.content)
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert (error.tag, [child.tag for child in error]) == ("Erreur", ["Code", "Message"])
    assert "\u00a0: " in error[1].text


def test_a_route_that_speaks_xml_alone_refuses_in_xml_whatever_is_accepted(services: Services) -> None:
    answer = services.as_client(DISTRIBUTOR).put("/ABO-1", headers={"Accept": "application/json"})
    error = etree.fromstring(answer.data)
    assert answer.status_code == 409
    assert (error[0].text, error[1].text.startswith("L'abonnement existe deja")) == ("Conflict", True)
    for part in (SubscriptionExists.rule.fr, SubscriptionExists.remedy.fr, SubscriptionExists.code, "ABO-1"):
        assert part in error[1].text


def test_signs_that_xml_has_not_are_left_out_of_it(services: Services) -> None:
    answer = services.as_client(DISTRIBUTOR).put("/A%00%0B%3CB%3E")
    assert "A<B>" in etree.fromstring(answer.data)[1].text


def test_the_usual_form_is_the_routes_first(services: Services) -> None:
    client = services.as_client(DISTRIBUTOR)
    for accept, mimetype in (("*/*", "application/json"), ("", "application/json"), ("text/html", "application/json")):
        assert client.get("/ressources/P0/9990001A/x", headers={"Accept": accept}).mimetype == mimetype
    assert client.get("/ressources/P0/9990001A/x", headers={"Accept": "application/xml"}).mimetype == "application/xml"


@pytest.mark.parametrize(
    ("holder", "mimetype"), [(P0, "application/json"), (DISTRIBUTOR, "application/xml"), (REPORTS, "application/json")]
)
def test_where_there_is_no_route_a_client_is_answered_as_it_reads(
    services: Services, holder: Holder, mimetype: str
) -> None:
    assert services.as_client(holder).get("/not/here").mimetype == mimetype
    assert services.as_client(holder).patch("/ABO-1").mimetype == mimetype


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("DELETE", "/", 405, "call.method_unknown"),
        ("OPTIONS", "/", 405, "call.method_unknown"),
        ("PATCH", "/nowhere/at/all", 404, "call.address_unknown"),
    ],
)
def test_what_is_not_served_is_told_with_its_status(
    sandbox: Sandbox, method: str, path: str, status: int, code: str
) -> None:
    answer = call(sandbox, path, method=method, cert=pair_of(sandbox, P0))
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert answer.headers.get("Allow") == ("GET, HEAD" if status == 405 else None)


def test_a_body_beyond_the_limit_is_told_in_the_services_own_words(sandbox: Sandbox) -> None:
    with local_session(str(sandbox.workspace.tls / "authority.pem")) as session:
        session.cert, session.headers["Accept"] = pair_of(sandbox, DISTRIBUTOR), "application/json"
        url = sandbox.urls["webservices"]
        for size in (1_048_577, 3_000_000):
            for body in (b"x" * size, iter([b"x" * size]), (b"x" * 50_000 for _ in range(size // 50_000 + 1))):
                answer = session.put(f"{url}/ABO-1", data=body, timeout=20)
                assert (answer.status_code, code_of(answer)) == (413, "call.body_too_large")
        assert session.get(f"{url}/", timeout=20).ok


def test_a_body_in_chunks_is_read_to_its_end(sandbox: Sandbox) -> None:
    with local_session(str(sandbox.workspace.tls / "authority.pem")) as session:
        session.cert = pair_of(sandbox, DISTRIBUTOR)
        headers = {"Accept": "application/json", "Content-Type": "application/xml"}
        for pieces in ([b" "], [b" " * 100_000] * 10, [b" "] * 100):  # blank: only the reading is looked at
            answer = session.put(f"{sandbox.urls['webservices']}/ABO-1", data=iter(pieces), headers=headers, timeout=20)
            assert code_of(answer) == "subscription.body_missing"


@pytest.mark.parametrize("chunks", [b"zz\r\nx\r\n0\r\n\r\n", b"1\r\nxy\r\n0\r\n\r\n"])
def test_chunks_that_are_none_are_told(sandbox: Sandbox, chunks: bytes) -> None:
    answers = exchange(
        sandbox, b"PUT /ABO-1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    )
    assert answers.startswith(b"HTTP/1.1 400 ")
    assert b"call.malformed" in answers


def test_what_is_left_of_a_body_in_chunks_is_no_other_request(sandbox: Sandbox) -> None:
    """A refused call may leave its body unread: a request that is hidden in it must not be answered."""
    hidden = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    chunk = b"%x\r\n%b\r\n0\r\n\r\n" % (len(hidden), hidden)
    for path, status in ((b"/ABO-1", b"403"), (b"/", b"405"), (b"/not/here", b"404")):
        start = b"POST %b HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" % path
        answers = exchange(sandbox, start + chunk, holder=REPORTS)
        assert answers.startswith(b"HTTP/1.1 " + status)
        assert answers.count(b"HTTP/1.1 ") == 1


def test_a_body_at_the_limit_is_read_and_one_beyond_is_told_with_413(services: Services) -> None:
    client = services.as_client(P0)
    assert client.post("/read", data=b"x" * 1_048_576).data == b"1048576"
    answer = client.post("/read", data=b"x" * 1_048_577)
    assert answer.status_code == 413
    assert answer.get_json()["Erreur"]["Code"] == "Request Entity Too Large"


def test_what_nobody_foresaw_is_told_without_a_word_of_it(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    answer = services.as_client(P0).get("/broken")
    assert answer.status_code == 500
    assert answer.get_json()["Erreur"]["Code"] == "Internal Server Error"
    assert "Rose" not in answer.get_data(as_text=True) + caplog.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("holder", [DISTRIBUTOR, REPORTS], ids=lambda holder: holder.role)
def test_a_client_of_another_role_is_refused(services: Services, holder: Holder) -> None:
    answer = services.as_client(holder).get("/ressources/P0/9990001A/x")
    assert answer.status_code == 403
    assert "client.other_role" in answer.get_json()["Erreur"]["Message"]
    assert services.as_client(P0).get("/ressources/P0/9990001A/x").status_code == 200  # the control


@pytest.mark.parametrize("holder", [P0, DISTRIBUTOR, REPORTS], ids=lambda holder: holder.role)
def test_a_route_that_declares_no_role_is_there_for_nobody(services: Services, holder: Holder) -> None:
    for path in ("/undeclared", "/for-nobody"):
        assert services.as_client(holder).get(path).status_code == 403


def test_gzip_is_written_for_who_asks_only(services: Services) -> None:
    client, path = services.as_client(P0), "/ressources/P0/9990001A/x"
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, deflate"})
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 10
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert packed.headers["Content-Length"] == str(len(packed.data))
    for refused in ("gzip;q=0", "identity", "br"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": refused}).headers
    assert "Content-Encoding" not in plain.headers


def test_what_is_streamed_is_packed_as_it_comes(services: Services) -> None:
    packed = services.as_client(P0).get("/streamed", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data).decode() == 2 * LONG


def test_errors_that_are_long_enough_are_packed_too(sandbox: Sandbox) -> None:
    wanted = {"Accept-Encoding": "gzip", "Accept": "application/json", "Content-Type": "application/xml"}
    empty = b'<abonnement xmlns="http://www.atosworldline.com/wsabonnement/v1.0/"/>'
    answer = call(sandbox, "/ABO-1", method="PUT", data=empty, cert=pair_of(sandbox, DISTRIBUTOR), headers=wanted)
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (400, "gzip")
    assert answer.json()["Erreur"]["Code"] == "Bad Request"  # the client library has unpacked it


def test_the_log_keeps_each_clients_own_calls_newest_first(services: Services) -> None:
    services.as_client(P0).get("/ressources/P0/9990001A/8d6f0f5e")
    services.as_client(P0).get("/undeclared")
    services.as_client(DISTRIBUTOR).put("/ABO-1")
    refused, listed = services.calls.latest(P0)
    assert (listed.method, listed.path, listed.status, listed.code) == (
        "GET",
        "/ressources/P0/9990001A/{person}",
        200,
        "",
    )
    assert (refused.path, refused.status, refused.code) == ("/undeclared", 403, "client.other_role")
    assert refused.message
    assert listed.milliseconds >= 0
    (created,) = services.calls.latest(DISTRIBUTOR)
    assert (created.method, created.path, created.status, created.code) == ("PUT", "/ABO-1", 409, "subscription.exists")


def test_the_log_keeps_the_latest_200(services: Services) -> None:
    client = services.as_client(P0)
    for _ in range(MOST_CALLS + 5):
        client.get("/undeclared")
    assert len(services.calls.latest(P0)) == MOST_CALLS


class StoreThatIsAway(MemoryStore):
    """Answers no more."""

    def append(self, *_what: object, **_how: object) -> None:
        raise StoreUnavailable(cause="away")


def test_a_store_that_is_away_loses_the_log_and_says_so_but_not_the_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    services = Services(tmp_path / "certificates", StoreThatIsAway(MovableClock()))
    assert services.as_client(P0).get("/ressources/P0/9990001A/x").status_code == 200
    assert "call not kept code=store.unavailable cause=away" in caplog.text


def test_a_call_of_nobody_known_is_kept_for_nobody(services: Services) -> None:
    pem = services.as_client(P0).environ_base["SSL_CLIENT_CERT"]
    services.clients.revoke(P0)
    client = services.app.test_client()
    client.environ_base["SSL_CLIENT_CERT"] = pem
    assert client.get("/undeclared").status_code == 403
    assert services.calls.latest(P0) == ()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"project": "P0", "uai": "9990001A", "person": "4f1c"}, "/ressources/P0/9990001A/{person}"),
        ({"project": "P0", "uai": "4f1c-a-persons", "person": "9990001A"}, "/ressources/P0/{uai}/{person}"),
        ({"project": "rose.aubepine", "uai": "Rose", "person": ""}, "/ressources/{project}/{uai}/{person}"),
    ],
)
def test_a_path_in_the_log_shows_what_can_name_nobody(given: dict[str, str], shown: str) -> None:
    assert shown_path("/ressources/<project>/<string:uai>/<path:person>", given, P0) == shown


def test_an_unknown_path_is_not_kept(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        services.as_client(P0).get("/ressource/P0/9990001A/8d6f0f5e")
    (lost,) = services.calls.latest(P0)
    assert "8d6f0f5e" not in f"{lost}{caplog.text}"
    assert lost.status == 404
