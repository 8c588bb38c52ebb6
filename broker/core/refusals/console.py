"""Owns the refusals of the console: what it lets nobody do where it is open to others."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence


class RegistrationClosed(Refusal):
    """Refuse to register a resource by a form where other machines may reach the console, unless it is opened."""

    code = "console.registration_closed"
    sentence = Sentence(
        "Ici, une ressource ne se dépose pas par formulaire.", "Here, no resource is registered by a form."
    )
    rule = Sentence(
        "Dès que d’autres machines atteignent la console, son formulaire est fermé ; ouvert exprès, il demande un rôle.",
        "As soon as other machines reach the console, its form is closed; opened on purpose, it asks for a role.",
    )
    source = "simulated assumption"
    remedy = Sentence(
        "Employez preau resource add, ou mettez [console] registration = true dans preau.toml si ce réseau est le vôtre.",
        "Use preau resource add, or set [console] registration = true in preau.toml where the network is yours.",
    )
