"""Owns sample contexts for the page of the proof."""

from broker.console.review.proof_pages import CHANGES, summarise
from broker.proof.desk import ProofView
from broker.proof.kept_proofs import Progress

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
PROOF_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
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
}
