"""Owns the refusals of roles: a page that is not for whoever asks for it, a code that does not open a role."""

from broker.core.errors import JourneyRefused
from broker.core.sentence import Sentence


class RoleMissing(JourneyRefused):
    """Refuse a page to whoever has not the role that it is for."""

    code = "role.missing"
    status = 403
    sentence = Sentence("Cette page n’est pas pour vous.", "This page is not for you.")
    rule = Sentence(
        "Chaque page nomme les rôles qui peuvent l’ouvrir ; personne d’autre ne l’ouvre.",
        "Each page names the roles that may open it; nobody else does.",
    )
    source = "facts/gar.md 5 (responsable and délégué d'affectation), 7"
    remedy = Sentence(
        "Prenez le rôle attendu sur la page des rôles, ou connectez-vous avec une autre personne.",
        "Take the expected role on the page of roles, or sign in as another person.",
    )


class RoleCodeWrong(JourneyRefused):
    """Refuse a role to whoever does not know its code, where others than this machine reach the console."""

    code = "role.code_wrong"
    status = 403
    sentence = Sentence("Ce code n’ouvre pas ce rôle.", "This code does not open this role.")
    rule = Sentence(
        "Hors de cette machine, un rôle se prend avec son code.", "Beyond this machine, a role is taken by its code."
    )
    source = "simulated assumption"
    remedy = Sentence("Lisez le code avec « preau roles ».", "Read the code with `preau roles`.")
