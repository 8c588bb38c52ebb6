"""Owns sample contexts for the templates of a review."""

from datetime import date
from types import SimpleNamespace as Thing

from broker.core.contract import Clause
from broker.core.profile import Profile
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
REVIEW_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "review": ("console/review/home.html", {"sections": [_SECTION]}),
    "register": ("console/review/register.html", {**_REGISTER, "entries": _REGISTERED, "shown": []}),
    "register_entry": ("console/review/register.html", {**_REGISTER, "entries": [], "shown": [_FULL]}),
    "register_bare": ("console/review/register.html", {**_REGISTER, "entries": [], "shown": [], "chosen": ""}),
    "review_bare": ("console/review/home.html", {"sections": []}),
}
