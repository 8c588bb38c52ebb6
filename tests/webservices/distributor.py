"""Owns a distributor of tests: it calls the subscription service on one kept connection."""

from itertools import count

import requests
from lxml import etree

from broker.core.roles import Holder, Role
from tests.sandbox import Sandbox
from tests.subscription_bodies import NAMESPACE, Text, a_body
from tests.webservices.callers import pair_of

XML = {"Content-Type": "application/xml"}
_TIMEOUT = 20
_numbers = count(1)


def new_identifier() -> str:
    """Return the identifier of a subscription that nobody has."""
    return f"service-{next(_numbers)}"


def new_distributor() -> Holder:
    """Return a distributor that has nothing yet."""
    return Holder(Role.DISTRIBUTOR, f"777777779_{next(_numbers):016}")


class Distributor:
    """Call the service as one distributor, on one kept connection."""

    def __init__(self, sandbox: Sandbox, holder: Holder, session: requests.Session) -> None:
        self.name = holder.name
        self._session = session
        self._session.cert = pair_of(sandbox, holder)
        self._url = sandbox.urls["webservices"]

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> requests.Response:
        """Send one call; headers are named with an underscore for a hyphen."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()} or XML
        return self._session.request(method, f"{self._url}{path}", data=body, headers=sent, timeout=_TIMEOUT)

    def body(self, identifier: str, more: str = "", **changes: Text) -> bytes:
        """Return the body of one of its subscriptions."""
        return a_body(more, **{"idAbonnement": identifier, "idDistributeurCom": self.name, **changes})

    def create(self, identifier: str, **changes: Text) -> requests.Response:
        """Create a subscription."""
        return self.call("PUT", f"/{identifier}", self.body(identifier, **changes))

    def identifiers(self, inside: str = "", page: str = "") -> list[str]:
        """Search, and return what is found, in order."""
        body = f'<filtres xmlns="{NAMESPACE}">{inside}</filtres>'.encode() if inside else b""
        answer = self.call("GET", f"/abonnements{page}", body)
        assert answer.status_code == 200, answer.text
        return [found.text or "" for found in etree.fromstring(answer.content).iter(f"{{{NAMESPACE}}}idAbonnement")]
