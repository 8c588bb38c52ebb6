"""Owns the tests of /p3/serviceValidate (CAS protocol 2.5, 2.8, appendix A; facts/gar.md 3.2, 4.1)."""

from tests.journeys.cas_service import cas_service, read_success
from tests.sandbox import Sandbox


def test_smoke(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        browser, ticket = service.sign_on()
        answer = service.validate(ticket)
        print(answer.headers, answer.text)
        user, attributes = read_success(answer)
        print(user, attributes, ticket)
        for way in ("validate", "serviceValidate", "proxyValidate"):
            print(way, service.validate(service.ticket(browser), way).text)
        print(service.validate(service.ticket(browser), format="json").text)
        print(service.validate("x", format="json").text)
        print(service.validate("x", "validate").text)
        print(service.validate("x").text)
        page = service.log_out(browser, service=service.address)
        print(page.url, page.history, service.heard.calls)
        assert 0
