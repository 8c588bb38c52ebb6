"""Owns the way from a checked draft to a subscription."""

from datetime import datetime

from broker.core.french_time import read_moment
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import AssignmentKind, Subscription
from broker.core.rights.subscription_draft import SubscriptionDraft, read_licences
from broker.core.rights.subscription_fields import LICENCES, OVERALL_LICENCES


def read_subscription(draft: SubscriptionDraft, now: datetime, former: Subscription | None = None) -> Subscription:
    """Return what a draft without violations says; what it leaves out of the schools is as in the `former` one.

    Whatever else an update leaves out is cleared: a simulated assumption (facts/gar.md 7.3 knows of `uaiEtab` only).
    """
    starts = read_moment(draft.one("debutValidite"))
    assert starts is not None, "the draft was checked"
    schools, nature = frozenset(uai.upper() for uai in draft.all("uaiEtab")), ",".join(sorted(set(draft.natures)))
    if former is not None and not schools and not nature:
        schools, nature = former.schools, former.nature
    overall = read_licences(draft.one(OVERALL_LICENCES))
    return Subscription(
        id=draft.one("idAbonnement"),
        distributor=draft.one("idDistributeurCom"),
        resource=draft.one("idRessource"),
        resource_kind=draft.one("typeIdRessource"),
        label=draft.one("libelleRessource"),
        comment=draft.one("commentaireAbonnement"),
        starts=starts,
        ends=read_moment(draft.one("finValidite")),
        school_year_end=draft.one("anneeFinValidite"),
        schools=schools,
        nature=nature,
        category=draft.one("categorieAffectation"),
        kind=AssignmentKind(draft.one("typeAffectation")),
        audiences=frozenset(Audience(text) for text in draft.all("publicCible")),
        licences_overall=overall or None,
        licences={LICENCES[name]: read_licences(draft.one(name)) for name in draft.licences_by_public},
        project_code=draft.one("codeProjetRessource"),
        created=now if former is None else former.created,
        modified=now,
    )
