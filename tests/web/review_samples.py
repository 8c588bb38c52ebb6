"""Owns sample contexts for the templates of a review."""

from datetime import date
from types import SimpleNamespace as Thing

from broker.console.review.proof_pages import CHANGES, summarise
from broker.core.contract import Clause
from broker.core.duration import Duration
from broker.core.profile import Profile
from broker.core.retention import FATES, KIND_TITLES, DataKind, Keeping, RetentionLine
from broker.core.review.register import describe_processing
from broker.core.review.register_writing import Controller
from broker.core.sentence import Sentence
from broker.proof.desk import ProofView
from broker.proof.kept_proofs import Progress
from tests.builders import a_contract
from tests.web.flow_samples import FLOW_SAMPLES
from tests.web.risk_samples import RISK_SAMPLES

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
_STATED: dict[str, object] = {
    "made_at": "2026-03-02T12:00:00+00:00",
    "cells": 137898,
    "messages": 7457,
    "hashes": {"code": "a" * 64, "contracts": "b" * 64, "catalogue": "c" * 64},
    "cells_by_class": {"absent": 22560, "one": 25098},
    "refusals": {"attribute.required_missing": 1219, "access.function": 35},
    "contracts": [{"name": "marelle"}],
}
_WRONG: dict[str, object] = {
    **_STATED,
    "violations": [
        {
            "contract": "marelle",
            "profile": "National_elv",
            "protocol": "saml",
            "attribute": "NOM",
            "value_class": "hostile",
            "message": "SAMLResponse",
            "what": "is not read as it was released",
        },
        {
            "contract": "marelle",
            "profile": "National_elv",
            "protocol": "cas",
            "attribute": "",
            "value_class": "",
            "message": "/p3/serviceValidate",
            "what": "mail stands in the bytes",
        },
    ],
    "skipped": [{"name": "grimoire", "because": "contract.expired"}],
    "not_asked": ["studio"],
    "unreadable": ["contracts/broken.toml"],
    "seeded_faults": {"seeded": 701, "caught": 696, "equivalent": [{}] * 4, "survivors": [{}]},
}
_NO_PROOF: dict[str, object] = {
    "action": "/review/proof",
    "csrf_token": "token",
    "view": None,
    "progress": None,
    "is_starting": False,
    "names": (),
}
_PROOF: dict[str, object] = {**_NO_PROOF, "changed": [], "is_given": False}
_NAMES = ("proof-20260302T120000Z.json", "proof-20260301T120000Z.json")
_RIGHT_VIEW, _WRONG_VIEW = ProofView(_NAMES[0], _STATED), ProofView(_NAMES[0], _WRONG, ("code", "contracts"))
REVIEW_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    **RISK_SAMPLES,
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
    "proof": (
        "console/review/proof.html",
        {**_PROOF, "view": _RIGHT_VIEW, "proof": summarise(_STATED), "names": _NAMES},
    ),
    "proof_wrong": (
        "console/review/proof.html",
        {**_PROOF, "view": _WRONG_VIEW, "proof": summarise(_WRONG), "changed": [*CHANGES.values()], "names": _NAMES},
    ),
    "proof_running": ("console/review/proof.html", {**_NO_PROOF, "progress": Progress(12, 49)}),
    "proof_starting": ("console/review/proof.html", {**_NO_PROOF, "is_starting": True}),
    "proof_refused": (
        "console/review/proof.html",
        {
            **_NO_PROOF,
            "proof": None,
            "is_given": True,
            "view": ProofView("x.json", {}, problem="this is no DSSE envelope"),
        },
    ),
    "proof_bare": ("console/review/proof.html", _NO_PROOF),
    "register": ("console/review/register.html", {**_REGISTER, "entries": _REGISTERED, "shown": []}),
    "register_entry": ("console/review/register.html", {**_REGISTER, "entries": [], "shown": [_FULL]}),
    "register_bare": ("console/review/register.html", {**_REGISTER, "entries": [], "shown": [], "chosen": ""}),
    "review_bare": ("console/review/home.html", {"sections": []}),
    **FLOW_SAMPLES,
}
