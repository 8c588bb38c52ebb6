"""Owns sample contexts for the templates of the publisher's view."""

from broker.console.publisher.trial import Outcome
from broker.console.publisher.views import (
    BY_SUBSCRIPTION,
    KIND_HIDDEN,
    KIND_PLAIN,
    NO_CONTRACT,
    NOWHERE,
    Member,
    ResourceRow,
    WholeResource,
    flip_of,
)
from broker.console.resource_pages import IN_FORCE
from broker.core.profile import TITLES, Profile
from broker.core.refusals.rights import NotAssigned
from broker.core.rights.notice import PRESENTATIONS, Actor, Term
from broker.core.sentence import Sentence

_ATLAS = Sentence("Atlas des marées", "Atlas of tides")
_ARK = "ark:/77777/atlas"
_URL = f"/publisher/resource?id={_ARK}"
_TOP: dict[str, object] = {
    "name": "Éditions du Tilleul",
    "identifier": "777777771_0000000000000001",
    "home": "/publisher",
    "statistics_url": "/statistics",
}
_PEOPLE: dict[str, object] = {
    "people": [("two-groups", Sentence("Dans deux groupes", "In two groups"))],
    "person": "two-groups",
    "ark": _ARK,
    "trial_url": "/publisher/trial",
}
_ROW = ResourceRow(
    _ATLAS, _ARK, _URL, KIND_PLAIN, IN_FORCE, in_force=True, opening=BY_SUBSCRIPTION, subscriptions=3, accesses=120
)
_BARE = ResourceRow(
    _ATLAS, _ARK, _URL, KIND_HIDDEN, NO_CONTRACT, in_force=False, opening=NOWHERE, subscriptions=0, accesses=None
)
_SELLER = Actor("777777774_0000000000000001", "Librairie de la Cale")
_WHOLE = WholeResource(
    row=_ROW,
    description=_ATLAS,
    address="https://atlas.example/",
    presentation=PRESENTATIONS["MAN"],
    terms=((Sentence("Niveaux", "Levels"), (Term("022-901", "Troisième"), Term("022-902", "Seconde"))),),
    technical_distributor=_SELLER,
    distributors=(_SELLER,),
    validator="777777771_0000000000000001",
    thumbnail="http://localhost:8000/thumbnails/atlas.svg",
    mother=Member(Sentence("Collection", "Collection"), "ark:/77777/mer", ""),
    daughters=(Member(_ATLAS, _ARK, _URL),),
    page_url="/resources/atlas",
    grade_url=f"/publisher/grade?id={_ARK}",
    flip=flip_of("atlas", is_open_to_all=False),
    statistics_url="/statistics?resource=ark",
)
_NO = Sentence("", "")
_NEVER = WholeResource(
    _BARE, _ATLAS, "", PRESENTATIONS["OTHER"], (), _SELLER, (), "", "", None, (), "", "", _NO, "/statistics"
)
_OUTCOMES = [
    Outcome(_ATLAS, _ARK, "Collège des Tilleuls", TITLES[Profile.PUPIL], Sentence("entre", "comes in"), _ATLAS, ""),
    Outcome(
        _ATLAS,
        _ARK,
        "Collège des Tilleuls",
        TITLES[Profile.TEACHER],
        NotAssigned.sentence,
        NotAssigned.remedy,
        NotAssigned.code,
    ),
]
PUBLISHER_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "publisher": ("console/publisher/list.html", {**_TOP, **_PEOPLE, "resources": [_ROW, _BARE]}),
    "publisher_none": ("console/publisher/list.html", {**_TOP, "resources": []}),
    "publisher_resource": ("console/publisher/resource.html", {**_TOP, **_PEOPLE, "resource": _WHOLE}),
    "publisher_resource_bare": ("console/publisher/resource.html", {**_TOP, **_PEOPLE, "resource": _NEVER}),
    "publisher_trial": (
        "console/publisher/trial.html",
        {**_TOP, **_PEOPLE, "outcomes": _OUTCOMES, "title": Sentence("Dans deux groupes", "In two groups")},
    ),
}
