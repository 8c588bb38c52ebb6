"""Owns the refusals of counts and reports of assignments: a question that is none, a report that is not there."""

from broker.core.refusals.machine import MachineRefused
from broker.core.sentence import Sentence

_SERVICE = "facts/gar.md 7.4"
_ASSUMED = "facts/gar.md 7.4; the answer is a simulated assumption"


class CountAsksOneOfTwo(MachineRefused):
    """Refuse a count that names neither a subscription nor a project of resources, or both."""

    code = "count.one_of_two"
    status = 400
    sentence = Sentence("Ce décompte ne dit pas de quoi.", "This count does not say of what.")
    rule = Sentence(
        "Un décompte se demande par idAbonnement ou par codeProjetRessource, l’un des deux, une fois, et non vide.",
        "A count is asked for by idAbonnement or by codeProjetRessource, one of the two, once, and not empty.",
    )
    source = _SERVICE
    remedy = Sentence("Donnez un seul de ces paramètres.", "Give one of these parameters only.")


class ReportsOfAnother(MachineRefused):
    """Refuse the reports of any distributor but the certificate's, whether there is such a one or not."""

    code = "report.distributor_unknown"
    status = 404
    sentence = Sentence(
        "Ce certificat n’ouvre aucun rapport de ce distributeur.",
        "This certificate opens no report of this distributor.",
    )
    rule = Sentence(
        "L’idDistributeur de l’adresse est celui du certificat ; tout autre, qu’il existe ou non, a la même réponse.",
        "The idDistributeur of the address is that of the certificate; any other, there or not, gets the same answer.",
    )
    source = _ASSUMED
    remedy = Sentence(
        "Écrivez l’idDistributeur de votre certificat, ou présentez l’autre certificat.",
        "Write the idDistributeur of your certificate, or show the other certificate.",
    )


class ReportStateUnknown(MachineRefused):
    """Refuse a state of reports that there is not."""

    code = "report.state_unknown"
    status = 400
    sentence = Sentence("Cet état de rapport n’existe pas.", "There is no such state of reports.")
    rule = Sentence(
        "Les rapports se demandent par leur état, en dernier dans l’adresse.",
        "Reports are asked for by their state, last in the address.",
    )
    source = _SERVICE
    remedy = Sentence("Demandez l’un de ceux attendus.", "Ask for one of those expected.")


class ReportUnknown(MachineRefused):
    """Refuse a report that is not there, or no longer."""

    code = "report.unknown"
    status = 404
    sentence = Sentence("Ce rapport n’existe pas.", "There is no such report.")
    rule = Sentence(
        "Un rapport est fait par jour, et les 90 derniers sont gardés ; leurs noms sont ceux que donne la liste.",
        "One report is made a day, and the latest 90 are kept; their names are those that the list gives.",
    )
    source = _ASSUMED
    remedy = Sentence(
        "Demandez la liste (/rapportsAffectation/…/TOUT), puis un nom qui y est.",
        "Ask for the list (/rapportsAffectation/…/TOUT), then for a name in it.",
    )
