"""Owns sample contexts for the templates of identification risk and of the grade."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace as Thing

from broker.console.review.grade_pages import view_grade
from broker.console.review.risk_views import RemedyView, view_attributes
from broker.console.statistics_charts import Bar, Chart, Word
from broker.core.precision import Precision, Transformation
from broker.core.review.anonymity import NOBODY, Figures
from broker.core.review.columns import parts_of
from broker.core.review.deductions import DEDUCTIONS, LETTERS, WEAKNESSES, Letter
from broker.core.review.grade import grade
from broker.core.review.risk_report import ResourceRisk, RiskQuestion
from broker.core.sentence import Sentence
from tests.builders import a_contract

_CONTRACT = a_contract("IDO", "UAI", "PRE", "DIV")
_SOME = Figures(1356, 317, 1, 5, 26, 508, 13)
_RISK = ResourceRisk(_CONTRACT, parts_of(_CONTRACT), _SOME, NOBODY)
_WHOLE, _NONE = Thing(figures=_SOME, alone="2 %", below="37 %"), Thing(figures=NOBODY, alone="0 %", below="0 %")
_CHANGED = Transformation(Precision.LEVEL).title
_REMEDIES = (
    RemedyView(_CHANGED, "DIV", restores=True, required=False, after="98 %", minimum=6),
    RemedyView(Sentence("retiré", "withdrawn"), "UAI", restores=False, required=True, after="12 %", minimum=1),
)
_CHOICE: dict[str, object] = {"action": "/review/risk", "k": 5, "thresholds": (2, 5, 10)}
_REPORT = Thing(people=2997, schools=14, question=RiskQuestion())
_LIST: dict[str, object] = {
    **_CHOICE,
    "csrf_token": "token",
    "report": _REPORT,
    "made_at": "2026-03-02 12:00 UTC",
    "coalitions_url": "/review/risk/coalitions?k=5",
    "json_url": "/review/risk.json?k=5",
}
_ONE: dict[str, object] = {**_CHOICE, "share": 95, "contract": _CONTRACT, "list_url": "/review/risk?k=5"}
_PAIRS = {"list_url": "/review/risk?k=5", "other_url": "/review/risk/coalitions?by=resource&k=5"}
_JOINED = Thing(
    one="Éditions Un",
    other="Deux & Cie",
    shared=((Sentence("prénom", "first name"), "PRE / givenName"), (Sentence("le niveau", "the level"), "DIV / E_MS4")),
    common=1200,
    joined=37,
    share="3 %",
    same_pseudonym=False,
    remedies=_REMEDIES,
)
_SAME = Thing(one="A", other="B", shared=(), common=5, joined=0, share="100 %", same_pseudonym=True, remedies=())
_GRADED = grade(a_contract("IDO", "UAI", "PRE", "DIV", approved_by=""), date(2026, 8, 1))
_BEST = replace(_GRADED, letter=Letter.A, points=0, reasons=(), unknown=())
_GRADES = [view_grade(_CONTRACT, _GRADED), view_grade(_CONTRACT, _BEST)]
_TABLE: dict[str, object] = {
    "deductions": [(one, WEAKNESSES[one.weakness]) for one in DEDUCTIONS],
    "letters": [(letter.value, most) for letter, most in LETTERS.items()],
}
RISK_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "risk": (
        "console/review/risk.html",
        {
            **_LIST,
            "rows": [
                (_RISK, "/review/risk/resource?id=x", _WHOLE, _WHOLE),
                (_RISK, "/review/risk/resource?id=y", _NONE, _NONE),
            ],
            "chart": Chart(60, (Bar(240, 6, 33.0, 18),), (Word(232, 20, "Marelle", "end"),)),
        },
    ),
    "risk_bare": ("console/review/risk.html", {**_LIST, "rows": [], "chart": None}),
    "risk_resource": (
        "console/review/risk_resource.html",
        {
            **_ONE,
            "attributes": view_attributes(_RISK),
            "whole": _WHOLE,
            "quasi": _NONE,
            "whole_remedies": _REMEDIES[1:],
            "quasi_remedies": _REMEDIES,
        },
    ),
    "risk_resource_bare": (
        "console/review/risk_resource.html",
        {
            **_ONE,
            "attributes": (),
            "whole": _NONE,
            "quasi": _NONE,
            "whole_remedies": (),
            "quasi_remedies": (),
        },
    ),
    "risk_coalitions": (
        "console/review/risk_coalitions.html",
        {**_PAIRS, "left_out": 12, "by_resource": True, "coalitions": [_JOINED, _SAME]},
    ),
    "risk_coalitions_bare": (
        "console/review/risk_coalitions.html",
        {**_PAIRS, "left_out": 0, "by_resource": False, "coalitions": []},
    ),
    "risk_wait": ("console/review/risk_wait.html", {"people": 12_500, "url": "/review/risk?k=5"}),
    "grades": (
        "console/review/grades.html",
        {**_TABLE, "views": _GRADES, "is_counting": True, "problems": ["var/needs/x.json: file: not JSON in UTF-8"]},
    ),
    "grades_bare": ("console/review/grades.html", {**_TABLE, "views": [], "is_counting": False, "problems": []}),
    "grade": (
        "console/review/grade.html",
        {"view": _GRADES[0], "versions": _GRADES, "is_counting": True, "back": "/review/grade"},
    ),
    "grade_bare": (
        "console/review/grade.html",
        {"view": _GRADES[1], "versions": [], "is_counting": False, "back": "/publisher"},
    ),
}
