"""Owns the tests of proxying (CAS protocol 2.5.4, 2.6, 2.7, 3.2 to 3.4): off unless named, and then complete."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree

from broker.lab.browser import Browser
from broker.transport.local_certificates import LocalCertificates
from tests.journeys.cas_service import CAS, CasService, Heard, cas_service, listening, read_failure, read_success
from tests.journeys.own_run import lend_keys
from tests.journeys.steps import later
from tests.sandbox import Sandbox, running_sandbox

P3 = "p3/proxyValidate"


@dataclass(frozen=True, slots=True)
class Proxied:
    """Hold a front service with a callback, a service behind it, and one behind that."""

    front: CasService
    middle: CasService
    back: CasService
    callback: str
    second_callback: str
    heard: Heard

    def front_ticket(self) -> tuple[Browser, str]:
        """Sign on at the front; return the browser and the ticket."""
        return self.front.sign_on()

    def granting(self, ticket: str, service: CasService, callback: str, way: str = P3) -> str:
        """Validate a ticket with a callback and return the proxy-granting ticket that came there."""
        before = len(self.heard.calls)
        answer = service.validate(ticket, way, pgtUrl=callback)
        iou = etree.fromstring(answer.content).findtext(f".//{CAS}proxyGrantingTicket")
        assert iou is not None, answer.text
        (call,) = self.heard.calls[before:]
        query = parse_qs(urlsplit(call[1]).query)
        assert query["pgtIou"] == [iou]
        return query["pgtId"][0]


@pytest.fixture(scope="module")
def secure(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Give a sandbox over TLS: its authority vouches for the callbacks too."""
    folder = tmp_path_factory.mktemp("proxies")
    lend_keys(folder, sandbox)
    with running_sandbox(folder, examples=False, tls=True) as own:
        yield own


def context_of(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "private" / "server.key")
    return context


@pytest.fixture(scope="module")
def proxied(secure: Sandbox) -> Iterator[Proxied]:
    """Register the three services, each with the chain by which it is reached."""
    with listening(context_of(secure.workspace.tls)) as (site, heard):
        first, second = f"{site}/proxy?of=front", f"{site}/proxy-2"
        chains = f'proxies = [["{first}"]]', f'proxies = [["{second}", "{first}"]]'
        with (
            cas_service(secure, more=f'proxy_callbacks = ["{first}"]') as front,
            cas_service(secure, more=f'{chains[0]}\nproxy_callbacks = ["{second}"]') as middle,
            cas_service(secure, more=chains[1]) as back,
        ):
            yield Proxied(front, middle, back, first, second, heard)


@pytest.fixture
def granted(proxied: Proxied) -> tuple[Browser, str]:
    """Give a browser that is signed in, and the front's proxy-granting ticket."""
    browser, ticket = proxied.front_ticket()
    return browser, proxied.granting(ticket, proxied.front, proxied.callback, "p3/serviceValidate")


def proxy_ticket(service: CasService, granting: str) -> str:
    """Ask for a ticket of a service by a proxy-granting ticket."""
    answer = service.call("proxy", pgt=granting, targetService=service.address)
    ticket = etree.fromstring(answer.content).findtext(f"{CAS}proxySuccess/{CAS}proxyTicket")
    assert ticket is not None, answer.text
    return ticket


def proxy_failure(service: CasService, **query: str) -> str:
    (outcome,) = etree.fromstring(service.call("proxy", **query).content)
    assert outcome.tag == f"{CAS}proxyFailure"
    return outcome.get("code", "")


def proxies_in(content: bytes) -> list[str | None]:
    (outcome,) = etree.fromstring(content)
    return [element.text for element in outcome.iterfind(f"{CAS}proxies/{CAS}proxy")]


@pytest.mark.parametrize("way", ["serviceValidate", "proxyValidate", "p3/serviceValidate", P3])
def test_2_5_4_the_callback_is_given_both_tickets_and_keeps_its_own_query(proxied: Proxied, way: str) -> None:
    _browser, ticket = proxied.front_ticket()
    granting = proxied.granting(ticket, proxied.front, proxied.callback, way)
    method, target, _form = proxied.heard.calls[-1]
    assert (method, parse_qs(urlsplit(target).query)["of"]) == ("GET", ["front"])
    assert granting.startswith("PGT-")
    assert len(granting) <= 64


def test_2_7_a_proxy_ticket_is_validated_once_and_names_the_chain(
    proxied: Proxied, granted: tuple[Browser, str]
) -> None:
    ticket = proxy_ticket(proxied.middle, granted[1])
    assert ticket.startswith("PT-")
    answer = proxied.middle.validate(ticket, P3)
    _user, attributes = read_success(answer)
    assert attributes["PRO"] == ["National_elv"]
    assert attributes["isFromNewLogin"] == ["false"]
    assert proxies_in(answer.content) == [proxied.callback]
    assert read_failure(proxied.middle.validate(ticket, P3)) == "INVALID_TICKET"


def test_2_6_2_the_proxy_visited_last_stands_first(proxied: Proxied, granted: tuple[Browser, str]) -> None:
    ticket = proxy_ticket(proxied.middle, granted[1])
    second = proxied.granting(ticket, proxied.middle, proxied.second_callback)
    answer = proxied.back.validate(proxy_ticket(proxied.back, second), P3)
    assert proxies_in(answer.content) == [proxied.second_callback, proxied.callback]
    in_json = proxied.back.validate(proxy_ticket(proxied.back, second), P3, format="JSON").json()
    assert in_json["serviceResponse"]["authenticationSuccess"]["proxies"] == [
        proxied.second_callback,
        proxied.callback,
    ]


def test_3_3_1_a_proxy_granting_ticket_gives_many(proxied: Proxied, granted: tuple[Browser, str]) -> None:
    tickets = {proxy_ticket(proxied.middle, granted[1]) for _ in range(4)}
    assert len(tickets) == 4
    for ticket in tickets:
        assert read_success(proxied.middle.validate(ticket, P3))


@pytest.mark.parametrize("way", ["serviceValidate", "p3/serviceValidate", "validate"])
def test_2_5_a_proxy_ticket_is_refused_where_service_tickets_are_validated(
    proxied: Proxied, granted: tuple[Browser, str], way: str
) -> None:
    ticket = proxy_ticket(proxied.middle, granted[1])
    answer = proxied.middle.validate(ticket, way)
    assert answer.text == "no\n\n" if way == "validate" else read_failure(answer) == "INVALID_TICKET_SPEC"
    assert read_failure(proxied.middle.validate(ticket, P3)) == "INVALID_TICKET", "burnt"


def test_a_proxy_ticket_is_of_no_fresh_sign_in(proxied: Proxied, granted: tuple[Browser, str]) -> None:
    ticket = proxy_ticket(proxied.middle, granted[1])
    assert read_failure(proxied.middle.validate(ticket, P3, renew="true")) == "INVALID_TICKET_SPEC"


def test_a_proxy_ticket_lives_five_seconds(proxied: Proxied, secure: Sandbox, granted: tuple[Browser, str]) -> None:
    ticket = proxy_ticket(proxied.middle, granted[1])
    with later(secure, 6):
        assert read_failure(proxied.middle.validate(ticket, P3)) == "INVALID_TICKET"


def test_3_3_1_a_proxy_granting_ticket_ends_with_the_session(proxied: Proxied, granted: tuple[Browser, str]) -> None:
    browser, granting = granted
    ticket = proxy_ticket(proxied.middle, granting)
    proxied.front.log_out(browser, service=proxied.front.address)
    assert read_failure(proxied.middle.validate(ticket, P3)) == "INVALID_TICKET"
    query = {"pgt": granting, "targetService": proxied.middle.address}
    assert proxy_failure(proxied.middle, **query) == "INVALID_TICKET"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("proxy_callbacks = ", "proxy_callbacks = [] # "), "UNAUTHORIZED_SERVICE_PROXY"),
        (("valid_until = 2031-08-31", "valid_until = 2025-08-31"), "INVALID_TICKET"),
    ],
)
def test_3_3_1_a_proxy_granting_ticket_is_worth_what_its_holders_contract_says_now(
    proxied: Proxied, granted: tuple[Browser, str], change: tuple[str, str], told: str
) -> None:
    query = {"pgt": granted[1], "targetService": proxied.middle.address}
    proxied.front.contract_file.write_text(proxied.front.contract_text().replace(*change))
    try:
        assert proxy_failure(proxied.middle, **query) == told
    finally:
        proxied.front.write()
    assert proxy_ticket(proxied.middle, granted[1])


def test_3_3_1_and_ends_after_six_hours_at_the_latest(
    proxied: Proxied, secure: Sandbox, granted: tuple[Browser, str]
) -> None:
    with later(secure, 6 * 3600 + 1):
        query = {"pgt": granted[1], "targetService": proxied.middle.address}
        assert proxy_failure(proxied.middle, **query) == "INVALID_TICKET"


def test_2_7_3_a_proxy_request_wants_both_parameters_and_a_ticket_of_ours(proxied: Proxied) -> None:
    address = proxied.middle.address
    assert proxy_failure(proxied.middle, targetService=address) == "INVALID_REQUEST"
    assert proxy_failure(proxied.middle, pgt="PGT-1-0") == "INVALID_REQUEST"
    for pgt in ("PGT-1-0", "ST-1-0", "PGTIOU-1-0", "x"):
        assert proxy_failure(proxied.middle, pgt=pgt, targetService=address) == "INVALID_TICKET"


def test_i184_a_service_that_names_no_callback_is_given_no_proxy_granting_ticket(
    proxied: Proxied, secure: Sandbox
) -> None:
    before = len(proxied.heard.calls)
    with cas_service(secure) as service:
        _browser, ticket = service.sign_on()
        failed = service.validate(ticket, pgtUrl=proxied.callback)
        assert read_failure(failed) == "UNAUTHORIZED_SERVICE_PROXY"
        assert read_failure(service.validate(ticket)) == "INVALID_TICKET", "burnt"
    assert len(proxied.heard.calls) == before


def test_i184_another_callback_than_the_one_named_is_never_called(proxied: Proxied) -> None:
    before = len(proxied.heard.calls)
    others = (
        proxied.second_callback,
        f"{proxied.callback}&x=1",
        proxied.callback.replace("https:", "http:"),
        proxied.callback.partition("?")[0],
        "",
    )
    for other in others:
        _browser, ticket = proxied.front_ticket()
        assert read_failure(proxied.front.validate(ticket, pgtUrl=other)) == "INVALID_PROXY_CALLBACK"
    assert len(proxied.heard.calls) == before


@pytest.mark.parametrize("status", [201, 302, 404, 500])
def test_2_5_4_a_callback_that_does_not_answer_200_gives_nothing(proxied: Proxied, status: int) -> None:
    proxied.heard.status["GET"] = status
    try:
        _browser, ticket = proxied.front_ticket()
        failed = proxied.front.validate(ticket, pgtUrl=proxied.callback)
    finally:
        proxied.heard.status.clear()
    assert read_failure(failed) == "INVALID_PROXY_CALLBACK"
    granting = parse_qs(urlsplit(proxied.heard.calls[-1][1]).query)["pgtId"][0]
    query = {"pgt": granting, "targetService": proxied.middle.address}
    assert proxy_failure(proxied.middle, **query) == "INVALID_TICKET", "what was brought there is worth nothing"


def test_2_5_4_a_callback_whose_certificate_nobody_trusts_is_given_nothing(secure: Sandbox, tmp_path: Path) -> None:
    LocalCertificates(tmp_path, frozenset({"localhost"})).provide(secure.machine_clock.now())
    with (
        listening(context_of(tmp_path)) as (site, heard),
        cas_service(secure, more=f'proxy_callbacks = ["{site}/proxy"]') as service,
    ):
        _browser, ticket = service.sign_on()
        assert read_failure(service.validate(ticket, pgtUrl=f"{site}/proxy")) == "INVALID_PROXY_CALLBACK"
        assert heard.calls == []


def test_i184_a_target_that_does_not_name_the_exact_chain_is_not_reached(
    proxied: Proxied, granted: tuple[Browser, str]
) -> None:
    foreign = "https://elsewhere.example/"
    for address in (proxied.back.address, proxied.front.address, foreign, f"{proxied.middle.address}#x"):
        query = {"pgt": granted[1], "targetService": address}
        assert proxy_failure(proxied.middle, **query) == "UNAUTHORIZED_SERVICE"
    assert proxy_ticket(proxied.middle, granted[1])  # the control


def test_i184_a_chain_withdrawn_meanwhile_is_worth_nothing(proxied: Proxied, granted: tuple[Browser, str]) -> None:
    ticket = proxy_ticket(proxied.middle, granted[1])
    file, text = proxied.middle.contract_file, proxied.middle.contract_text()
    try:
        file.write_text(text.replace(proxied.callback, "https://other.example/proxy"))
        assert read_failure(proxied.middle.validate(ticket, P3)) == "UNAUTHORIZED_SERVICE_PROXY"
    finally:
        file.write_text(text)


def test_i188_the_trace_shows_the_proxying_and_no_proxy_granting_ticket(
    proxied: Proxied, secure: Sandbox, granted: tuple[Browser, str]
) -> None:
    granting = granted[1]
    assert read_success(proxied.middle.validate(proxy_ticket(proxied.middle, granting), P3))
    page = granted[0].get(f"{secure.home}/journeys").text
    link = next(part.partition('"')[0] for part in page.split('href="')[1:] if part.startswith("/journeys/"))
    trace = granted[0].get(f"{secure.home}{link}").text
    assert "Ticket confié au mandataire" in trace
    assert "Ticket de mandataire remis" in trace
    assert granting not in trace
