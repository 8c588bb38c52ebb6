"""Owns how the report of an impact is shown: a summary by resource, then one resource by profile, school, attribute."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, get_flashed_messages
from flask_wtf.csrf import generate_csrf

from broker.core.refusals.listing import find_refusal
from broker.core.sentence import Sentence
from broker.impact.figures import VERBS
from broker.impact.report import EFFECTS
from broker.web.rendering import render

EFFECT_TITLES = {
    "affected": Sentence("Concernés", "Concerned"),
    "entering": Sentence("Entrent", "Get in"),
    "shut_out": Sentence("N’entrent plus", "Shut out"),
    "more": Sentence("Donnent plus", "Give more"),
    "less": Sentence("Donnent moins", "Give less"),
    "other": Sentence("Autre valeur", "Other value"),
}
VERB_TITLES = {
    "gained": Sentence("En plus", "Gained"),
    "lost": Sentence("En moins", "Lost"),
    "changed": Sentence("Autre valeur", "Other value"),
    "coarser": Sentence("Moins précis", "Coarser"),
    "finer": Sentence("Plus précis", "Finer"),
}
_OPENS, _ABSENT = Sentence("entre", "gets in"), Sentence("absent", "not there")
_KINDS = {
    "contract": Sentence("contrat", "contract"),
    "attribute": Sentence("attribut du catalogue", "catalogue attribute"),
    "vocabulary": Sentence("vocabulaire", "vocabulary"),
    "mapping": Sentence("correspondance d’annuaire", "directory mapping"),
    "key": Sentence("clé des pseudonymes", "key of pseudonyms"),
    "directory": Sentence("annuaire", "directory"),
}
Told = Mapping[str, Any]


def show_report(data: Told, url: str, chosen: str | None) -> Response:
    """Show a report, and in it the resource that is chosen, or the only one."""
    resources = data["resources"]
    only = resources[0]["contract"] if len(resources) == 1 else None
    shown = [one for one in resources if one["contract"] == (chosen or only)]
    return render(
        "console/review/impact_report.html",
        data=data,
        changes=[(_KINDS[change["kind"]], list(_words(change))) for change in data["changes"]],
        resources=[_named(one) for one in resources],
        shown=[_named(one) for one in shown],
        outcomes=[_outcomes(one) for one in shown],
        examples=[_examples(one) for one in shown],
        effects=[(name, EFFECT_TITLES[name]) for name in EFFECTS],
        verbs=[(name, VERB_TITLES[name]) for name in VERBS],
        notes=get_flashed_messages(),
        url=url,
        can_attach=any(one["kind"] == "contract" and one["fingerprints"]["after"] for one in data["changes"]),
        csrf_token=generate_csrf(),
    )


def sentence_of(told: Told) -> Sentence:
    """Return a text of a report in both its languages."""
    return Sentence(told["fr"], told["en"])


def _named(resource: Told) -> dict[str, Any]:
    """Return a resource with its texts as sentences."""
    profiles = [{**row, "title": sentence_of(row["title"])} for row in resource.get("profiles", ())]
    return {**resource, "title": sentence_of(resource["title"]), "profiles": profiles}


def _outcomes(resource: Told) -> list[tuple[Sentence, Sentence, int | None]]:
    return [(_outcome(one["before"]), _outcome(one["after"]), one["people"]) for one in resource["outcomes"]]


def _examples(resource: Told) -> list[tuple[Sentence, list[tuple[Sentence, str]]]]:
    return [(sentence_of(one["who"]), list(_effects(one))) for one in resource["examples"]]


def _effects(example: Told) -> Iterator[tuple[Sentence, str]]:
    if bool(example["before"]) != bool(example["after"]):
        yield EFFECT_TITLES["shut_out" if example["after"] else "entering"], ""
    for verb in VERBS:
        if example[verb]:
            yield VERB_TITLES[verb], ", ".join(example[verb])


def _outcome(code: str) -> Sentence:
    """Say an outcome: somebody gets in, is not there, or is refused by a rule, perhaps for want of an attribute."""
    name, _, wanted = code.partition(":")
    refusal = find_refusal(name)
    if refusal is None:
        return _ABSENT if name else _OPENS
    end = f" ({wanted})" if wanted else ""
    return Sentence(f"{refusal.rule.fr}{end}", f"{refusal.rule.en}{end}")


def _words(change: Told) -> Iterator[str]:
    """Yield what a report says of a change, for a page to put side by side."""
    for name in ("contract", "code", "name", "directory", "fact", "attribute"):
        if change.get(name):
            yield str(change[name])
    yield from (f"− {code}" for code in change.get("removed", ()))
    yield from (f"+ {code}" for code in change.get("added", ()))
    yield from change.get("fields", ())
