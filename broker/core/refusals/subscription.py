"""Owns the refusals of what is done to subscriptions and assignments: unknown, there already, used, changed meanwhile."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence


class RightsRefused(Refusal):
    """Refuse a change of subscriptions or assignments; nothing is changed."""

    status = 409


class SubscriptionExists(RightsRefused):
    """Refuse to create a subscription whose identifier is taken."""

    code = "subscription.exists"
    sentence = Sentence("Un abonnement existe déjà sous cet identifiant.", "A subscription exists by this identifier.")
    rule = Sentence("PUT crée, POST modifie.", "PUT creates, POST changes.")
    source = "facts/gar.md 7.3"
    remedy = Sentence(
        "Choisissez un autre identifiant, ou modifiez par POST.", "Choose another identifier, or change it by POST."
    )


class SubscriptionUnknown(RightsRefused):
    """Refuse a subscription that is not there, or is another distributor's: both get the same answer."""

    code = "subscription.unknown"
    status = 404
    sentence = Sentence("Cet abonnement n’existe pas.", "This subscription does not exist.")
    rule = Sentence(
        "Un distributeur ne voit et ne change que ses propres abonnements.",
        "A distributor sees and changes its own subscriptions only.",
    )
    source = "facts/gar.md 7.3"
    remedy = Sentence("Vérifiez l’identifiant.", "Check the identifier.")


class LicencesInUse(RightsRefused):
    """Refuse to change a subscription so that people who hold a licence would no longer be covered by it."""

    code = "subscription.licences_in_use"
    sentence = Sentence(
        "Des licences de cet abonnement sont prises : la modification les dépasserait.",
        "Licences of this subscription are taken: the change would leave too few.",
    )
    rule = Sentence(
        "Le nombre de licences ne descend pas sous celui des licences prises, et un public qui en a ne se retire pas.",
        "The number of licences does not fall below that of those taken, and a public that holds some is not taken out.",
    )
    source = "facts/gar.md 7.3 (not said there): a simulated assumption"
    remedy = Sentence("Retirez d’abord des affectations.", "Withdraw assignments first.")


class AssignmentExists(RightsRefused):
    """Refuse to assign a subscription twice to the same target."""

    code = "assignment.exists"
    sentence = Sentence("Cette affectation existe déjà.", "This assignment exists already.")
    rule = Sentence(
        "Un abonnement s’affecte une fois à la même cible.", "A subscription is assigned once to one target."
    )
    source = "facts/gar.md 9"
    remedy = Sentence("Rien n’est à faire.", "Nothing is to be done.")


class AssignmentUnknown(RightsRefused):
    """Refuse to withdraw an assignment that is not there, or is another school's."""

    code = "assignment.unknown"
    status = 404
    sentence = Sentence("Cette affectation n’existe plus.", "This assignment exists no more.")
    rule = Sentence(
        "Un responsable ne retire que les affectations de son établissement.",
        "A responsible withdraws their own school's assignments only.",
    )
    source = "facts/gar.md 9"
    remedy = Sentence("Rechargez la page.", "Reload the page.")


class LicencesShort(RightsRefused):
    """Refuse an assignment for which fewer licences are left than people would take."""

    code = "assignment.licences_short"
    sentence = Sentence(
        "Il ne reste pas assez de licences pour cette affectation ; rien n’a été affecté.",
        "Not enough licences are left for this assignment; nothing was assigned.",
    )
    rule = Sentence("Une affectation se fait en entier ou pas du tout.", "An assignment is made whole or not at all.")
    source = "facts/gar.md 3.4, 9"
    remedy = Sentence(
        "Retirez des affectations, ou affectez à moins de personnes.",
        "Withdraw assignments, or assign to fewer people.",
    )


class SubscriptionNotAssignable(RightsRefused):
    """Refuse to assign what is not to be assigned: another school's, another public's, over, or open to the school."""

    code = "assignment.not_assignable"
    sentence = Sentence("Cet abonnement ne peut pas être affecté ainsi.", "This subscription cannot be assigned so.")
    rule = Sentence(
        "On affecte un abonnement individuel (INDIV) en cours, qui couvre l’établissement, à l’un de ses publics.",
        "One assigns an individual (INDIV) subscription that is valid and covers the school, to one of its publics.",
    )
    source = "facts/gar.md 7.3, 9"
    remedy = Sentence("Choisissez un autre abonnement ou un autre public.", "Choose another subscription or public.")
