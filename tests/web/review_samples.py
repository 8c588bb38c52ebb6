"""Owns sample contexts for the templates of a review."""

from datetime import date
from types import SimpleNamespace as Thing

from broker.core.contract import Clause
from broker.core.duration import Duration
from broker.core.journal.act import KIND_TITLES as ACT_TITLES
from broker.core.journal.act import ActKind, Line
from broker.core.journal.finding import Fault, Finding, Verdict
from broker.core.profile import Profile
from broker.core.refusals.person_rights import PersonNotNamed
from broker.core.retention import FATES, KIND_TITLES, DataKind, Keeping, RetentionLine
from broker.core.review.register import describe_processing
from broker.core.review.register_writing import Controller
from broker.core.sentence import Sentence
from broker.flows.journal_ports import End
from broker.flows.person_ports import Erasure, Held
from broker.flows.person_rights import Transmission
from tests.builders import a_contract
from tests.journal import a_head, a_released
from tests.web.flow_samples import FLOW_SAMPLES
from tests.web.impact_samples import IMPACT_SAMPLES
from tests.web.proof_samples import PROOF_SAMPLES
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
_UNWIPED = Erasure(2, 1, 3, was_cut=True, is_wiped=False)
_DUE = RetentionLine(DataKind.SUBSCRIPTIONS, _KEEPING, 34, 3, 2, 1)
_QUIET = RetentionLine(DataKind.OUTBOX, _KEEPING, 0, 0, 0, 0)
_RETENTION: dict[str, object] = {"action": "/review/retention", "csrf_token": "token", "day": date(2026, 3, 2)}
_LINE = Thing(
    position=12,
    at="2026-03-02 12:00:00",
    kind=ACT_TITLES[ActKind.RELEASE],
    what="issued",
    issuer="gar",
    actor="person",
    contract="carnet (2)",
    released=("IDO", "PRO"),
    withheld=(("CIV", "no_value"),),
    receipt_url="/review/journal/12.json",
)
_REFUSED = Thing(**{**vars(_LINE), "position": 11, "contract": "", "released": (), "withheld": ()})
_JOURNAL: dict[str, object] = {
    "action": "/review/journal",
    "asked": {"act": "release", "contract": "carnet", "from": "2026-03-01", "to": ""},
    "kinds": [(kind.value, title) for kind, title in ACT_TITLES.items()],
    "lines": [_LINE, _REFUSED],
    "end": End(12, "a" * 64),
    "head": a_head(2, 6, 12).head,
    "verdict": Verdict(12, 2, 12, "a" * 64, ()),
    "check_url": "/review/journal/check",
    "may_check": True,
    "csrf_token": "token",
    "older_url": "/review/journal?before=11",
}
_BROKEN = Verdict(12, 2, 12, "a" * 64, (Finding(Fault.CHANGED, 3, 3), Finding(Fault.REWRITTEN, 6, 12)))
_BLANK = {"lines": [], "end": End(), "head": None, "verdict": None, "older_url": None}
_PERSON: dict[str, object] = {
    "action": "/review/person",
    "asked": {"project": "P0", "person": "b5e2", "login": ""},
    "answer": None,
    "refusal": None,
    "erased": None,
    "unsure": False,
    "csrf_token": "token",
}
_TRANSMITTED = tuple(
    Transmission(Line(3, "a" * 32, a_released(), "b" * 64), contract) for contract in (a_contract(), None)
)
_ANSWER = Thing(held=Held(delegate_of=("9990001A",), messages=2), transmitted=_TRANSMITTED, count=2)
REVIEW_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    **PROOF_SAMPLES,
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
    "register": ("console/review/register.html", {**_REGISTER, "entries": _REGISTERED, "shown": []}),
    "register_entry": ("console/review/register.html", {**_REGISTER, "entries": [], "shown": [_FULL]}),
    "register_bare": ("console/review/register.html", {**_REGISTER, "entries": [], "shown": [], "chosen": ""}),
    "journal": ("console/review/journal.html", _JOURNAL),
    "journal_broken": ("console/review/journal.html", {**_JOURNAL, "verdict": _BROKEN}),
    "journal_long": (
        "console/review/journal.html",
        {name: value for name, value in _JOURNAL.items() if name not in {"check_url", "csrf_token"}}
        | {"may_check": False},
    ),
    "journal_bare": ("console/review/journal.html", {**_JOURNAL, **_BLANK}),
    "person": ("console/review/person.html", {**_PERSON, "asked": {}}),
    "person_answer": ("console/review/person.html", {**_PERSON, "answer": _ANSWER}),
    "person_nothing": (
        "console/review/person.html",
        {**_PERSON, "answer": Thing(held=Held(), transmitted=(), count=0), "unsure": True},
    ),
    "person_refused": ("console/review/person.html", {**_PERSON, "refusal": PersonNotNamed()}),
    "person_erased": ("console/review/person.html", {**_PERSON, "erased": Erasure(2, 1, 3, was_cut=True)}),
    "person_unwiped": ("console/review/person.html", {**_PERSON, "erased": _UNWIPED}),
    "person_not_there": ("console/review/person.html", {**_PERSON, "erased": Erasure(0, 0, 0, was_cut=False)}),
    "review_bare": ("console/review/home.html", {"sections": []}),
    **IMPACT_SAMPLES,
    **FLOW_SAMPLES,
}
