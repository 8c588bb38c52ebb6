"""Owns the opening of the short-lived store that the settings choose."""

from broker.core.errors import ConfigurationError, Problem
from broker.core.refusals.journey import StoreUnavailable
from broker.flows.ports import Clock, Store
from broker.stores.memory_store import MemoryStore
from broker.stores.store_settings import StoreSettings


def open_store(settings: StoreSettings, clock: Clock) -> Store:
    """Open the store; raise ConfigurationError when a Redis does not answer."""
    if settings.kind == "memory":
        return MemoryStore(clock)
    from broker.stores.redis_store import RedisStore  # noqa: PLC0415 - its library takes 10 MB, of whoever uses it only

    store = RedisStore(settings)
    try:
        store.check()
    except StoreUnavailable as refusal:
        problem = Problem("preau.toml", "store.url", f"Redis does not answer ({refusal.cause})", refusal.remedy.en)
        raise ConfigurationError((problem,)) from None
    return store
