"""Owns sample contexts for the templates of ÉduConnect's accounts."""

from types import SimpleNamespace as Thing

from broker.core.sentence import Sentence
from idp.educonnect.account_form import CODE_FIELD, NEW_PASSWORD, AccountForm, AccountPage, Field

_TOKEN = "IjQ2ZmQ4ZjE0YzA1ZDk0ZTU0ZmUyYjA5ZDM0ZGY0OTA3YzY4Yjk0ZTAi.aSTmFw"
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
    "csrf_token": _TOKEN,
    "schools": [("0770001T", "Collège des Tilleuls")],
    "uai": "",
    "login": "",
    "error": None,
    "found": None,
    "lines": (),
    "is_whole": True,
    "outbox_url": "/outbox",
}
_DESK_FULL = _DESK | {
    "uai": "0770001T",
    "login": "camille.dubreuil",
    "found": Thing(
        login="camille.dubreuil",
        title="Camille Dubreuil",
        rows=((Sentence("État", "State"), Sentence("actif", "active")), (Sentence("Numéro", "Number"), "4f1c")),
        acts=(("unlock", Sentence("Débloquer", "Unlock")), ("suspend", Sentence("Suspendre", "Suspend"))),
        has_account=True,
    ),
    "lines": (("2026-11-24 09:00:00", Sentence("la personne", "the person"), Sentence("lié", "linked"), "4f1c"),),
    "is_whole": False,
}
_MESSAGE = Thing(
    at="2026-11-24 09:00:00",
    channel=Sentence("Courrier", "Letter"),
    recipient="Camille Dubreuil",
    title=Sentence("Votre compte est à activer", "Your account is to be activated"),
    ends="2027-02-22",
    login="camille.dubreuil",
    code="ABCD-EFGH-JKLM",
)
_TOLD = Thing(**{**vars(_MESSAGE), "ends": "", "login": "", "code": ""})
ACCOUNT_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "account_form": ("idp/educonnect/form.html", _FORM),
    "account_form_full": ("idp/educonnect/form.html", _FORM_FULL),
    "desk": ("idp/educonnect/desk.html", _DESK),
    "desk_full": ("idp/educonnect/desk.html", _DESK_FULL),
    "desk_wrong": ("idp/educonnect/desk.html", _DESK | {"error": Sentence("Ce compte n’existe pas.", "No account.")}),
    "outbox": ("idp/educonnect/outbox.html", {"messages": [_MESSAGE, _TOLD]}),
    "outbox_empty": ("idp/educonnect/outbox.html", {"messages": []}),
}
