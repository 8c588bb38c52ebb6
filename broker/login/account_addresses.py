"""Owns the addresses at which a guichet with accounts serves whoever has none yet, or has forgotten."""

from dataclasses import dataclass
from urllib.parse import urlencode

from broker.core.journey import Journey
from broker.core.sentence import Sentence
from broker.web.parts import parts

ACTIVATION = "/activation"
REGISTER = "/register"
FIRST_VISIT = "/first-visit"  # of who comes by another guichet for the first time
FORGOTTEN_LOGIN = "/forgotten-login"
FORGOTTEN_PASSWORD = "/forgotten-password"  # noqa: S105 - an address
_TITLES = {
    ACTIVATION: Sentence(
        "J’ai reçu une notification : activer mon compte", "I got a notification: activate my account"
    ),
    REGISTER: Sentence(
        "Je suis responsable légal : créer mon compte par SMS", "I am a guardian: register by text message"
    ),
    FORGOTTEN_LOGIN: Sentence("Identifiant oublié", "Forgotten login"),
    FORGOTTEN_PASSWORD: Sentence("Mot de passe oublié", "Forgotten password"),
}


@dataclass(frozen=True, slots=True)
class AccountLink:
    """Hold one link under the password form."""

    title: Sentence
    url: str


def account_links(journey: Journey | None) -> list[AccountLink]:
    """Return the links of a guichet that has accounts; each leads back to the journey in the end."""
    if parts().office is None:
        return []
    query = f"?{urlencode({'journey': journey.id})}" if journey else ""
    return [AccountLink(title, f"{path}{query}") for path, title in _TITLES.items()]
