"""Owns the refusals that a service's access policy gives: the person is known, and may not open this service."""

from broker.core.errors import DecisionRefused
from broker.core.sentence import Sentence

_SOURCE = "facts/identity-providers.md 3.2, 3.3; simulated assumption"


class FunctionNotAllowed(DecisionRefused):
    """Refuse an agent whose function the service does not name."""

    code = "access.function"
    sentence = Sentence(
        "Votre fonction n’ouvre pas cette application. Demandez une délégation à votre chef d’établissement.",
        "Your function does not open this application. Ask your head of school for a delegation.",
    )
    rule = Sentence(
        "La fonction (FrEduFonctAdm) doit être l’une de celles que la politique d’accès nomme.",
        "The function (FrEduFonctAdm) must be one of those that the access policy names.",
    )
    source = _SOURCE
    remedy = Sentence(
        "Ajoutez la fonction à [access] functions dans le contrat, ou donnez une délégation à la personne.",
        "Add the function to [access] functions in the contract, or give the person a delegation.",
    )


class SchoolNotAllowed(DecisionRefused):
    """Refuse an agent none of whose schools the service names."""

    code = "access.school"
    sentence = Sentence(
        "Cette application n’est pas ouverte à votre établissement.", "This application is not open to your school."
    )
    rule = Sentence(
        "Un établissement de la personne doit être de ceux, ou de la sorte, que la politique d’accès nomme.",
        "A school of the person must be one of those, or of the kind, that the access policy names.",
    )
    source = _SOURCE
    remedy = Sentence(
        "Ajoutez l’établissement à [access] schools, ou sa sorte à school_kinds, dans le contrat.",
        "Add the school to [access] schools, or its kind to school_kinds, in the contract.",
    )


class DelegationNotInForce(DecisionRefused):
    """Refuse an agent who holds no delegation that holds today."""

    code = "access.delegation"
    sentence = Sentence(
        "Aucune délégation en cours ne vous ouvre cette application.",
        "No delegation in force opens this application to you.",
    )
    rule = Sentence(
        "Une délégation (FrEduResDel) vaut de son premier à son dernier jour, pour l’application qu’elle nomme.",
        "A delegation (FrEduResDel) holds from its first to its last day, for the application that it names.",
    )
    source = _SOURCE
    remedy = Sentence(
        "Renouvelez la délégation dans l’annuaire, ou corrigez [access] delegations dans le contrat.",
        "Renew the delegation in the directory, or correct [access] delegations in the contract.",
    )
