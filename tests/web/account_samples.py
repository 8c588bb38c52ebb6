"""Owns the samples of the pages of ÉduConnect's accounts."""

from datetime import UTC, datetime
from types import SimpleNamespace as Thing

from broker.core.sentence import Sentence

_AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_TOKEN = "IjQwM2Y1ZDhkNmEi.aZk2"  # noqa: S105 - a sample
_FIELD = Thing(
    name="login", label=Sentence("Identifiant", "Login"), hint=None, kind="text", value="", autocomplete="off", required=True
)
_HINTED = Thing(
    name="new_password",
    label=Sentence("Nouveau mot de passe", "New password"),
    hint=Sentence("De douze signes au moins.", "Twelve characters at least."),
    kind="password",
    value="",
    autocomplete="new-password",
    required=True,
)
_FORM = Thing(
    heading=None, path="", hidden=(("ticket", "8c1d2f"),), fields=(_FIELD, _HINTED), button=Sentence("Continuer", "Go on")
)
_PAGE = Thing(
    title=Sentence("Activer mon compte", "Activate my account"),
    lead=Sentence("Avec le courrier reçu.", "With the letter received."),
    rows=((Sentence("Votre identifiant", "Your login"), "c.dubreuil77"),),
    forms=(_FORM,),
)
ACCOUNT_FORM: dict[str, object] = {
    "page": _PAGE,
    "error": None,
    "done": Sentence("Le mot de passe est changé.", "The password is changed."),
    "action": lambda path="": path or "/activation",
    "csrf_token": _TOKEN,
    "outbox_url": "/outbox",
    "assumption": Sentence("Ces écrans sont inventés.", "These screens are invented."),
}
ACCOUNT_FORM_WRONG = ACCOUNT_FORM | {
    "page": Thing(title=_PAGE.title, lead=_PAGE.lead, rows=(), forms=(Thing(**{**vars(_FORM), "heading": _PAGE.title}),)),
    "error": Sentence("Ce code ne convient pas.", "This code will not do."),
    "done": None,
    "outbox_url": None,
    "assumption": None,
}
ACCOUNT_DESK: dict[str, object] = {
    "search": "/desk",
    "schools": [("0770001T", "Collège des Tilleuls")],
    "uai": "0770001T",
    "login": "camille.dubreuil",
    "error": None,
    "outbox_url": "/outbox",
    "person_title": "Camille Dubreuil",
    "rows": [(Sentence("État", "State"), Sentence("actif", "active"))],
    "action": "/desk?login=camille.dubreuil",
    "csrf_token": _TOKEN,
    "acts": [("reset", Sentence("Réinitialiser", "Reset")), ("unlock", Sentence("Déverrouiller", "Unlock"))],
    "has_account": True,
    "is_whole": True,
    "lines": [("2026-03-02 12:00", Sentence("assistance", "helpdesk"), Sentence("activé", "activated"), "a1b2")],
}
ACCOUNT_DESK_EMPTY = ACCOUNT_DESK | {
    "login": "nobody",
    "error": Sentence("Personne ne porte cet identifiant ici.", "Nobody here has this login."),
    "person_title": None,
    "is_whole": False,
    "lines": [],
}
_MESSAGE = Thing(
    at=_AT, channel="sms", recipient="06 •• •• •• 12", kind="code", ends=_AT, login="c.dubreuil77", code="482913"
)
ACCOUNT_OUTBOX: dict[str, object] = {
    "messages": [_MESSAGE, Thing(**{**vars(_MESSAGE), "ends": None, "login": "", "code": ""})],
    "channels": {"sms": Sentence("SMS", "text message")},
    "titles": {"code": Sentence("Code de vérification", "Verification code")},
}
