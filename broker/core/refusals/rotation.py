"""Owns the refusals about our own keys: a step of their rotation out of turn, or no key to sign with."""

from broker.core.errors import KeyRefused
from broker.core.sentence import Sentence

_SOURCE = "security-catalogue.md E112"


class KeyAlreadyAnnounced(KeyRefused):
    """Refuse to announce a second key."""

    code = "keys.already_announced"
    rule = Sentence("Une seule clé est annoncée à la fois.", "One key at a time is announced.")
    source = _SOURCE
    remedy = Sentence(
        "Passez à la clé annoncée (preau keys use), ou retirez-la (preau keys remove --which announced).",
        "Use the announced key (preau keys use), or withdraw it (preau keys remove --which announced).",
    )


class KeyNotAnnounced(KeyRefused):
    """Refuse to use or withdraw a key that nobody announced."""

    code = "keys.not_announced"
    rule = Sentence(
        "Une clé est annoncée avant de servir, pour que les autres la connaissent.",
        "A key is announced before it is used, so that others know it.",
    )
    source = _SOURCE
    remedy = Sentence("Annoncez-en une d’abord : preau keys announce.", "Announce one first: preau keys announce.")


class KeyStillRetiring(KeyRefused):
    """Refuse to use the next key while the one before the present one is still published."""

    code = "keys.still_retiring"
    rule = Sentence(
        "L’ancienne clé est retirée avant que la suivante ne serve.",
        "The former key is retired before the next is used.",
    )
    source = _SOURCE
    remedy = Sentence(
        "Retirez d’abord l’ancienne : preau keys retire.", "Retire the former one first: preau keys retire."
    )


class KeyNothingToRetire(KeyRefused):
    """Refuse to retire where no former key is published."""

    code = "keys.nothing_to_retire"
    rule = Sentence(
        "Seule une clé qui a cédé sa place est retirée.", "Only a key that another has taken the place of is retired."
    )
    source = _SOURCE
    remedy = Sentence(
        "Annoncez puis utilisez une autre clé ; en urgence : preau keys remove.",
        "Announce another key, then use it; in an emergency: preau keys remove.",
    )


class SigningKeyUnavailable(KeyRefused):
    """Refuse to answer without a key to sign with; nothing signs in its place."""

    code = "keys.unavailable"
    status = 503
    sentence = Sentence("Le service est momentanément indisponible.", "The service is unavailable for the moment.")
    rule = Sentence(
        "La clé en service est lisible par son propriétaire seul, et entière.",
        "The key in use is readable by its owner only, and whole.",
    )
    source = "security-catalogue.md A041"
    remedy = Sentence(
        "Rétablissez le fichier que nomme preau check, ou remplacez la clé : preau keys remove.",
        "Restore the file that preau check names, or replace the key: preau keys remove.",
    )
