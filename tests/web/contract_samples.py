"""Owns sample contexts for the templates of contracts: one proposed, one in force, one that nobody approved."""

from dataclasses import replace
from datetime import date

from broker.console.review.contract_views import (
    NOTHING_IN_FORCE,
    ContractRow,
    VersionRow,
    change_rows,
    clause_row,
    finding_rows,
    profile_titles,
    signature_rows,
)
from broker.core.catalogue import VOCABULARIES
from broker.core.contract import STATUSES, Approval, Clause, Ruling, Status
from broker.core.precision import PRECISIONS
from broker.core.review.contract_change import as_if_approved, compare
from broker.core.review.contract_lint import Asking, lint
from broker.core.roles import TITLES, Role
from broker.core.sentence import Sentence
from broker.definitions.contract_reach import find_profiles_with
from tests.builders import a_contract

_HELD = a_contract(retention="P1Y")
_SIGNED = Approval(Role.PUBLISHER, "Camille", date(2026, 3, 2), "f" * 64)
_WIDER = replace(
    _HELD,
    status=Status.SUBMITTED,
    approvals=(_SIGNED,),
    retention="P6M",
    clauses=(
        *_HELD.clauses,
        Clause("NOM", "Nommer.", ruling=Ruling.PENDING),
        Clause("PRE", "Saluer.", ruling=Ruling.REFUSED, ruled_because="Le nom suffit."),
        Clause("DIV", "Ranger.", necessity="Par classe."),
    ),
)
_ROLES = [(str(role), TITLES[role]) for role in (Role.REVIEWER, Role.OPERATOR)]
_ROW = ContractRow(
    url="/review/contracts/marelle",
    name="marelle",
    title=_HELD.title,
    issuer="gar",
    provider="Préau Éditions",
    status=STATUSES[Status.SUBMITTED],
    version=1,
    in_force=STATUSES[Status.ACTIVE],
    holds=False,
    waits=True,
    asked=6,
    approved=3,
    errors=1,
    warnings=2,
)
_CLEAN = replace(_ROW, name="billes", status=STATUSES[Status.ACTIVE], holds=True, waits=False, errors=0, warnings=0)
_DRAFT = replace(_CLEAN, name="toupie", version=0, in_force=NOTHING_IN_FORCE, holds=False)
_VERSION = VersionRow(
    number=2,
    kept_at="2026-03-02 12:00",
    fingerprint="0123456789ab",
    signatures=signature_rows(_WIDER),
    approved_by="Commission",
    is_in_force=True,
    diff_url="/review/contracts/marelle/diff?from=1&to=2",
    export_url="/review/contracts/marelle.toml?version=2",
)
_FRAME: dict[str, object] = {"acting": _ROLES, "csrf_token": "token"}
_SHEET: dict[str, object] = {
    **_FRAME,
    "contract": _WIDER,
    "status": STATUSES[Status.SUBMITTED],
    "held": _HELD,
    "held_status": STATUSES[Status.ACTIVE],
    "clauses": [clause_row(clause, _WIDER) for clause in _WIDER.clauses],
    "changes": change_rows(compare(_HELD, as_if_approved(_WIDER))),
    "profiles": profile_titles(_WIDER.profiles),
    "waiting": ["marelle.toml: approvals: it widens what leaves"],
    "findings": finding_rows(lint(_WIDER, Asking(), find_profiles_with)),
    "signatures": signature_rows(_WIDER),
    "versions": [_VERSION, replace(_VERSION, number=1, is_in_force=False, diff_url="", signatures=())],
    "impact_facts": (("gains", "12"), ("people.checked", "120")),
    "impact_url": "/review/contracts/marelle/impact",
    "problems": (),
    "codes": list(VOCABULARIES["gar"].values()),
    "precisions": list(PRECISIONS.items()),
    "acts": frozenset({"approve", "suspend"}),
    "deciding": _ROLES,
    "url": "/review/contracts/marelle",
    "list_url": "/review/contracts",
}
_BARE: dict[str, object] = {
    **_SHEET,
    "held": None,
    "held_status": None,
    "changes": [],
    "waiting": [],
    "findings": [],
    "signatures": (),
    "versions": [],
    "impact_facts": (),
    "impact_url": "",
    "acts": frozenset({"attribute", "suspend", "submit"}),
    "problems": ("marelle.toml: attributes.1.code: no attribute is called X",),
}
_DIFF: dict[str, object] = {"contract": _HELD, "former": "1", "url": "/review/contracts/marelle"}


def _without(context: dict[str, object], *names: str) -> dict[str, object]:
    """Return a context without what a page does not look at, as it then is."""
    return {name: value for name, value in context.items() if name not in names}


_SUSPENDED: dict[str, object] = {**_SHEET, "acts": frozenset({"resume"})}
CONTRACT_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "contracts": (
        "console/review/contracts.html",
        {**_FRAME, "rows": [_ROW, _CLEAN, _DRAFT], "problems": (), "action": "/review/contracts"},
    ),
    "contracts_bare": (
        "console/review/contracts.html",
        {**_FRAME, "rows": [], "problems": ("x.toml: file: wrong",), "action": "/review/contracts"},
    ),
    "contract": ("console/review/contract.html", _without(_SHEET, "acting", "codes", "precisions")),
    "contract_bare": ("console/review/contract.html", _without(_BARE, "impact_facts", "held_status")),
    "contract_suspended": (
        "console/review/contract.html",
        _without(_SUSPENDED, "deciding", "codes", "precisions"),
    ),
    "contract_diff": (
        "console/review/contract_diff.html",
        {
            **_DIFF,
            "latter": Sentence("copie de travail", "working copy"),
            "changes": change_rows(compare(_HELD, _WIDER)),
        },
    ),
    "contract_diff_bare": ("console/review/contract_diff.html", {**_DIFF, "latter": "2", "changes": []}),
}
