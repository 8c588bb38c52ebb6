"""Owns what the médiacentre's link said, between the link and the resource's own request."""

from dataclasses import dataclass

from broker.core.journey import Hint
from broker.flows.ports import Store
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

SECONDS = 300


@dataclass(frozen=True, slots=True)
class HintBook:
    """Keep one hint per browser and resource: two tabs on two resources never mix (L238)."""

    store: Store

    def leave(self, browser: str, hint: Hint) -> None:
        """Keep a hint for the request that the resource will send."""
        self.store.put(_key(browser, hint.resource or ""), encode(hint), SECONDS)

    def take(self, browser: str, resource: str) -> Hint | None:
        """Return the hint left for a resource, once."""
        found = self.store.take(_key(browser, resource))
        return None if found is None else decode(found, Hint)


def _key(browser: str, resource: str) -> str:
    return name_key("hint", browser, resource)
