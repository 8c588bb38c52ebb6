"""Owns the rules RG1 to RG13 that a subscription keeps (facts/gar.md 7.3): each by its own code, all reported at once.

Their numbers and words are known from one public client [C1]; how the real service words them is not. What a rule
leaves open is a simulated assumption, said where it is decided. A number of licences of zero counts as not given.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from broker.core.french_time import in_france, read_moment
from broker.core.refusals.subscription_rules import REMEDIES, RULES
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import TRANSFERABLE, AssignmentKind
from broker.core.rights.subscription_draft import SubscriptionDraft
from broker.core.rights.subscription_fields import LICENCES, OVERALL_LICENCES
from broker.core.school_year import school_year_of
from broker.core.violation import NOTHING, Violation, said

MOST_YEARS = 10
RESERVED = frozenset({"abonnements", "categorie"})
DELETED_MARK = "_"
_DISTRIBUTOR = re.compile(r"[0-9]{9}_[0-9]{16}")
_SCHOOL_YEARS = re.compile(r"[0-9]{4}-[0-9]{4}")
_KINDS = frozenset(AssignmentKind)
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Say what a rule needs to know besides the draft.

    `is_change` is true for an update, which may leave the schools out: they stay as they were. `first_degree` names
    the UAIs, or kinds of school, of the first degree among those that the subscription will cover.
    """

    is_change: bool = False
    first_degree: tuple[str, ...] = ()


Broken = Iterator[str]


def check_rules(draft: SubscriptionDraft, circumstances: Circumstances) -> tuple[Violation, ...]:
    """Return every rule that the draft breaks, in order of number; one rule may be broken in several ways."""
    return tuple(
        Violation(code, RULES[code], received, REMEDIES[code])
        for code, rule in _CHECKS.items()
        for received in rule(draft, circumstances)
    )


def _rg1(draft: SubscriptionDraft, _: Circumstances) -> Broken:
    by_public = draft.licences_by_public
    if draft.has_overall_licences and by_public:
        yield f"{OVERALL_LICENCES}, {', '.join(by_public)}"
    elif not draft.has_overall_licences and not by_public:
        yield NOTHING


def _rg2(draft: SubscriptionDraft, circumstances: Circumstances) -> Broken:
    if draft.all("uaiEtab") and draft.natures:
        yield "uaiEtab, codeNatureUAI"
    elif not draft.all("uaiEtab") and not draft.natures and not circumstances.is_change:
        yield NOTHING


def _rg3(draft: SubscriptionDraft, _: Circumstances) -> Broken:
    written = draft.one("idDistributeurCom")
    if written and not _DISTRIBUTOR.fullmatch(written):
        yield said("idDistributeurCom", written)


def _rg4(draft: SubscriptionDraft, _: Circumstances) -> Broken:
    category, kind = draft.one("categorieAffectation"), draft.one("typeAffectation")
    if category and category != TRANSFERABLE:
        yield said("categorieAffectation", category)
    if kind and kind not in _KINDS:
        yield said("typeAffectation", kind)


def _rg5(draft: SubscriptionDraft, _: Circumstances) -> Broken:
    for field in draft.licences_by_public:
        if LICENCES[field] not in draft.all("publicCible"):
            yield f"{said(field, draft.one(field))}, publicCible ≠ {LICENCES[field]}"


def _rg6(draft: SubscriptionDraft, _: Circumstances) -> Broken:
    if draft.one("typeAffectation") != AssignmentKind.SCHOOL:
        return
    by_public = draft.licences_by_public
    if by_public or not draft.has_overall_licences:
        yield said("typeAffectation", "ETABL") + "".join(f", {field}" for field in by_public)


def _rg7(draft: SubscriptionDraft, _: Circumstances) -> Broken:
    """Within ten school years, counted from the one in which it begins (the latter is a simulated assumption)."""
    years = draft.one("anneeFinValidite")
    if not _SCHOOL_YEARS.fullmatch(years):
        return
    first, last = int(years[:4]), int(years[5:])
    starts = read_moment(draft.one("debutValidite"))
    begins = first if starts is None else school_year_of(starts)
    if not first < last <= first + MOST_YEARS or not begins < last <= begins + MOST_YEARS:
        yield f"{said('debutValidite', draft.one('debutValidite'))}, {said('anneeFinValidite', years)}"


def _rg8(draft: SubscriptionDraft, _: Circumstances) -> Broken:
    """Less than ten years by the calendar, as the public client counts; that it ends after it begins is assumed."""
    starts, ends = read_moment(draft.one("debutValidite")), read_moment(draft.one("finValidite"))
    if starts is None or ends is None:
        return
    if ends <= starts or _calendar(ends, MOST_YEARS) >= _calendar(starts, 0):
        yield (f"{said('debutValidite', draft.one('debutValidite'))}, {said('finValidite', draft.one('finValidite'))}")


def _rg9(draft: SubscriptionDraft, _: Circumstances) -> Broken:
    day, years = draft.one("finValidite"), draft.one("anneeFinValidite")
    if day and years:
        yield "finValidite, anneeFinValidite"
    elif not day and not years:
        yield NOTHING


def _rg10(draft: SubscriptionDraft, _: Circumstances) -> Broken:
    years = draft.one("anneeFinValidite")
    if years and not _SCHOOL_YEARS.fullmatch(years):
        yield said("anneeFinValidite", years)


def _rg11(draft: SubscriptionDraft, circumstances: Circumstances) -> Broken:
    if not circumstances.first_degree:
        return
    where = ", ".join(circumstances.first_degree[:_SHOWN])
    where += "…" if len(circumstances.first_degree) > _SHOWN else ""
    if Audience.LIBRARIAN in draft.all("publicCible"):
        yield f"publicCible={Audience.LIBRARIAN} ({where})"
    if "nbLicenceProfDoc" in draft.licences_by_public:
        yield f"{said('nbLicenceProfDoc', draft.one('nbLicenceProfDoc'))} ({where})"


def _rg12(draft: SubscriptionDraft, _: Circumstances) -> Broken:
    if draft.one("idAbonnement") in RESERVED:
        yield said("idAbonnement", draft.one("idAbonnement"))


def _rg13(draft: SubscriptionDraft, _: Circumstances) -> Broken:
    if draft.one("idAbonnement").startswith(DELETED_MARK):
        yield said("idAbonnement", draft.one("idAbonnement"))


_CHECKS: dict[str, Callable[[SubscriptionDraft, Circumstances], Broken]] = {
    "RG1": _rg1,
    "RG2": _rg2,
    "RG3": _rg3,
    "RG4": _rg4,
    "RG5": _rg5,
    "RG6": _rg6,
    "RG7": _rg7,
    "RG8": _rg8,
    "RG9": _rg9,
    "RG10": _rg10,
    "RG11": _rg11,
    "RG12": _rg12,
    "RG13": _rg13,
}


def _calendar(moment: datetime, earlier: int) -> tuple[int, tuple[int, ...]]:
    """Return a moment as its year, so many less, and what a calendar in France shows besides."""
    day = in_france(moment)
    return day.year - earlier, (day.month, day.day, day.hour, day.minute, day.second, day.microsecond)
