"""The kit's headers, as behind an academy's reverse proxy: Debian's mod_auth_mellon says them, a browser cannot."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.live.apache_clients import mellon
from tests.live.apache_server import environment_of
from tests.live.real_client import RealClient
from tests.sandbox import Sandbox

pytestmark = pytest.mark.live

OF_TWO_DIVISIONS = "emre.vasseur"


@contextmanager
def behind_a_proxy(sandbox: Sandbox) -> Iterator[RealClient]:
    with mellon(sandbox, "headers.conf") as client:
        yield client


def test_an_application_reads_the_attributes_in_headers_those_of_several_values_by_commas(sandbox: Sandbox) -> None:
    with behind_a_proxy(sandbox) as client:
        _, page = client.sign_on(OF_TWO_DIVISIONS)
        shown, told = environment_of(page), client.publisher.explain(OF_TWO_DIVISIONS)
        assert {name: shown[f"HTTP_{name}"] for name in ("IDO", "PRE", "DIV")} == {
            name: ",".join(told[name]) for name in ("IDO", "PRE", "DIV")
        }


def test_what_a_browser_says_in_such_a_header_is_taken_away(sandbox: Sandbox) -> None:
    with behind_a_proxy(sandbox) as client:
        browser, page = client.sign_on(OF_TWO_DIVISIONS)
        right = environment_of(page)["HTTP_IDO"]
        browser.http.headers.update({"IDO": "f" * 128, "PRO": "National_dir"})
        shown = environment_of(browser.get(client.url))
        assert shown["HTTP_IDO"] == right
        assert shown["HTTP_PRO"] == "National_elv"
