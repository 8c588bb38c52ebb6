"""Owns the titles of the legs of a journey, in both languages."""

from broker.core.sentence import Sentence

LEG_TITLES = {
    "service_request": Sentence("Demande de connexion de la ressource", "Sign-on request from the resource"),
    "guichet_chosen": Sentence("Guichet choisi", "Guichet chosen"),
    "guichet_request": Sentence("Demande envoyée au guichet", "Request sent to the guichet"),
    "guichet_response": Sentence("Réponse du guichet", "Response of the guichet"),
    "signed_in": Sentence("Personne authentifiée", "Person authenticated"),
    "membership_chosen": Sentence("Établissement et profil choisis", "School and profile chosen"),
    "decided": Sentence("Décision : le contrat est appliqué", "Decision: the contract is applied"),
    "service_response": Sentence("Assertion envoyée à la ressource", "Assertion sent to the resource"),
    "cas_ticket": Sentence("Ticket remis à la ressource", "Ticket handed to the resource"),
    "cas_asked": Sentence("Demande de la ressource, de serveur à serveur", "Request of the resource, server to server"),
    "cas_validated": Sentence("Réponse à la ressource", "Answer to the resource"),
    "cas_proxy_callback": Sentence("Ticket confié au mandataire", "Ticket entrusted to the proxy"),
    "cas_proxy_ticket": Sentence("Ticket de mandataire remis", "Proxy ticket handed over"),
    "cas_logout_request": Sentence("Fin de session annoncée à la ressource", "End of session told to the resource"),
    "cas_logout_answer": Sentence("Réponse de la ressource à la fin de session", "Answer of the resource to the end"),
    "refusal_response": Sentence("Refus proposé à la ressource", "Refusal offered to the resource"),
}
