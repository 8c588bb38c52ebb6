"""Owns the form of a subscription: what was typed becomes the draft that the web service would read, and back.

It checks nothing: the rules are those of the service, and so are their words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from broker.core.refusals.journey import MalformedParameter
from broker.core.rights.audience import AUDIENCES, Audience
from broker.core.rights.subscription import TRANSFERABLE, AssignmentKind, Subscription
from broker.core.rights.subscription_draft import SubscriptionDraft
from broker.core.rights.subscription_fields import FIELDS
from broker.core.rights.subscription_writing import write_subscription
from broker.core.sentence import Sentence
from broker.web.single_values import read_form

_SCHOOLS, _PUBLICS, _DISTRIBUTOR = "uaiEtab", "publicCible", "idDistributeurCom"
_MOST_CHARACTERS = 60_000  # the schools of a region, one a line
_USUAL = {"typeIdRessource": "ark", "categorieAffectation": TRANSFERABLE, "typeAffectation": AssignmentKind.INDIVIDUAL}


@dataclass(frozen=True, slots=True)
class SubscriptionForm:
    """Hold what stands in the form: a text by field, the schools one a line, and the publics ticked."""

    texts: Mapping[str, str]
    ticked: frozenset[str] = field(default_factory=frozenset)

    @property
    def publics(self) -> list[tuple[str, Sentence, bool]]:
        """Return each public with its title, and whether it is ticked."""
        return [(one.value, AUDIENCES[one], one.value in self.ticked) for one in Audience]

    def draft(self, distributor: str) -> SubscriptionDraft:
        """Return what the form says, in the name of the distributor that fills it in."""
        texts = {name: (text.strip(),) for name, text in self.texts.items() if text.strip()}
        schools = tuple(self.texts.get(_SCHOOLS, "").replace(",", " ").replace(";", " ").split())
        publics = tuple(sorted(self.ticked))
        several = {name: found for name, found in ((_SCHOOLS, schools), (_PUBLICS, publics)) if found}
        return SubscriptionDraft({**texts, _DISTRIBUTOR: (distributor,), **several})


def blank_form(resource: str = "", label: str = "") -> SubscriptionForm:
    """Return the form before anything is typed, but for what is usual."""
    return SubscriptionForm(
        {**dict.fromkeys(_typed(), ""), **_USUAL, "idRessource": resource, "libelleRessource": label}
    )


def form_of(subscription: Subscription) -> SubscriptionForm:
    """Return the form that says what a subscription says."""
    written = dict(write_subscription(subscription))
    texts = {name: "\n".join(written.get(name, ())) for name in _typed()}
    return SubscriptionForm(texts, frozenset(written.get(_PUBLICS, ())))


def read_subscription_form() -> SubscriptionForm:
    """Return what was typed; raises `DuplicateParameter` or `MalformedParameter`."""
    texts = {name: read_form(name, _MOST_CHARACTERS) or "" for name in _typed()}
    ticked = request.form.getlist(_PUBLICS)
    if len(ticked) > len(Audience):
        raise MalformedParameter(expected=f"{_PUBLICS}: {', '.join(Audience)}", received=f"{len(ticked)}")
    return SubscriptionForm(texts, frozenset(ticked))


def _typed() -> tuple[str, ...]:
    return tuple(name for name in FIELDS if name not in {_PUBLICS, _DISTRIBUTOR})
