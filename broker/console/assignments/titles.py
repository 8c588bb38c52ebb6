"""Owns the words for the targets of assignments: what each is called, and who is meant."""

from broker.core.profile import TITLES
from broker.core.rights.assignment import Target, TargetKind
from broker.core.rights.audience import AUDIENCES
from broker.core.rights.population import Population
from broker.core.sentence import Sentence

KINDS = {
    TargetKind.PERSON: Sentence("personne", "person"),
    TargetKind.DIVISION: Sentence("division", "division"),
    TargetKind.GROUP: Sentence("groupe", "group"),
    TargetKind.AUDIENCE: Sentence("tout le public", "whole public"),
}
_GONE = Sentence("personne partie de l’établissement", "somebody who has left the school")


def title_of_target(target: Target, population: Population) -> Sentence:
    """Return what a target is called; what the school has no more is said to be so."""
    short = short_title_of(target, population)
    if target.kind in {TargetKind.PERSON, TargetKind.AUDIENCE}:
        return short
    public = AUDIENCES[target.audience]
    return Sentence(f"{short.fr}, {public.fr}", f"{short.en}, {public.en}")


def short_title_of(target: Target, population: Population) -> Sentence:
    """Return what a target is called where its public stands above."""
    public, name = AUDIENCES[target.audience], population.title_of(target)
    match target.kind:
        case TargetKind.AUDIENCE:
            return Sentence(f"Tous les {public.fr}", f"All {public.en}")
        case TargetKind.PERSON:
            return Sentence(name, name) if name else _GONE
        case _:
            kind, title = (
                KINDS[target.kind],
                f"{name} ({target.code})" if name not in {"", target.code} else target.code,
            )
            return Sentence(f"{kind.fr.capitalize()} {title}", f"{kind.en.capitalize()} {title}")


def subtitle_of(target: Target, population: Population) -> Sentence:
    """Return who is meant: a person's profile and divisions, or how many people."""
    concerned = population.concerned(target)
    if target.kind is TargetKind.PERSON and concerned:
        member = concerned[0]
        said, units = TITLES[member.profile], [unit.title for unit in member.divisions]
        return Sentence(", ".join((said.fr, *units)), ", ".join((said.en, *units)))
    return Sentence(f"personnes\u00a0: {len(concerned)}", f"people: {len(concerned)}")
