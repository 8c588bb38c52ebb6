"""Owns sign-outs between their steps, in a store that every process of an installation shares."""

from dataclasses import dataclass

from broker.core.sign_out import SignOut
from broker.flows.ports import Store
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

SIGN_OUT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class StoredSignOutBook:
    """Keep sign-outs for ten minutes since their last step."""

    store: Store

    def save(self, sign_out: SignOut) -> None:
        """Store a sign-out in place of its former state."""
        self.store.put(name_key("sign-out", sign_out.id), encode(sign_out), SIGN_OUT_SECONDS)
        for session in (sign_out.session, *sign_out.others):
            self.store.put(_session_key(session.issuer, session.id), sign_out.id.encode(), SIGN_OUT_SECONDS)

    def find(self, sign_out_id: str) -> SignOut | None:
        """Return a sign-out, or None when unknown or over."""
        stored = self.store.find(name_key("sign-out", sign_out_id))
        return None if stored is None else decode(stored, SignOut)

    def find_of_session(self, issuer: str, session_id: str) -> SignOut | None:
        """Return the latest sign-out of a session, or None."""
        stored = self.store.find(_session_key(issuer, session_id))
        return None if stored is None else self.find(stored.decode())


def _session_key(issuer: str, session_id: str) -> str:
    return name_key("sign-out-of", issuer, session_id)
