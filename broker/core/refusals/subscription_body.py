"""Owns the refusals of what a distributor sends: a body that breaks rules, another's name, a search that says nothing."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence
from broker.core.violation import Violation

_SERVICE = "facts/gar.md 7.3"
_ASSUMED = "facts/gar.md 7.3; the answer is a simulated assumption"


class SubscriptionBodyRefused(Refusal):
    """Refuse what a distributor sent; nothing is changed."""

    status = 400


class SubscriptionInvalid(SubscriptionBodyRefused):
    """Refuse a body that breaks rules: `violations` holds each of them, so that all can be mended at once."""

    code = "subscription.invalid"
    sentence = Sentence(
        "Cet abonnement n’est pas valide ; rien n’a été changé.", "This subscription is not valid; nothing was changed."
    )
    rule = Sentence(
        "Un abonnement suit les règles RG1 à RG13, et n’a que des éléments connus.",
        "A subscription keeps to the rules RG1 to RG13, and has known elements only.",
    )
    source = _SERVICE
    remedy = Sentence(
        "Corrigez chaque point, puis envoyez le tout de nouveau.", "Mend each point, then send the whole again."
    )

    def __init__(self, violations: tuple[Violation, ...] = ()) -> None:
        """Keep what is wrong, in order."""
        super().__init__(received=", ".join(dict.fromkeys(one.code for one in violations)))
        self.violations = violations


class SubscriptionOfAnother(SubscriptionBodyRefused):
    """Refuse to act for another distributor than the certificate's."""

    code = "subscription.of_another"
    status = 403
    sentence = Sentence(
        "Cet appel est fait au nom d’un autre distributeur.", "This call is made in the name of another distributor."
    )
    rule = Sentence(
        "idDistributeurCom est celui du certificat client : un distributeur n’agit que pour lui-même.",
        "idDistributeurCom is that of the client certificate: a distributor acts for itself only.",
    )
    source = _ASSUMED
    remedy = Sentence(
        "Écrivez l’idDistributeurCom de votre certificat, ou présentez l’autre certificat.",
        "Write the idDistributeurCom of your certificate, or show the other certificate.",
    )


class SubscriptionMisaddressed(SubscriptionBodyRefused):
    """Refuse a body whose identifier is not that of the address."""

    code = "subscription.misaddressed"
    sentence = Sentence(
        "L’identifiant du corps n’est pas celui de l’adresse ; rien n’a été changé.",
        "The identifier in the body is not that of the address; nothing was changed.",
    )
    rule = Sentence(
        "L’adresse /{idAbonnement} et le corps nomment le même abonnement.",
        "The address /{idAbonnement} and the body name the same subscription.",
    )
    source = _ASSUMED
    remedy = Sentence(
        "Mettez le même idAbonnement dans les deux, encodé dans l’adresse.",
        "Put the same idAbonnement into both, encoded in the address.",
    )


class BodyMissing(SubscriptionBodyRefused):
    """Refuse a call that needs a body and has none."""

    code = "subscription.body_missing"
    sentence = Sentence("Cet appel n’a pas de corps.", "This call has no body.")
    rule = Sentence(
        "PUT et POST /{idAbonnement} portent un <abonnement> en XML.",
        "PUT and POST /{idAbonnement} carry an <abonnement> in XML.",
    )
    source = _SERVICE
    remedy = Sentence(
        "Envoyez le corps (curl --data-binary @abonnement.xml).", "Send the body (curl --data-binary @abonnement.xml)."
    )


class DocumentOfAnotherKind(SubscriptionBodyRefused):
    """Refuse a document whose root is another one."""

    code = "subscription.document"
    sentence = Sentence(
        "Ce document n’est pas celui qu’attend cet appel.", "This is not the document that this call expects."
    )
    rule = Sentence(
        "La racine et l’espace de noms sont ceux du service.", "The root and its namespace are those of the service."
    )
    source = _SERVICE
    remedy = Sentence(
        'Écrivez la racine avec xmlns="http://www.atosworldline.com/wsabonnement/v1.0/".',
        'Write the root with xmlns="http://www.atosworldline.com/wsabonnement/v1.0/".',
    )


class SearchInvalid(SubscriptionBodyRefused):
    """Refuse a search that names what there is not."""

    code = "subscription.search"
    sentence = Sentence("Cette recherche n’est pas valide.", "This search is not valid.")
    rule = Sentence(
        "Une recherche a des filtre, des filtreParDate, triPar, tri et aboSuppr, chacun avec ses valeurs.",
        "A search has filtre, filtreParDate, triPar, tri and aboSuppr, each with its values.",
    )
    source = _SERVICE
    remedy = Sentence("Corrigez l’élément nommé.", "Correct the element named.")


class PageInvalid(SubscriptionBodyRefused):
    """Refuse a page that is no page, or too large a one."""

    code = "subscription.page"
    sentence = Sentence("Cette page de résultats n’est pas valide.", "This page of results is not valid.")
    rule = Sentence(
        "debut compte à partir de 0, fin n’est pas comprise, et une page a au plus 5000 abonnements.",
        "debut counts from 0, fin is left out, and a page has 5000 subscriptions at most.",
    )
    source = f"{_SERVICE}; that fin is left out is a simulated assumption"
    remedy = Sentence("Demandez par exemple debut=0 et fin=5000.", "Ask for example for debut=0 and fin=5000.")
