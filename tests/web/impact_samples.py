"""Owns sample contexts for the templates of an impact."""

from typing import Any

from broker.console.review.impact_runs import Run
from broker.console.review.impact_views import EFFECT_TITLES, VERB_TITLES
from broker.core.errors import Problem
from broker.core.precision import PRECISIONS
from broker.core.sentence import Sentence

_TITLE = Sentence("Atelier de l’élève", "Pupil's workshop")
_EFFECTS: dict[str, int | None] = dict.fromkeys(EFFECT_TITLES, 0) | {"affected": 25, "entering": 20, "less": None}
_VERBS: dict[str, int | None] = dict.fromkeys(VERB_TITLES, 0) | {"gained": 20, "lost": None}
_RESOURCE: dict[str, Any] = {
    "contract": "atelier",
    "title": _TITLE,
    "people": {"before": 120, "after": None},
    "effects": _EFFECTS,
    "profiles": [{"title": Sentence("élève", "pupil"), **_EFFECTS}],
    "schools": [
        {"uai": "0771234X", "name": "Collège de la Marelle", **_EFFECTS},
        {"uai": "", "name": "", **_EFFECTS},
    ],
    "attributes": [{"code": "CIV", **_VERBS}],
}
_HAPPENS = [(EFFECT_TITLES["entering"], ""), (VERB_TITLES["gained"], "CIV")]
_DATA: dict[str, Any] = {
    "supposed_approved": True,
    "smallest_shown": 5,
    "people": {"before": 3252, "after": None},
    "unchanged": [{"contract": "herbier"}, {"contract": "studio"}],
    "unjudged": [{"contract": "examens"}, {"contract": "pilotage"}],
}
_REPORT: dict[str, Any] = {
    "data": _DATA,
    "changes": [(Sentence("contrat", "contract"), ["atelier", "attributes.CIV"])],
    "resources": [_RESOURCE],
    "shown": [_RESOURCE],
    "outcomes": [[(Sentence("le contrat le refuse", "the contract refuses"), Sentence("entre", "gets in"), 20)]],
    "examples": [[(Sentence("élève · Collège", "pupil · Collège"), _HAPPENS)]],
    "effects": list(EFFECT_TITLES.items()),
    "verbs": list(VERB_TITLES.items()),
    "notes": ["Rapport joint."],
    "url": "/review/impact/abc",
    "can_attach": True,
    "csrf_token": "token",
}
_BARE: dict[str, Any] = {
    "data": {**_DATA, "supposed_approved": False, "smallest_shown": 1, "unchanged": [], "unjudged": []},
    "changes": _REPORT["changes"],
    "resources": [],
    "shown": [],
    "notes": [],
    "url": "/review/impact/abc",
    "can_attach": False,
}
_PLAIN = {**_RESOURCE, "schools": [], "attributes": []}
_TEXTS = dict.fromkeys(("contract", "add", "remove", "refine", "precision", "words", "text"), "")
_FORM: dict[str, Any] = {
    "action": "/review/impact",
    "csrf_token": "token",
    "contracts": [("gar:atelier", "gar", _TITLE)],
    "codes": [("PRE", Sentence("prénom", "first name")), ("CIV", Sentence("civilité", "civility"))],
    "precisions": [(precision.value, title) for precision, title in PRECISIONS.items()],
    "texts": _TEXTS,
    "ticked": frozenset(),
    "problems": (),
}
_CHOSEN = {"contract": "gar:atelier", "add": "CIV", "remove": "PRE", "refine": "PRE", "precision": "truncated"}
_PROBLEMS = (Problem("", "text", "it is wrong", "correct it"), Problem("", "", "nothing would change"))
_RUN = {"form_url": "/review/impact", "url": "/review/impact/abc"}
IMPACT_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "impact": ("console/review/impact.html", _FORM),
    "impact_wrong": (
        "console/review/impact.html",
        {**_FORM, "problems": _PROBLEMS, "texts": _TEXTS | _CHOSEN, "ticked": frozenset({"gone", "new_key"})},
    ),
    "impact_running": ("console/review/impact_run.html", {**_RUN, "run": Run("abc", 3, 8), "follows": True}),
    "impact_starting": ("console/review/impact_run.html", {**_RUN, "run": Run("abc"), "follows": False}),
    "impact_failed": (
        "console/review/impact_run.html",
        {"run": Run("abc", problems=("people.ldif: line 3: wrong",)), "form_url": "/review/impact"},
    ),
    "impact_report": ("console/review/impact_report.html", _REPORT),
    "impact_plain": (
        "console/review/impact_report.html",
        {
            **{name: value for name, value in _REPORT.items() if name != "verbs"},
            "shown": [_PLAIN],
            "outcomes": [[]],
            "examples": [[]],
        },
    ),
    "impact_nothing": ("console/review/impact_report.html", _BARE),
}
