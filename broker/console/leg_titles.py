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
    "refusal_response": Sentence("Refus proposé à la ressource", "Refusal offered to the resource"),
}
