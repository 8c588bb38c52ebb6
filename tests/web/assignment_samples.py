"""Owns sample contexts for the templates of the assignment console."""

from broker.console.assignments.acts import EffectRow, ForecastRow, NeedRow
from broker.console.assignments.delegates_page import StaffRow
from broker.console.assignments.overview_page import PopulationLink, PublicRow
from broker.console.assignments.people_page import PersonRow, Search
from broker.console.assignments.population_page import HeldRow
from broker.console.assignments.seen import SeenResource
from broker.console.assignments.sheet_page import LineRow
from broker.console.assignments.subscription_page import PublicBoxes, TargetBox
from broker.console.assignments.tidy_page import LeftoverRow
from broker.console.assignments.views import AssignmentRow, Frame, SubscriptionRow
from broker.console.subscription_standing import PoolRow, ShownStanding
from broker.core.refusals.rights import NotAssigned
from broker.core.refusals.subscription import SubscriptionNotAssignable
from broker.core.sentence import Sentence

_TOKEN = "IjQ2ZmQ4ZjE0YzA1ZDk0ZTU0ZmUyYjA5ZDM0ZGY0OTA3YzY4Yjk0ZTAi.aSTmFw"
_ATLAS, _GLOBE = Sentence("Atlas des marées", "Atlas of tides"), Sentence("Globe de papier", "Paper globe")
_PUPILS, _TEACHERS = Sentence("élèves", "pupils"), Sentence("enseignants", "teachers")
_DIVISION = Sentence("Division Troisième A (3A), élèves", "Division Troisième A (3A), pupils")
_CAMILLE = Sentence("Dubreuil Camille", "Dubreuil Camille")
_NUMBER = "3333081ee92ba7be2bb2"
_ON, _OVER = Sentence("en cours", "current"), Sentence("terminé", "over")
_NOTES = (("good", "Licences libérées : 3."), ("bad", "S2 — Pas assez de licences."))
_FRAME = Frame("Collège des Tilleuls", "0770001T", _NOTES, is_head=True, csrf_token=_TOKEN)
_LEFT = PoolRow(_PUPILS, Sentence("40", "40"), 16, Sentence("24", "24"))
_INDIVIDUAL = SubscriptionRow(
    title=_ATLAS,
    id="S1",
    url="/assignments/subscription?id=S1",
    individual=True,
    assignable=True,
    audiences=(_PUPILS, _TEACHERS),
    standing=ShownStanding(_ON, is_current=True, since="2026-09-01", until="2027-08-31", pools=(_LEFT,)),
)
_WHOLE = SubscriptionRow(
    title=_GLOBE,
    id="S2",
    url="/assignments/subscription?id=S2",
    individual=False,
    assignable=False,
    audiences=(_PUPILS,),
    standing=ShownStanding(_OVER, is_current=False, since="2025-09-01", until="2026-08-31", pools=()),
)
_LINK = PopulationLink(_DIVISION, "/assignments/population?target=division:ELEVE:3A", 28)
_OVERVIEW: dict[str, object] = {
    "frame": _FRAME,
    "subscriptions": [_INDIVIDUAL, _WHOLE],
    "publics": [PublicRow(_PUPILS, _LINK, (_LINK,), "/assignments/people?public=ELEVE")],
}
_SUBSCRIPTION: dict[str, object] = {
    "frame": _FRAME,
    "subscription": _INDIVIDUAL,
    "assignments": (
        AssignmentRow("a1", _DIVISION, _LINK.url, 28),
        AssignmentRow("a2", Sentence("personne partie", "somebody gone"), "", 0),
    ),
    "publics": (
        PublicBoxes(_PUPILS, (TargetBox("division:ELEVE:3A", _DIVISION, 28, 12),)),
        PublicBoxes(_TEACHERS, ()),
    ),
    "preview_action": "/assignments/preview",
    "withdraw_action": "/assignments/withdraw",
    "people_url": "/assignments/people",
}
_PEOPLE: dict[str, object] = {
    "frame": _FRAME,
    "subscription": ("S1", _ATLAS, _INDIVIDUAL.url),
    "search": Search("dub", "ELEVE", "3A"),
    "publics": [("ELEVE", _PUPILS)],
    "divisions": [("3A", "Troisième A")],
    "people": [
        PersonRow(
            f"person:ELEVE:{_NUMBER}",
            "Dubreuil Camille",
            _PUPILS,
            "Troisième A",
            "/assignments",
            assigned=False,
            holds_licence=True,
        ),
        PersonRow(
            f"person:ELEVE:{_NUMBER}", "Dubreuil Noé", _PUPILS, "", "/assignments", assigned=True, holds_licence=False
        ),
    ],
    "total": 3,
    "action": "/assignments/people",
    "preview_action": "/assignments/preview",
}
_NEED = NeedRow(_PUPILS, Sentence("24", "24"), 12, Sentence("12", "12"))
_PREVIEW: dict[str, object] = {
    "frame": _FRAME,
    "forecasts": [
        ForecastRow(_ATLAS, (EffectRow(_DIVISION, 28, 12, exists=False),), (_NEED,), possible=True),
        ForecastRow(_GLOBE, (EffectRow(_DIVISION, 28, 12, exists=True),), (NeedRow(_PUPILS, _ON, 12, None),)),
        ForecastRow(Sentence("S3", "S3"), refusal=SubscriptionNotAssignable(expected="INDIV", received="ETABL")),
    ],
    "possible": True,
    "subscriptions": ("S1", "S2"),
    "targets": ["division:ELEVE:3A"],
    "origin": "population",
    "action": "/assignments/assign",
    "back_url": "/assignments",
}
_POPULATION: dict[str, object] = {
    "frame": _FRAME,
    "title": _CAMILLE,
    "target": f"person:ELEVE:{_NUMBER}",
    "subtitle": Sentence("élève, Troisième A", "pupil, Troisième A"),
    "held": [HeldRow(_INDIVIDUAL, "a1", (_DIVISION,)), HeldRow(_INDIVIDUAL, "", (_DIVISION,)), HeldRow(_WHOLE, "", ())],
    "offered": [HeldRow(_INDIVIDUAL, "", (), offered=True)],
    "seen": (
        SeenResource(_ATLAS, "ark:/77777/atlas", None),
        SeenResource(_GLOBE, "ark:/77777/globe", NotAssigned(expected="an assignment")),
    ),
    "preview_action": "/assignments/preview",
    "withdraw_action": "/assignments/withdraw",
}
_LINE = LineRow(2, "S1", _DIVISION, Sentence("à affecter", "to assign"), good=True, people=28, takers=12, refusal=None)
_WRONG = LineRow(
    3, "S9", _DIVISION, _OVER, good=False, people=0, takers=0, refusal=SubscriptionNotAssignable(expected="INDIV")
)
_SHEET: dict[str, object] = {
    "frame": _FRAME,
    "columns": ("idAbonnement", "cible", "code", "public"),
    "lines": [_LINE, _WRONG],
    "new": 1,
    "wrong": 0,
    "content": "idAbonnement;cible;code;public\r\nS1;division;3A;ELEVE",
    "export_url": "/assignments/sheet.csv",
    "read_action": "/assignments/sheet",
    "apply_action": "/assignments/sheet/apply",
}
_DELEGATES: dict[str, object] = {
    "frame": _FRAME,
    "delegates": [StaffRow(_NUMBER, _CAMILLE, _TEACHERS), StaffRow("1a", Sentence("Partie", "Gone"), None)],
    "staff": [StaffRow("2b", Sentence("Sarrazin Noé", "Sarrazin Noé"), _TEACHERS)],
    "name_action": "/assignments/delegates",
    "dismiss_action": "/assignments/delegates/dismiss",
}
_TIDY: dict[str, object] = {"frame": _FRAME, "leftovers": [LeftoverRow(_ATLAS, 3, 1)], "action": "/assignments/tidy"}
_FOLDER = "console/assignments"
ASSIGNMENT_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "assignments": (f"{_FOLDER}/overview.html", _OVERVIEW),
    "assignments_empty": (f"{_FOLDER}/overview.html", _OVERVIEW | {"subscriptions": [], "publics": []}),
    "assignments_subscription": (f"{_FOLDER}/subscription.html", _SUBSCRIPTION),
    "assignments_people": (f"{_FOLDER}/people.html", _PEOPLE),
    "assignments_preview": (f"{_FOLDER}/preview.html", _PREVIEW),
    "assignments_population": (f"{_FOLDER}/population.html", _POPULATION),
    "assignments_unit": (f"{_FOLDER}/population.html", _POPULATION | {"title": _DIVISION, "seen": None}),
    "assignments_sheet": (f"{_FOLDER}/sheet.html", _SHEET),
    "assignments_delegates": (f"{_FOLDER}/delegates.html", _DELEGATES),
    "assignments_tidy": (f"{_FOLDER}/tidy.html", _TIDY),
}
