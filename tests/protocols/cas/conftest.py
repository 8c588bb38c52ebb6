"""Owns the service that the tests of CAS share, and a browser that is signed in."""

from collections.abc import Iterator

import pytest

from broker.lab.browser import Browser
from tests.journeys.cas_service import CasService, cas_service
from tests.sandbox import Sandbox


@pytest.fixture(scope="module")
def service(sandbox: Sandbox) -> Iterator[CasService]:
    """Give one registered service to a module's tests."""
    with cas_service(sandbox) as found:
        yield found


@pytest.fixture(scope="module")
def signed_in(service: CasService) -> Browser:
    """Give a browser in which a pupil has signed in, a while ago."""
    browser, _ticket = service.sign_on()
    return browser
