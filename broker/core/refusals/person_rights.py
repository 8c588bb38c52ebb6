"""Owns the refusals of a person's rights."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence


class PersonNotNamed(Refusal):
    """Refuse to answer for a person whom nothing names."""

    code = "person.not_named"
    status = 404
    sentence = Sentence("Personne n’est désigné par ce qui est donné.", "What is given names nobody.")
    rule = Sentence(
        "Une personne est désignée par son projet ENT et son identifiant, ou par son identifiant de connexion dans un "
        "annuaire.",
        "A person is named by their ENT project and identifier, or by their login in a directory.",
    )
    source = "RGPD, articles 15 et 17"
    remedy = Sentence(
        "Donnez le projet et l’identifiant, ou un identifiant de connexion connu.",
        "Give the project and the identifier, or a login that is known.",
    )


class PersonNamedTwice(Refusal):
    """Refuse to choose between people of several directories who have the same login."""

    code = "person.named_twice"
    status = 409
    sentence = Sentence("Cet identifiant de connexion désigne plusieurs personnes.", "This login names several people.")
    rule = Sentence(
        "Un identifiant de connexion peut être celui d’une personne dans chaque annuaire ; on ne répond que d’une seule.",
        "A login may be somebody's in each directory; one person only is answered for.",
    )
    source = "RGPD, articles 15 et 17"
    remedy = Sentence("Donnez aussi le projet ENT.", "Give the ENT project as well.")
