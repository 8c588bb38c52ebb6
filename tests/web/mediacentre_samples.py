"""Owns sample contexts for the templates of médiacentres: full, empty, searched in vain, refused."""

from dataclasses import replace
from types import SimpleNamespace as Thing

from broker.core.profile import TITLES, Profile
from broker.core.refusals.resource_list import ListUnavailable
from broker.core.sentence import Sentence
from broker.web.left_out import LeftOutRow
from broker.web.resource_cards import Card, CardShelf, Family, Filter

ENTRY = "http://localhost:8000/domaineGar?idENT=UDA=&idEtab=MDc3MDAwMVQ=&idRessource=ark:/99999/preau.carnet"
_CARD = Card(
    resource="ark:/99999/preau.carnet",
    title="Herbier du préau",
    url=ENTRY,
    thumbnail="/static/preau.svg",
    presentation="ressources multimédias",
    publisher="Éditions du Tilleul",
    description="Reconnaître les plantes de la cour.",
    types=("exercice", "image"),
    levels=("6e", "5e"),
    subjects=("sciences de la vie et de la Terre",),
)
_SHELF = CardShelf(
    action="/mediacentre",
    hidden=(("school", "0770001T"),),
    text="plantes",
    filters=(Filter("level", ("6e", "5e"), "6e"), Filter("publisher", ("Éditions du Tilleul",), "")),
    total=60,
    found=51,
    families=(Family("", (_CARD, _CARD)), Family("Collection Marées", (_CARD,))),
    previous_url="/mediacentre?page=1",
    next_url="/mediacentre?page=3",
)
_EMPTY_SHELF = CardShelf("/mediacentre", (), "", (), 0, 0, (), "", "")
_LEFT_OUT = (
    LeftOutRow(
        Sentence("Manuel retiré", "Withdrawn textbook"),
        ENTRY,
        Sentence("Son éditeur l’a retiré.", "Its publisher has withdrawn it."),
        "rights.withdrawn",
    ),
)
_MEDIACENTRE: dict[str, object] = {
    "person_title": Sentence("Camille Dubreuil, élève", "Camille Dubreuil, pupil"),
    "portal_url": "/portal",
    "schools": [
        Thing(name="Collège des Tilleuls", uai="0770001T", selected=True, url="/mediacentre?uai=0770001T"),
        Thing(name="Lycée de l’Écume", uai="0770002U", selected=False, url="/mediacentre?uai=0770002U"),
    ],
    "only_guardian": False,
    "refusal": None,
    "shelf": _SHELF,
    "cases": _LEFT_OUT,
    "sign_out_action": "/sign-out",
    "csrf_token": "jeton",
}

MEDIACENTRE_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "mediacentre": ("idp/mediacentre.html", _MEDIACENTRE),
    "mediacentre_empty": (
        "idp/mediacentre.html",
        _MEDIACENTRE | {"schools": [], "only_guardian": True, "shelf": _EMPTY_SHELF, "cases": ()},
    ),
    "mediacentre_nothing_found": (
        "idp/mediacentre.html",
        _MEDIACENTRE | {"shelf": replace(_SHELF, found=0, families=(), previous_url="", next_url="")},
    ),
    "mediacentre_refused": (
        "idp/mediacentre.html",
        _MEDIACENTRE | {"refusal": ListUnavailable(received="ConnectionError"), "shelf": _EMPTY_SHELF, "cases": ()},
    ),
    "edugar": (
        "console/edugar.html",
        {
            "given_name": "Anouk",
            "profile": TITLES[Profile.PUPIL],
            "school": "Lycée des Trois Rivières",
            "has_schools": True,
            "shelf": _SHELF,
            "cases": _LEFT_OUT,
            "school_action": "/edugar/school",
            "sign_out_action": "/sign-out",
            "csrf_token": "jeton",
        },
    ),
}
