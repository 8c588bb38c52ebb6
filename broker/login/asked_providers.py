"""Owns the questions to OpenID providers that await their answer: each kept for its guichet, its browser, once."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from broker.core.profile import Profile
from broker.core.refusals.journey import BrowserMismatch
from broker.core.refusals.upstream import GuichetStateUnknown
from broker.flows.sign_on import JOURNEY_SECONDS, browser_digest
from broker.openid.question import Question
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key
from broker.web.browser import browser_secret
from broker.web.parts import parts


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold one question: of which journey, empty where the person signs in without a service; under which profile."""

    browser: str
    journey: str
    profile: Profile | None
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    fresh_since: datetime | None = None


def keep_question(guichet: str, question: Question, journey: str, profile: Profile | None, *, fresh: bool) -> None:
    """Remember what one guichet is asked from this browser now."""
    asked = Asked(
        browser=browser_digest(browser_secret()),
        journey=journey,
        profile=profile,
        nonce=question.nonce,
        verifier=question.verifier,
        fresh_since=parts().clock.now() if fresh else None,
    )
    parts().store.put(_key(guichet, question.state), encode(asked), JOURNEY_SECONDS)


def take_question(guichet: str, state: str) -> Asked:
    """Return the question that this guichet answers, once, to the browser that asked and to no other.

    Another browser does not even use it up: whoever saw the state gains nothing, and spoils nothing.
    """
    key = _key(guichet, state)
    stored = parts().store.find(key) if state else None
    if stored is None:
        raise GuichetStateUnknown(expected="the state of a question under way", received="another" if state else "none")
    asked = decode(stored, Asked)
    if not secrets.compare_digest(asked.browser, browser_digest(browser_secret())):
        raise BrowserMismatch
    if parts().store.take(key) is None:
        raise GuichetStateUnknown(expected="a state that was not used yet", received="one that was")
    return asked


def _key(guichet: str, state: str) -> str:
    return name_key("provider-asked", parts().issuer.name, guichet, state)
