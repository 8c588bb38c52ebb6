"""Owns sample contexts for the templates of the distributor's view."""

from datetime import UTC, datetime
from types import SimpleNamespace as Thing

from broker.console.distributor.asking import SORTS
from broker.console.distributor.subscription_form import SubscriptionForm, blank_form
from broker.console.distributor.views import (
    KINDS,
    CountRow,
    Frame,
    Pages,
    SubscriptionRow,
    WholeSubscription,
)
from broker.console.subscription_standing import STATES, PoolRow, ShownStanding
from broker.core.refusals.subscription import SubscriptionExists
from broker.core.refusals.subscription_body import SubscriptionInvalid
from broker.core.rights.audience import AUDIENCES
from broker.core.rights.standing import State
from broker.core.rights.subscription import AssignmentKind
from broker.core.school import NATURES
from broker.core.sentence import Sentence
from broker.webservices.call_log import Call

_TOKEN = "IjQ2ZmQ4ZjE0YzA1ZDk0ZTU0ZmUyYjA5ZDM0ZGY0OTA3YzY4Yjk0ZTAi.aSTmFw"
_NAME = "777777774_0000000000000001"
_FRAME = Frame("Librairie de la Cale", _NAME, (("good", "Abonnement créé."),), _TOKEN)
_ATLAS = Sentence("Atlas des marées", "Atlas of tides")
_ROW = SubscriptionRow(
    id="abo-2026-0001",
    url="/distributor/subscription?id=abo-2026-0001",
    title=_ATLAS,
    resource="ark:/77777/atlas",
    covers=Sentence("9990004A, 9990007D (2)", "9990004A, 9990007D (2)"),
    audiences=tuple(AUDIENCES.values()),
    kind=KINDS[AssignmentKind.INDIVIDUAL],
    standing=ShownStanding(
        state=STATES[State.CURRENT],
        is_current=True,
        since="2026-09-01",
        until="2027-08-31",
        pools=(PoolRow(Sentence("tous les publics", "all publics"), Sentence("40", "40"), 16, Sentence("24", "24")),),
    ),
)
_COUNT = CountRow("9990004A", "Collège des Tilleuls", _ROW.id, _ROW.url, (12, 3, 1, 0), 16)
_FIELDS = (("idAbonnement", (_ROW.id,)), ("uaiEtab", ("9990004A", "9990007D")), ("publicCible", ("ELEVE",)))
_NOTICES = [Thing(resource="ark:/77777/atlas", title=_ATLAS)]
_CHOICES: dict[str, object] = {
    "states": list(STATES.items()),
    "audiences": list(AUDIENCES.items()),
    "kinds": list(KINDS.items()),
    "sorts": list(SORTS.items()),
    "resources": _NOTICES,
    "csv_url": "/distributor.csv",
}
_LIST: dict[str, object] = {
    **_CHOICES,
    "frame": _FRAME,
    "asked": {"state": "current", "down": "1"},
    "subscriptions": [_ROW],
    "pages": Pages(120, 2, 3, "/distributor?page=1", "/distributor?page=3"),
}
_BROKEN = "RG1 : licences globales ou par public. Reçu : nbLicenceGlobale, nbLicenceEleve. Retirez les unes."


def _form(form: SubscriptionForm, **more: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "frame": _FRAME,
        "action": "/distributor/new",
        "identifier": "",
        "back": "/distributor",
        "texts": form.texts,
        "publics": form.publics,
        "kinds": list(KINDS.items()),
        "natures": list(NATURES.values()),
        "resources": _NOTICES,
        "refusal": None,
    }
    return {**usual, **more}


def _subscription(*, is_deleted: bool) -> dict[str, object]:
    whole = WholeSubscription(_ROW, _FIELDS, "/distributor/change?id=abo", "/distributor/delete", is_deleted)
    counted = {"counts": []} if is_deleted else {"counts": [_COUNT], "audiences": list(AUDIENCES.values())}
    return {"frame": _FRAME, "subscription": whole, **counted}


_CALLS = [
    Call(datetime(2026, 11, 30, 9, 5, tzinfo=UTC), "PUT", "/abo-2026-0001", 201, "", "", 12.4),
    Call(datetime(2026, 11, 30, 9, 4, tzinfo=UTC), "PUT", "/abo-2026-0001", 400, "subscription.invalid", _BROKEN, 8.1),
]
_COUNTS: dict[str, object] = {
    "frame": _FRAME,
    "audiences": list(AUDIENCES.values()),
    "rows": [_COUNT],
    "found": 501,
    "total": 16,
    "csv_url": "/distributor/counts.csv",
}
_NO_PAGES = Pages(0, 1, 1, "", "")
DISTRIBUTOR_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "distributor": ("console/distributor/list.html", _LIST),
    "distributor_none": (
        "console/distributor/list.html",
        {**_LIST, "asked": {}, "is_asked": False, "subscriptions": [], "pages": _NO_PAGES},
    ),
    "distributor_nothing_found": (
        "console/distributor/list.html",
        {**_LIST, "is_asked": True, "subscriptions": [], "pages": _NO_PAGES},
    ),
    "distributor_beyond": (
        "console/distributor/list.html",
        {**_LIST, "subscriptions": [], "pages": Pages(3, 9, 1, "/distributor", "")},
    ),
    "distributor_subscription": ("console/distributor/subscription.html", _subscription(is_deleted=False)),
    "distributor_deleted": ("console/distributor/subscription.html", _subscription(is_deleted=True)),
    "distributor_new": ("console/distributor/form.html", _form(blank_form())),
    "distributor_refused": (
        "console/distributor/form.html",
        _form(blank_form(), refusal=SubscriptionInvalid(), violations=[_BROKEN]),
    ),
    "distributor_change": (
        "console/distributor/form.html",
        _form(blank_form("ark:/77777/atlas", "Atlas"), identifier="abo", refusal=SubscriptionExists(), violations=[]),
    ),
    "distributor_counts": ("console/distributor/counts.html", _COUNTS),
    "distributor_counts_none": ("console/distributor/counts.html", {"frame": _FRAME, "rows": []}),
    "distributor_calls": (
        "console/distributor/calls.html",
        {"frame": _FRAME, "calls": _CALLS, "csv_url": "/distributor/calls.csv"},
    ),
    "distributor_calls_none": (
        "console/distributor/calls.html",
        {"frame": _FRAME, "calls": [], "webservices_url": "https://localhost:8017"},
    ),
}
