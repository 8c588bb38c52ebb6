"""Owns sample contexts for the templates of the lab."""

from dataclasses import replace
from datetime import UTC, datetime

from broker.console.lab.trial_book import Outcome, TrialState
from broker.console.lab.trial_views import view_trial
from broker.core.refusals.lab import BaselineFails
from broker.core.sentence import Sentence
from broker.core.starvation import Alteration, Cut
from broker.lab.attempt import Attempt, Ending
from broker.lab.findings import Finding, Need

_TITLE, _PERSON = Sentence("Atelier de l’élève", "Pupil's workshop"), Sentence("Dans deux groupes", "In two groups")
_ARK = "ark:/77777/atelier-eleve"
_ATTEMPTS = (
    Attempt((), Ending.SUCCESS, "localhost:8010", 200),
    Attempt(
        (Cut("PRE", Alteration.WITHHELD),), Ending.FAILURE, "localhost:8010", 200, ("text=Votre espace est ouvert",)
    ),
    Attempt((Cut("DIV", Alteration.EMPTIED),), Ending.REFUSED, "gar", 403, ("status=200",), "profile.not_covered"),
    Attempt((Cut("DIV", Alteration.RENAMED),), Ending.SILENT, "localhost:8010"),
)
_STATE = TrialState(
    id="x",
    issuer="gar",
    resource=_ARK,
    contract="atelier",
    title=_TITLE,
    person=_PERSON,
    criteria=("status=200", "text=Votre espace est ouvert"),
    began=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    most=32,
    attempts=_ATTEMPTS,
)
_FINDINGS = (
    Finding("IDO", Need.NECESSARY, (Alteration.MULTIPLIED,), (Alteration.WITHHELD, Alteration.EMPTIED)),
    Finding("PRO", Need.NOT_NEEDED, tuple(Alteration), ()),
    Finding("GRO", Need.BESIDE_OTHERS, (), ()),
    Finding("E_MS4", Need.UNTRIED, (), ()),
)
_OUTCOME = Outcome(_FINDINGS, (_TITLE,), "{}", "issuer\n", '--- atelier.toml\n-code = "PRO"\n')
_URLS = {name: f"/starvation/{name}?id=x" for name in ("again", "proposal", "evidence")}
_ASK: dict[str, object] = {"action": "/starvation", "csrf_token": "token"}


def _trial(state: TrialState) -> tuple[str, dict[str, object]]:
    shown: dict[str, object] = {"trial": view_trial(state), "ask_url": "/starvation"}
    leads_on = state.outcome is not None or not state.is_over
    return "console/lab/trial.html", {**shown, "urls": _URLS} if leads_on else shown


LAB_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "starvation": (
        "console/lab/ask.html",
        {**_ASK, "resources": [("atelier", _TITLE, _ARK)], "people": [("two-groups", _PERSON)]},
    ),
    "starvation_none": ("console/lab/ask.html", {"resources": []}),
    "trial_running": _trial(_STATE),
    "trial_begun": _trial(replace(_STATE, attempts=())),
    "trial": _trial(replace(_STATE, is_over=True, outcome=_OUTCOME)),
    "trial_nothing_spared": _trial(
        replace(_STATE, is_over=True, outcome=replace(_OUTCOME, findings=_FINDINGS[:1], proposal="", difference=""))
    ),
    "trial_refused": _trial(replace(_STATE, is_over=True, refusal=BaselineFails.code, received="status 403")),
    "trial_stopped": _trial(replace(_STATE, is_over=True)),
}
