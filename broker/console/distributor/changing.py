"""Owns the pages on which a distributor reads, creates, changes and deletes a subscription, by the service's rules."""

from flask import flash, redirect
from werkzeug.wrappers import Response

from broker.console.distributor.desk import DistributorDesk
from broker.console.distributor.subscription_form import SubscriptionForm, blank_form, form_of, read_subscription_form
from broker.console.distributor.views import KINDS, PATH, count_row, url_of, whole_subscription
from broker.core.errors import Refusal
from broker.core.refusals.subscription import LicencesInUse, RightsRefused
from broker.core.refusals.subscription_body import SubscriptionBodyRefused, SubscriptionInvalid
from broker.core.rights.audience import AUDIENCES
from broker.core.rights.subscription import Subscription
from broker.core.school import NATURES
from broker.core.sentence import Sentence
from broker.web.parts import parts
from broker.web.rendering import language, read_again_at, render, say
from broker.web.single_values import read_form, read_query

_CREATED = Sentence("Abonnement créé.", "Subscription created.")
_CHANGED = Sentence("Abonnement changé.", "Subscription changed.")
_DELETED = Sentence(
    "Abonnement supprimé ; ses licences et ses affectations sont parties avec lui.",
    "Subscription deleted; its licences and assignments went with it.",
)


def show_subscription(desk: DistributorDesk) -> Response:
    """Show one subscription, the licences taken by pool and by school."""
    found = desk.desk.find(desk.distributor, read_query("id") or "")
    used = desk.subscriptions.used([found.id]).get(found.id, {})
    counts = desk.counting.of((found,))
    schools = {one.uai: desk.find_school(one.uai) for one in counts}
    return render(
        "console/distributor/subscription.html",
        frame=desk.frame(),
        subscription=whole_subscription(found, used, parts().clock.now()),
        audiences=list(AUDIENCES.values()),
        counts=[count_row(one, school.name if (school := schools[one.uai]) else "") for one in counts],
    )


def ask_new(desk: DistributorDesk) -> Response:
    """Show the form of a new subscription, begun with a resource where one is named."""
    resource = read_query("resource") or ""
    notice = next((one for one in desk.sold() if one.resource == resource), None)
    return _show_form(desk, blank_form(resource, say(notice.title) if notice else ""), "")


def create(desk: DistributorDesk) -> Response:
    """Create what the form says, whole or not at all."""
    form = read_subscription_form()
    draft = form.draft(desk.distributor)
    try:
        kept = desk.desk.create(desk.distributor, draft.one("idAbonnement"), draft)
    except (RightsRefused, SubscriptionBodyRefused) as refusal:
        return _show_form(desk, form, "", refusal)
    return _done(kept, _CREATED)


def ask_change(desk: DistributorDesk) -> Response:
    """Show the form of a subscription that is there."""
    found = desk.desk.find_kept(desk.distributor, read_query("id") or "")
    return _show_form(desk, form_of(found), found.id)


def change(desk: DistributorDesk) -> Response:
    """Change a subscription to what the form says, whole or not at all."""
    form, identifier = read_subscription_form(), read_query("id") or ""
    try:
        kept = desk.desk.change(desk.distributor, identifier, form.draft(desk.distributor))
    except (LicencesInUse, SubscriptionBodyRefused) as refusal:
        return _show_form(desk, form, identifier, refusal)
    return _done(kept, _CHANGED)


def delete(desk: DistributorDesk) -> Response:
    """Delete a subscription."""
    desk.desk.delete(desk.distributor, read_form("id") or "")
    flash(say(_DELETED), "good")
    return redirect(PATH, 303)


def _done(kept: Subscription, said: Sentence) -> Response:
    flash(say(said), "good")
    return redirect(url_of(kept.id), 303)


def _show_form(
    desk: DistributorDesk, form: SubscriptionForm, identifier: str, refusal: Refusal | None = None
) -> Response:
    """Show the form; `identifier` is that of the subscription that is changed, empty for a new one."""
    action = url_of(identifier, "/change") if identifier else f"{PATH}/new"
    read_again_at(action)
    return render(
        "console/distributor/form.html",
        refusal.status if refusal else 200,
        frame=desk.frame(),
        action=action,
        identifier=identifier,
        back=url_of(identifier) if identifier else PATH,
        texts=form.texts,
        publics=form.publics,
        kinds=list(KINDS.items()),
        natures=list(NATURES.values()),
        resources=desk.sold(),
        refusal=refusal,
        violations=_violations(refusal),
    )


def _violations(refusal: Refusal | None) -> list[str]:
    found = refusal.violations if isinstance(refusal, SubscriptionInvalid) else ()
    return [violation.in_language(language()) for violation in found]
