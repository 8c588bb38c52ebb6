"""Owns what this browser's médiacentre link said, from the link to the request that the resource sends."""

from broker.core.journey import Hint
from broker.flows.sign_on import browser_digest
from broker.stores.hint_book import HintBook
from broker.web.browser import browser_secret
from broker.web.parts import parts


def leave_hint(hint: Hint) -> None:
    """Keep what the link said for the resource's own request."""
    HintBook(parts().store).leave(browser_digest(browser_secret()), hint)


def take_hint(resource: str) -> Hint | None:
    """Return what a link to a resource said, once, if this browser followed one."""
    return HintBook(parts().store).take(browser_digest(browser_secret()), resource)
