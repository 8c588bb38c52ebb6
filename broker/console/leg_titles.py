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
    "code_response": Sentence("Code envoyé à la ressource", "Code sent to the resource"),
    "pushed_request": Sentence("Demande déposée par la ressource", "Request pushed by the resource"),
    "token_request": Sentence("Demande de jetons de la ressource", "Token request from the resource"),
    "token_response": Sentence("Jetons donnés à la ressource", "Tokens given to the resource"),
    "userinfo_request": Sentence("Lecture de userinfo par la ressource", "The resource reads userinfo"),
    "userinfo_response": Sentence("Données transmises par userinfo", "Data released by userinfo"),
    "revocation_request": Sentence("Révocation demandée par la ressource", "Revocation asked by the resource"),
    "introspection_request": Sentence("Examen d’un jeton par la ressource", "The resource has a token examined"),
    "call_refused": Sentence("Appel de la ressource refusé", "Call of the resource refused"),
    "sign_out_request": Sentence("Demande de déconnexion (LogoutRequest)", "Sign-out request (LogoutRequest)"),
    "sign_out_answer": Sentence("Réponse à la déconnexion (LogoutResponse)", "Answer to the sign-out (LogoutResponse)"),
    "refusal_response": Sentence("Refus proposé à la ressource", "Refusal offered to the resource"),
}
