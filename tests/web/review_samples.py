"""Owns sample contexts for the templates of a review."""

from datetime import date
from types import SimpleNamespace as Thing

from broker.core.contract import Clause
from broker.core.duration import Duration
from broker.core.profile import Profile
from broker.core.retention import FATES, KIND_TITLES, DataKind, Keeping, RetentionLine
from broker.core.review.register import describe_processing
from broker.core.review.register_writing import Controller
from broker.core.sentence import Sentence
from tests.builders import a_contract

_SECTION = Thing(
    path="/statistics",
    question=Sentence("Qui ouvre quoi ?", "Who opens what?"),
    how=Sentence("Les accès, jamais par personne.", "Accesses, never by person."),
)
_FULL = describe_processing(
    a_contract(
        clauses=(
            Clause("PRE", "Saluer l’élève de son prénom.", necessity="Les travaux sont signés.", retention="P6M"),
            Clause("DIV", "Ranger les travaux par classe."),
        ),
        profiles=frozenset({Profile.PUPIL, Profile.TEACHER}),
        retention="P1Y",
        security=Sentence("Chiffré au repos et en transit.", "Encrypted at rest and in transit."),
    ),
    date(2026, 3, 2),
)
_OVER = describe_processing(a_contract("IDO", approved_by=""), date(2027, 3, 2))
_REGISTER: dict[str, object] = {
    "action": "/review/register",
    "controller": Controller("Préau, bac à sable (responsable inventé)", "dpo@preau.example"),
    "issuers": (("gar", Sentence("GAR simulé", "Simulated GAR")), ("educonnect", Sentence("ÉduConnect", "ÉduConnect"))),
    "chosen": "gar",
    "whole_url": "/review/register?issuer=gar&whole=1",
    "csv_url": "/review/register.csv?issuer=gar",
    "json_url": "/review/register.json?issuer=gar",
}
_REGISTERED = [(_FULL, "/review/register?contract=marelle"), (_OVER, "/review/register?contract=over")]


def _kept(line: RetentionLine) -> tuple[RetentionLine, Sentence, Sentence]:
    return line, KIND_TITLES[line.kind], FATES[line.keeping.fate]


_KEEPING = Keeping(Duration(1), Duration(2))
_DUE = RetentionLine(DataKind.SUBSCRIPTIONS, _KEEPING, 34, 3, 2, 1)
_QUIET = RetentionLine(DataKind.OUTBOX, _KEEPING, 0, 0, 0, 0)
_RETENTION: dict[str, object] = {"action": "/review/retention", "csrf_token": "token", "day": date(2026, 3, 2)}
REVIEW_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "review": ("console/review/home.html", {"sections": [_SECTION]}),
    "retention": (
        "console/review/retention.html",
        {**_RETENTION, "lines": [_kept(_DUE), _kept(_QUIET)], "is_due": True, "may_apply": True},
    ),
    "retention_reviewed": (
        "console/review/retention.html",
        {"day": date(2026, 3, 2), "lines": [_kept(_DUE)], "is_due": True, "may_apply": False},
    ),
    "retention_quiet": (
        "console/review/retention.html",
        {**_RETENTION, "lines": [_kept(_QUIET)], "is_due": False, "may_apply": True},
    ),
    "register": ("console/review/register.html", {**_REGISTER, "entries": _REGISTERED, "shown": []}),
    "register_entry": ("console/review/register.html", {**_REGISTER, "entries": [], "shown": [_FULL]}),
    "register_bare": ("console/review/register.html", {**_REGISTER, "entries": [], "shown": [], "chosen": ""}),
    "review_bare": ("console/review/home.html", {"sections": []}),
}
