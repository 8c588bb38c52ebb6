"""Owns what a step with our keys means: what was done, and what those who verify must do now."""

from dataclasses import dataclass

from broker.core.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Advice:
    """Hold what was done and what comes next; `{issuer}`, `{use}` and `{published}` stand for what they name."""

    done: Sentence
    next: Sentence


ANNOUNCED = Advice(
    Sentence("Clé annoncée, publiée à côté de celle qui signe.", "Key announced, published beside the one that signs."),
    Sentence(
        "Attendez que chacun ait relu {published} (là où un certificat est épinglé : preau kit), "
        "puis : preau keys use {issuer} --use {use}",
        "Wait until everybody has read {published} again (where a certificate is pinned: preau kit), "
        "then: preau keys use {issuer} --use {use}",
    ),
)
USED = Advice(
    Sentence(
        "La clé annoncée signe désormais ; l’ancienne reste publiée.",
        "The announced key signs from now on; the former one stays published.",
    ),
    Sentence(
        "Quand plus rien de signé par l’ancienne n’est en chemin : preau keys retire {issuer} --use {use}",
        "Once nothing signed by the former one is under way: preau keys retire {issuer} --use {use}",
    ),
)
RETIRED = Advice(
    Sentence("L’ancienne clé est effacée.", "The former key is removed."),
    Sentence("{published} ne la montre plus.", "{published} no longer shows it."),
)
WITHDRAWN = Advice(
    Sentence("La clé annoncée est effacée, sans avoir signé.", "The announced key is removed; it never signed."),
    Sentence(
        "Qui l’a déjà enregistrée doit l’oublier : faites relire {published}",
        "Whoever has registered it must forget it: have {published} read again",
    ),
)
_EMERGENCY = Sentence(
    "À FAIRE aussitôt, chez tous : relire {published}, remplacer le certificat là où il est épinglé (preau kit), et ne "
    "plus rien croire de l’ancienne clé. Jusque-là, leurs connexions sont refusées.",
    "TO DO at once, everywhere: read {published} again, replace the certificate where it is pinned (preau kit), and "
    "believe nothing more of the former key. Until then, their sign-ons are refused.",
)
REPLACED_BY_ANNOUNCED = Advice(
    Sentence(
        "La clé est effacée ; celle qui était annoncée signe désormais.",
        "The key is removed; the one that was announced signs from now on.",
    ),
    _EMERGENCY,
)
REPLACED_BY_NEW = Advice(
    Sentence("La clé est effacée ; une clé neuve signe désormais.", "The key is removed; a new key signs from now on."),
    _EMERGENCY,
)
