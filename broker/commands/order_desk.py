"""Owns how a command has the running hub alter a release: a role taken on the console, and orders placed."""

import requests
from lxml import html

from broker.console.lab.order_routes import ORDERS_PATH
from broker.console.role_pages import code_of
from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.refusals.listing import find_refusal
from broker.core.roles import Holder, Role
from broker.core.starvation import Cut
from broker.issuer_pages import make_role_desk
from broker.shared import Shared
from broker.transport.outgoing import local_session
from broker.web.role_check import ROLES

_TIMEOUT_SECONDS = 15


class OrderCounter:
    """Place orders for one resource at the running hub, as its operator."""

    def __init__(self, shared: Shared, contract: Contract) -> None:
        """Keep where the hub is and what the orders are about."""
        self._hub, self._contract = shared.hub.url, contract
        self._secret = make_role_desk(shared).secret
        self._http = local_session(shared.authorities)
        self._token = ""

    def place(self, cuts: tuple[Cut, ...]) -> str:
        """Return the token of an order; raise the refusal that the hub answers with."""
        if not self._token:
            self._take_role()
        fields = {
            "issuer": self._contract.issuer,
            "resource": self._contract.resource,
            "cuts": ",".join(f"{cut.code}:{cut.alteration}" for cut in cuts),
        }
        return str(self._post(ORDERS_PATH, fields).json()["token"])

    def _take_role(self) -> None:
        page = self._http.get(f"{self._hub}{ROLES}", timeout=_TIMEOUT_SECONDS)
        self._token = str(html.fromstring(page.content).xpath("string(//input[@name='csrf_token']/@value)"))
        holder = Holder(Role.OPERATOR)
        code = {"code": code_of(self._secret, holder)} if self._secret else {}
        self._post(ROLES, {"role": holder.role.value, "name": holder.name, **code})

    def _post(self, path: str, fields: dict[str, str]) -> requests.Response:
        answer = self._http.post(
            f"{self._hub}{path}", data={"csrf_token": self._token, **fields}, timeout=_TIMEOUT_SECONDS
        )
        if not answer.ok:
            _raise_refusal(answer)
        return answer


def _raise_refusal(answer: requests.Response) -> None:
    """Raise the refusal of a page; what is no page of the hub's is another program, or another version of it."""
    page = html.fromstring(answer.content or b"<p></p>")
    kind = find_refusal(str(page.xpath("string(//*[@id='refusal-code'])")).strip())
    if kind is not None:
        raise kind
    what = f"{answer.url} answers with status {answer.status_code}"
    raise ConfigurationError((Problem("starve", "", what, "start the sandbox of this very version: preau run"),))
