"""Owns the refusals of rights: the closed list of reasons for which a resource does not open to a person."""

from broker.core.errors import DecisionRefused
from broker.core.sentence import Sentence

_SUBSCRIPTIONS = "facts/gar.md 7.3"
_ASSUMED = "facts/gar.md 2 (no public list of refusals): a simulated assumption"


class NoSubscription(DecisionRefused):
    """Refuse a resource to which no school has subscribed."""

    code = "rights.no_subscription"
    sentence = Sentence(
        "Votre établissement n’est pas abonné à cette ressource.", "Your school has not subscribed to this resource."
    )
    rule = Sentence(
        "Une ressource s’ouvre au titre d’un abonnement de l’établissement.",
        "A resource opens by a subscription of the school.",
    )
    source = _SUBSCRIPTIONS
    remedy = Sentence(
        "Créez un abonnement (PUT /{idAbonnement} du service web, ou la page du distributeur), ou ouvrez la ressource à tous pendant les essais (open_to_all = true dans son contrat).",
        "Create a subscription (PUT /{idAbonnement} of the web service, or the distributor's page), or open the resource to everybody while testing (open_to_all = true in its contract).",
    )


class SchoolNotCovered(DecisionRefused):
    """Refuse a school that none of the resource's subscriptions covers."""

    code = "rights.school_not_covered"
    sentence = Sentence(
        "Votre établissement n’est pas abonné à cette ressource.", "Your school has not subscribed to this resource."
    )
    rule = Sentence(
        "Un abonnement couvre les établissements de ses uaiEtab, ou ceux de sa codeNatureUAI ; d’autres que le vôtre en ont un.",
        "A subscription covers the schools of its uaiEtab, or those of its codeNatureUAI; others than yours have one.",
    )
    source = _SUBSCRIPTIONS
    remedy = Sentence(
        "Ajoutez l’UAI à un abonnement, ou choisissez un autre établissement.",
        "Add the UAI to a subscription, or choose another school.",
    )


class SubscriptionNotYetValid(DecisionRefused):
    """Refuse before the first moment of every subscription that covers the school."""

    code = "rights.not_yet_valid"
    sentence = Sentence(
        "L’abonnement de votre établissement n’a pas encore commencé.",
        "Your school's subscription has not started yet.",
    )
    rule = Sentence("Un abonnement ouvre à partir de debutValidite.", "A subscription opens from debutValidite on.")
    source = _SUBSCRIPTIONS
    remedy = Sentence("Attendez ce jour, ou avancez debutValidite.", "Wait for that day, or move debutValidite.")


class SubscriptionOver(DecisionRefused):
    """Refuse after the last moment of every subscription that covers the school."""

    code = "rights.over"
    sentence = Sentence("L’abonnement de votre établissement est terminé.", "Your school's subscription is over.")
    rule = Sentence(
        "Un abonnement ouvre jusqu’à finValidite, ou jusqu’à la fin de l’année scolaire anneeFinValidite.",
        "A subscription opens until finValidite, or until the end of the school year anneeFinValidite.",
    )
    source = _SUBSCRIPTIONS
    remedy = Sentence("Renouvelez l’abonnement.", "Renew the subscription.")


class PublicNotTargeted(DecisionRefused):
    """Refuse a person whose public no valid subscription targets."""

    code = "rights.public_not_targeted"
    sentence = Sentence(
        "L’abonnement de votre établissement ne s’adresse pas à votre profil.",
        "Your school's subscription is not meant for your profile.",
    )
    rule = Sentence(
        "Un abonnement s’adresse aux publics de ses publicCible.",
        "A subscription is for the publics of its publicCible.",
    )
    source = _SUBSCRIPTIONS
    remedy = Sentence("Ajoutez le public à publicCible.", "Add the public to publicCible.")


class NotAssigned(DecisionRefused):
    """Refuse a person to whom the school's responsible has assigned nothing."""

    code = "rights.not_assigned"
    sentence = Sentence(
        "Votre établissement est abonné, mais cette ressource ne vous a pas été affectée.",
        "Your school has subscribed, but this resource was not assigned to you.",
    )
    rule = Sentence(
        "Une licence individuelle (INDIV) s’ouvre à qui le responsable d’affectation l’a affectée : personne, division, groupe ou public.",
        "An individual licence (INDIV) opens to whom the responsible assigned it: a person, a division, a group or a public.",
    )
    source = "facts/gar.md 7.4, 9"
    remedy = Sentence(
        "Demandez une affectation au responsable de votre établissement.",
        "Ask your school's responsible for an assignment.",
    )


class LicencesSpent(DecisionRefused):
    """Refuse once every licence of every subscription that would open is taken."""

    code = "rights.no_licence_left"
    sentence = Sentence(
        "Toutes les licences de votre établissement pour cette ressource sont prises.",
        "All the licences of your school for this resource are taken.",
    )
    rule = Sentence(
        "Chaque personne prend une licence, à l’affectation ou à son premier accès ; leur nombre est celui de l’abonnement.",
        "Each person takes a licence, at assignment or at first access; their number is the subscription's.",
    )
    source = "facts/gar.md 3.4, 7.3"
    remedy = Sentence(
        "Retirez une affectation, ou augmentez le nombre de licences.",
        "Withdraw an assignment, or raise the number of licences.",
    )


class ResourceNotDisplayable(DecisionRefused):
    """Refuse a resource that its notice does not let anybody see."""

    code = "rights.not_displayable"
    sentence = Sentence("Cette ressource n’est pas encore ouverte.", "This resource is not open yet.")
    rule = Sentence(
        "Une ressource dont la notice dit affichable = false ne paraît nulle part et ne s’ouvre pas.",
        "A resource whose notice says affichable = false is shown nowhere and does not open.",
    )
    source = "facts/gar.md 7.2"
    remedy = Sentence(
        "Rendez la notice affichable (displayable = true).", "Make the notice displayable (displayable = true)."
    )


class ResourceWithdrawn(DecisionRefused):
    """Refuse a resource that its publisher has withdrawn."""

    code = "rights.withdrawn"
    sentence = Sentence(
        "Cette ressource a été retirée par son éditeur.", "This resource was withdrawn by its publisher."
    )
    rule = Sentence(
        "Une ressource dont la notice dit diffusable = false ne s’ouvre plus.",
        "A resource whose notice says diffusable = false opens no more.",
    )
    source = "facts/gar.md 7.2"
    remedy = Sentence(
        "Choisissez une autre ressource, ou rendez la notice diffusable (distributable = true).",
        "Choose another resource, or make the notice distributable (distributable = true).",
    )


class MotherNotOpened(DecisionRefused):
    """Refuse the virtual mother of a family: it is subscribed to and assigned, and its daughters are opened."""

    code = "rights.mother_not_opened"
    sentence = Sentence(
        "Cette ressource réunit une famille : ouvrez l’une des ressources qui la composent.",
        "This resource is a family: open one of the resources in it.",
    )
    rule = Sentence(
        "Une ressource mère est virtuelle : s’y abonner couvre ses filles, elle-même ne s’ouvre pas.",
        "A mother resource is virtual: a subscription to it covers its daughters, it does not open itself.",
    )
    source = _ASSUMED
    remedy = Sentence("Ouvrez une fille de la famille.", "Open a daughter of the family.")


class ContractNotApproved(DecisionRefused):
    """Refuse a resource whose contract nobody has approved yet."""

    code = "contract.not_approved"
    sentence = Sentence(
        "Le contrat de cette ressource n’est pas encore approuvé. Rien ne lui a été transmis.",
        "The contract of this resource is not approved yet. Nothing was sent to it.",
    )
    rule = Sentence(
        "Un contrat qui n’est pas actif, ou dont approved_by est vide, n’autorise rien.",
        "A contract that is not active, or whose approved_by is empty, allows nothing.",
    )
    source = "arrêté du 18 décembre 2017, art. 3 (facts/gar.md 9)"
    remedy = Sentence(
        "Faites approuver le contrat (preau contract approve), ou remplissez approved_by.",
        "Have the contract approved (preau contract approve), or fill in approved_by.",
    )
