"""Owns sample contexts for the pages that follow attributes: the matrix, and the lineages."""

from broker.console.review.lineage_diagram import Band, Box, Drawing, draw_inside
from broker.console.review.lineage_page import LineageView, ServiceView
from broker.console.review.matrix_page import CellView, ContractView, ReasonView, RowView, TableView
from broker.core.review.attribute_kinds import CATEGORIES
from broker.core.review.carried_name import EACH_VALUE, CarriedName
from broker.core.sentence import Sentence

_TITLE = Sentence("Atelier de l’élève", "Pupil's workshop")
_PUPIL = Sentence("élève", "pupil")
_NAME = Sentence("nom", "surname")
_WHY = Sentence("il n’a pas été approuvé", "it was not approved")
_REFUSED = Sentence("le contrat ne couvre pas ce profil", "the contract does not cover this profile")
_DIRECTORY = Sentence("annuaire sdet", "directory sdet")

_ROWS = (
    RowView(
        "these", (_PUPIL,), (CellView("IDO", "*"), CellView("(NOM)", "", _WHY), CellView("")), None, by_policy=True
    ),
    RowView(
        "all_but", (_PUPIL,), (CellView("IDO"), CellView("NOM", "≈", _WHY), CellView("PRE")), None, by_policy=False
    ),
    RowView("all", (), (CellView("IDO"), CellView(""), CellView("")), None, by_policy=False),
    RowView("others", (), (), _REFUSED, by_policy=False),
)
_CODES = (("IDO", Sentence("identifiant opaque", "opaque identifier")), ("NOM", _NAME), ("PRE", _NAME))
_TABLE = TableView(
    "gar-gar", _TITLE, "gar", _CODES, (ContractView(_TITLE, "/resources/atelier", "/review/lineage?resource=a", _ROWS),)
)
_EMPTY = TableView("gar-ent", _TITLE, "ent", (), (ContractView(_TITLE, "/resources/x", "/review/lineage", _ROWS[-1:]),))
_MATRIX: dict[str, object] = {
    "action": "/review/matrix",
    "asked": {"resource": "atelier"},
    "every": "*",
    "wide": False,
    "issuers": [("gar", _TITLE)],
    "hub": "gar",
    "resources": [("atelier", _TITLE)],
    "providers": [("777777777_0000000077777777", "Préau Éditions")],
    "profiles": [("National_elv", _PUPIL)],
    "attributes": ["IDO", "NOM"],
    "categories": list(CATEGORIES.items()),
    "onlys": [("released", Sentence("ce qui part", "what leaves"))],
    "tables": [_TABLE, _EMPTY],
    "reasons": [ReasonView("NOM", _NAME, (_PUPIL,), _WHY, "Saluer."), ReasonView("PRE", _NAME, (_PUPIL,), _WHY, "")],
    "unnamed": ["CIV", "LRA"],
    "csv_url": "/review/matrix.csv",
    "json_url": "/review/matrix.json",
}
_NOTHING = {name: value for name, value in _MATRIX.items() if name not in {"unnamed", "wide"}}

_BAND = Band(
    ((Box("sn", "annuaire <sdet>"), Box("givenName")), (Box("NOM", "élève"),), (Box("tel quel"),), (Box("NOM"),))
)
_DRAWING = Drawing("Atelier", ("d’où il vient", "l’attribut", "ce qui en est fait", "son nom"), (_BAND, _BAND))
_CARRIED = (
    CarriedName("saml", "AttributeStatement", "NOM", EACH_VALUE, (("NameFormat", "urn:x:basic"),)),
    CarriedName("oidc", "userinfo", "family_name", EACH_VALUE, condition=Sentence("scope profile", "scope profile")),
)
_LINEAGE = LineageView(
    code="NOM",
    meaning=_NAME,
    sources=(("sn", _DIRECTORY),),
    ways=(("sn", Sentence("tel quel", "as it is")), ("", Sentence("X : aucune valeur", "X: no value"))),
    conditions=(Sentence("obligatoire", "required"),),
    services=(
        ServiceView(_TITLE, "", (), "élève", "Saluer l’élève."),
        ServiceView(_TITLE, "/review/lineage?resource=atelier", (_TITLE,), "6 profils", ""),
    ),
    carried=tuple((one.protocol, one) for one in _CARRIED),
)
_SUBJECT = LineageView("", Sentence("sujet", "subject"), (), (), (), _LINEAGE.services, ())
_CHOICE: dict[str, object] = {
    "action": "/review/lineage",
    "asked": {"resource": "atelier"},
    "resources": [("atelier", _TITLE)],
    "sources": ["sn"],
    "attributes": ["NOM"],
}
_ORIGINS = [(_DIRECTORY, [("sn", "/review/lineage?source=sdet%3Asn"), ("mail", "/review/lineage?source=sdet%3Amail")])]

FLOW_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "matrix": ("console/review/matrix.html", _MATRIX),
    "matrix_wide": ("console/review/matrix.html", {**_MATRIX, "wide": True}),
    "matrix_bare": ("console/review/matrix.html", {**_NOTHING, "tables": [], "reasons": []}),
    "lineage": (
        "console/review/lineage.html",
        {
            **_CHOICE,
            "title": _TITLE,
            "refusal": _REFUSED,
            "diagram": draw_inside(_DRAWING, "diagram-title"),
            "lineages": [_LINEAGE, _SUBJECT],
            "json_url": "/review/lineage.json?resource=atelier",
            "svg_url": "/review/lineage.svg?resource=atelier",
        },
    ),
    "lineage_of_nothing": (
        "console/review/lineage.html",
        {**_CHOICE, "title": _TITLE, "refusal": None, "diagram": None},
    ),
    "lineage_choice": (
        "console/review/lineage.html",
        {**_CHOICE, "title": None, "origins": _ORIGINS, "silent": _ORIGINS},
    ),
}
