"""Owns the refusals of the preview: what cannot be told without signing on."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence


class PeopleSaidElsewhere(Refusal):
    """Refuse to preview a hub that has no directory: its people are whom the guichets above it say, at sign-on."""

    code = "preview.people_said_elsewhere"
    sentence = Sentence(
        "Ce concentrateur n’a pas d’annuaire : on ne sait d’une personne que ce que son guichet en dit à la connexion.",
        "This hub has no directory: all that is known of a person is what their guichet says at the sign-on.",
    )
    rule = Sentence(
        "Une décision ne s’explique d’avance que là où un annuaire répond.",
        "A decision is explained beforehand only where a directory answers.",
    )
    source = "facts/identity-providers.md 3.1"
    remedy = Sentence(
        "Connectez la personne (preau login, avec --issuer et --guichet) et lisez son parcours, ou expliquez ce que le "
        "guichet transmet au concentrateur (preau explain --issuer GUICHET --resource CONCENTRATEUR).",
        "Sign the person on (preau login, with --issuer and --guichet) and read the journey, or explain what the guichet "
        "sends to the hub (preau explain --issuer GUICHET --resource HUB).",
    )
