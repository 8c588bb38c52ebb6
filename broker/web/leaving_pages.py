"""Owns the addresses at which services leave an issuer: its sign-out pages, and the chain of returns.

A link alone ends nothing (security-catalogue.md C096): the person is asked, then led on. Only to this installation's
own issuers, or to an address that a contract at this issuer names (facts/identity-providers.md 1.6).
"""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from broker.core.errors import Refusal
from broker.core.issuer import LeavingPaths
from broker.core.journey import Journey
from broker.core.refusals.registration import ReturnUnregistered
from broker.core.roles import ANYBODY
from broker.core.sign_out import Initiator, SignOut
from broker.web.parts import ReturnForm, parts
from broker.web.routes import Routes
from broker.web.sign_out_pages import ask_to_sign_out, sign_out_here
from broker.web.single_values import read_query

LINK = "link"
_RETURN = "return"


@dataclass(frozen=True, slots=True)
class Links:
    """Stand for a link where a service's language would stand: it only knows the way back (port `Language`)."""

    def answer(self, journey: Journey) -> Response:
        """Never asked: no journey begins by a sign-out link."""
        raise AssertionError(journey.request.protocol)

    def refuse(self, journey: Journey, refusal: Refusal) -> ReturnForm | None:  # noqa: ARG002 - the port's
        """Have no words for it."""
        return None

    def answer_sign_out(self, sign_out: SignOut) -> ReturnForm | None:
        """Make the way to the address that the link named."""
        asked = sign_out.initiator
        return ReturnForm.in_query(asked.reply_to, ()) if asked is not None and asked.reply_to else None


def make_leaving_pages(paths: LeavingPaths) -> Blueprint:
    """Make the blueprint, at the issuer's own addresses."""
    blueprint = Routes("leaving", __name__, ANYBODY)
    for number, path in enumerate(paths.pages):
        blueprint.add_url_rule(path, f"page_{number}", ask_to_sign_out, methods=["GET"])
    if paths.chain is not None:
        chain = paths.chain
        blueprint.add_url_rule(chain, "ask", lambda: _ask(chain), methods=["GET"])
        blueprint.add_url_rule(chain, "take", _take, methods=["POST"])
    return blueprint


def _ask(path: str) -> Response:
    """Lead on who is not signed in here; ask the others first."""
    address = _read_return()
    if parts().find_session() is not None:
        return ask_to_sign_out(f"{path}?{urlencode({_RETURN: address})}" if address else path)
    return redirect(address, 302) if address else ask_to_sign_out()


def _take() -> Response:
    address, session = _read_return(), parts().find_session()
    if session is None:
        return redirect(address, 303) if address else ask_to_sign_out()
    return sign_out_here(session, Initiator(LINK, parts().issuer.entity_id, reply_to=address) if address else None)


def _read_return() -> str:
    """Return where to lead the browser, empty for nowhere; refuse any address that nobody registered (J200)."""
    address = read_query(_RETURN) or ""
    if address and not (_is_ours(address) or address in _registered()):
        raise ReturnUnregistered(expected="an address of this sandbox or of a contract", received=address[:300])
    return address


def _is_ours(address: str) -> bool:
    """Tell whether an address is one of an issuer's here, by scheme, host and port, whatever its path."""
    if any(sign in address for sign in "\\\r\n\t") or "@" in address.partition("?")[0]:
        return False
    origins = {_origin(issuer.url) for issuer in parts().issuers}
    return _origin(address) in origins


def _origin(address: str) -> tuple[str, str]:
    split = urlsplit(address)
    return split.scheme, split.netloc


def _registered() -> frozenset[str]:
    """Return the addresses that contracts at this issuer name for who leaves."""
    found: set[str] = set()
    for contract in parts().contracts.all(parts().issuer.name):
        found.add(contract.access_url)
        found.update(contract.oidc.post_logout_redirect_uris if contract.oidc else ())
    return frozenset(found)
