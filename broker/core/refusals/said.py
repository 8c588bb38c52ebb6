"""Owns the refusals of what a guichet states about a person whom it alone knows."""

from broker.core.errors import MessageRefused
from broker.core.sentence import Sentence

_HUBS = "facts/identity-providers.md 5; simulated assumption"


class SaidFactMissing(MessageRefused):
    """Refuse a guichet that says too little: a fact without which nobody is recognised."""

    code = "guichet.fact_missing"
    status = 403
    sentence = Sentence(
        "Votre établissement n’a pas transmis tout ce qu’il faut pour vous reconnaître.",
        "Your institution did not send all that is needed to recognise you.",
    )
    rule = Sentence(
        "Le guichet transmet chaque information exigée par le concentrateur.",
        "The guichet sends every fact that the hub requires.",
    )
    source = _HUBS
    remedy = Sentence(
        "Faites émettre par le guichet les attributs nommés, pour ce concentrateur.",
        "Make the guichet release the attributes named to this hub.",
    )


class SaidScopeForeign(MessageRefused):
    """Refuse a guichet that speaks of somebody of another domain than its own."""

    code = "guichet.domain_foreign"
    status = 403
    sentence = Sentence(
        "Votre établissement a parlé d’une personne d’un autre domaine que le sien.",
        "Your institution spoke of a person of another domain than its own.",
    )
    rule = Sentence(
        "Un membre ne se porte garant que des domaines (shibmd:Scope) que la fédération lui donne.",
        "A member vouches only for the domains (shibmd:Scope) that the federation gives it.",
    )
    source = "facts/identity-providers.md 3.1, 5; shibmd:Scope 1.0"
    remedy = Sentence(
        "Émettez eduPersonPrincipalName, eduPersonScopedAffiliation et mail dans un domaine déclaré du membre, ou "
        "faites ajouter le domaine aux métadonnées de la fédération.",
        "Send eduPersonPrincipalName, eduPersonScopedAffiliation and mail in a declared domain of the member, or have "
        "the domain added to the federation's metadata.",
    )


class NotAnAgent(MessageRefused):
    """Refuse somebody whom their institution knows, but not as one of its staff."""

    code = "guichet.not_an_agent"
    status = 403
    sentence = Sentence(
        "Cette entrée est celle des personnels ; votre établissement ne vous connaît pas comme tel.",
        "This way in is for staff; your institution does not know you as such.",
    )
    rule = Sentence(
        "eduPersonAffiliation doit dire que la personne est un personnel.",
        "eduPersonAffiliation must say that the person is staff.",
    )
    source = _HUBS
    remedy = Sentence(
        "Émettez teacher, faculty, researcher, staff ou employee, si c’est le cas.",
        "Send teacher, faculty, researcher, staff or employee, if that is so.",
    )


class MemberNotSupporting(MessageRefused):
    """Refuse a member that does not support the categories without which the hub would learn too little."""

    code = "federation.category_missing"
    status = 403
    sentence = Sentence(
        "Cet établissement ne transmet pas d’informations à des services comme celui-ci.",
        "This institution does not send information to services such as this one.",
    )
    rule = Sentence(
        "Un membre interrogé déclare les catégories d’entités demandées (entity-category-support).",
        "A member that is asked declares the entity categories wanted (entity-category-support).",
    )
    source = "RFC 8409; facts/identity-providers.md 5"
    remedy = Sentence(
        "Faites déclarer la catégorie dans la fédération par l’établissement.",
        "Have the institution declare the category in the federation.",
    )


class SaidSiretInvalid(MessageRefused):
    """Refuse an agent whose guichet names no right establishment."""

    code = "guichet.siret"
    status = 403
    sentence = Sentence(
        "Le guichet n’a pas transmis le siret valable de votre organisme.",
        "The guichet did not send a valid siret of your organisation.",
    )
    rule = Sentence(
        "siret a quatorze chiffres et une clé de Luhn juste (La Poste : une somme multiple de cinq).",
        "siret has fourteen digits and a right Luhn key (La Poste: a sum that is a multiple of five).",
    )
    source = "facts/identity-providers.md 4.1"
    remedy = Sentence(
        "Faites corriger le siret par le fournisseur d’identité de l’agent.",
        "Have the siret corrected by the agent's identity provider.",
    )
