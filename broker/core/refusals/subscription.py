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
        "On affecte un abonnement individuel (INDIV) qui n’est pas terminé et qui couvre l’établissement, à l’un de ses publics.",
        "One assigns an individual (INDIV) subscription that is not over and covers the school, to one of its publics.",
    )
    source = "facts/gar.md 7.3, 9"
    remedy = Sentence("Choisissez un autre abonnement ou un autre public.", "Choose another subscription or public.")


class TargetUnknown(RightsRefused):
    """Refuse to assign to somebody, or to a division or group, that the school has not."""

    code = "assignment.target_unknown"
    status = 404
    sentence = Sentence(
        "Cette personne, cette division ou ce groupe n’est pas dans votre établissement.",
        "This person, division or group is not in your school.",
    )
    rule = Sentence(
        "Un responsable affecte aux personnes, divisions et groupes de son établissement, et à eux seuls.",
        "A responsible assigns to the people, divisions and groups of their own school, and to them only.",
    )
    source = "facts/gar.md 5, 9"
    remedy = Sentence("Rechargez la page et choisissez dans ses listes.", "Reload the page and choose from its lists.")


class DelegatesNamedByHead(RightsRefused):
    """Refuse to let anybody but a head name delegates."""

    code = "assignment.delegates_by_head"
    status = 403
    sentence = Sentence(
        "Seul le personnel de direction nomme les délégués d’affectation.", "Only a head names delegates."
    )
    rule = Sentence(
        "Un délégué affecte comme le responsable, et ne nomme personne.",
        "A delegate assigns as the responsible does, and names nobody.",
    )
    source = "facts/gar.md 5 (responsable et délégué d'affectation); who names whom: a simulated assumption"
    remedy = Sentence("Demandez à la direction de l’établissement.", "Ask the head of the school.")


class DelegateNotStaff(RightsRefused):
    """Refuse as a delegate whoever is not of the school's staff."""

    code = "assignment.delegate_not_staff"
    sentence = Sentence(
        "Un délégué fait partie du personnel de l’établissement.", "A delegate is one of the school's staff."
    )
    rule = Sentence(
        "Ni un élève, ni un responsable légal, ni une personne d’un autre établissement n’est délégué.",
        "Neither a pupil, nor a guardian, nor anybody of another school is a delegate.",
    )
    source = "facts/gar.md 5; a simulated assumption"
    remedy = Sentence("Choisissez une personne de la liste.", "Choose somebody from the list.")


class SheetUnreadable(RightsRefused):
    """Refuse a sheet of assignments that cannot be read at all: its size, its encoding or its first line."""

    code = "assignment.sheet_unreadable"
    status = 422
    sentence = Sentence("Ce fichier n’est pas une feuille d’affectations.", "This file is no sheet of assignments.")
    rule = Sentence(
        "Une feuille est un CSV en UTF-8, séparé par des points-virgules, dont la première ligne nomme les colonnes idAbonnement, cible, code et public ; 2 000 lignes et 200 ko au plus.",
        "A sheet is a CSV in UTF-8, separated by semicolons, whose first line names the columns idAbonnement, cible, code and public; 2,000 lines and 200 kB at most.",
    )
    source = "simulated assumption"
    remedy = Sentence(
        "Partez du fichier que la console exporte, enregistré en « CSV UTF-8 ».",
        "Start from the file that the console exports, saved as “CSV UTF-8”.",
    )


class SheetCellWrong(RightsRefused):
    """Refuse a line of a sheet in which a cell says nothing that is known."""

    code = "assignment.cell_wrong"
    status = 422
    sentence = Sentence("Une case de cette ligne n’a pas de sens.", "A cell of this line makes no sense.")
    rule = Sentence(
        "La colonne cible dit « personne », « division », « groupe » ou « public » ; la colonne public, l’un des publicCible.",
        "The column cible says “personne”, “division”, “groupe” or “public”; the column public, one of the publicCible.",
    )
    source = "simulated assumption"
    remedy = Sentence("Corrigez la case.", "Mend the cell.")


class SheetWrong(RightsRefused):
    """Refuse to apply a sheet of assignments of which a line is wrong."""

    code = "assignment.sheet_wrong"
    status = 422
    sentence = Sentence(
        "Des lignes de cette feuille sont à corriger ; rien n’a été affecté.",
        "Some lines of this sheet are to be mended; nothing was assigned.",
    )
    rule = Sentence("Une feuille s’applique en entier ou pas du tout.", "A sheet is applied whole or not at all.")
    source = "simulated assumption"
    remedy = Sentence(
        "Relisez la feuille : chaque ligne fausse dit pourquoi.", "Read the sheet again: each wrong line says why."
    )
