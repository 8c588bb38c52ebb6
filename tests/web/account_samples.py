"""Owns sample contexts for the templates of ÉduConnect's accounts."""

from datetime import UTC, datetime

from broker.core.account_message import CHANNEL_TITLES, MESSAGE_TITLES, Channel, Message, MessageKind
from broker.core.sentence import Sentence
from idp.educonnect.account_form import CODE_FIELD, NEW_PASSWORD, AccountForm, AccountPage, Field

_TOKEN = "IjQ2ZmQ4ZjE0YzA1ZDk0ZTU0ZmUyYjA5ZDM0ZGY0OTA3YzY4Yjk0ZTAi.aSTmFw"
_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_TITLE = Sentence("Gérer mon compte", "My account")
_MAIL = Field("mail", Sentence("Adresse", "E-mail"), "email", "email", value="camille@famille.example", required=False)
_BARE = AccountPage(_TITLE, Sentence("Un code est parti.", "A code went."), (AccountForm(_TITLE, (CODE_FIELD,)),))
_FULL = AccountPage(
    _TITLE,
    Sentence("Chaque changement est noté.", "Each change is noted."),
    (
        AccountForm(_TITLE, NEW_PASSWORD, Sentence("Mot de passe", "Password"), (("ticket", "t1"),), "/settings"),
        AccountForm(_TITLE, (_MAIL,), Sentence("Adresse", "E-mail")),
    ),
    ((Sentence("Identifiant", "Login"), "camille.dubreuil"),),
)
_FORM: dict[str, object] = {
    "page": _BARE,
    "error": None,
    "done": None,
    "action": lambda path: path or "/activation",
    "csrf_token": _TOKEN,
    "outbox_url": None,
    "assumption": None,
}
_FORM_FULL = _FORM | {
    "page": _FULL,
    "error": Sentence("Ce code n’est pas le bon.", "This code is wrong."),
    "done": Sentence("C’est changé.", "It is changed."),
    "outbox_url": "/outbox",
    "assumption": Sentence("L’aspect de ce guichet est inventé.", "The looks of this guichet are invented."),
}
_DESK: dict[str, object] = {
    "action": "/helpdesk",
    "search": "/helpdesk",
    "csrf_token": _TOKEN,
    "schools": [("0770001T", "Collège des Tilleuls")],
    "uai": "",
    "login": "",
    "error": None,
    "person_title": "",
    "rows": (),
    "acts": (),
    "has_account": False,
    "lines": (),
    "is_whole": True,
    "outbox_url": "/outbox",
}
_DESK_FULL = _DESK | {
    "action": "/helpdesk?login=camille.dubreuil",
    "uai": "0770001T",
    "login": "camille.dubreuil",
    "person_title": "Camille Dubreuil",
    "rows": ((Sentence("État", "State"), Sentence("actif", "active")), (Sentence("Numéro", "Number"), "4f1c")),
    "acts": (("unlock", Sentence("Débloquer", "Unlock")), ("suspend", Sentence("Suspendre", "Suspend"))),
    "has_account": True,
    "lines": (("2026-11-24 09:00:00", Sentence("la personne", "the person"), Sentence("lié", "linked"), "4f1c"),),
    "is_whole": False,
}
_OUTBOX: dict[str, object] = {"messages": (), "channels": CHANNEL_TITLES, "titles": MESSAGE_TITLES}
_MESSAGES = (
    Message(_AT, "educonnect", Channel.LETTER, MessageKind.NOTIFICATION, "Camille Dubreuil", "camille", "AB-CD", _AT),
    Message(_AT, "educonnect", Channel.MAIL, MessageKind.CHANGED, "camille@famille.example"),
)
ACCOUNT_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "account_form": ("idp/educonnect/form.html", _FORM),
    "account_form_full": ("idp/educonnect/form.html", _FORM_FULL),
    "desk": ("idp/educonnect/desk.html", _DESK),
    "desk_full": ("idp/educonnect/desk.html", _DESK_FULL),
    "desk_wrong": ("idp/educonnect/desk.html", _DESK | {"error": Sentence("Ce compte n’existe pas.", "No account.")}),
    "outbox": ("idp/educonnect/outbox.html", _OUTBOX | {"messages": _MESSAGES}),
    "outbox_empty": ("idp/educonnect/outbox.html", _OUTBOX),
}
