"""Owns the shapes that the publisher's pages show."""

from dataclasses import dataclass

from broker.core.rights.notice import PRESENTATIONS, Actor, Notice, Term
from broker.core.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Member:
    """Show one resource of a family; `url` is empty where it is another publisher's."""

    title: Sentence
    resource: str
    url: str


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """Show one resource in the list; `accesses` is None where their number is too small to be shown."""

    title: Sentence
    resource: str
    url: str
    kind: Sentence
    contract: Sentence
    in_force: bool
    opening: Sentence
    subscriptions: int
    accesses: int | None


@dataclass(frozen=True, slots=True)
class WholeResource:
    """Show one resource: its notice, its family, its contract, and how it opens."""

    row: ResourceRow
    description: Sentence
    address: str
    presentation: Sentence
    terms: tuple[tuple[Sentence, tuple[Term, ...]], ...]
    technical_distributor: Actor
    distributors: tuple[Actor, ...]
    validator: str
    thumbnail: str
    mother: Member | None
    daughters: tuple[Member, ...]
    page_url: str
    grade_url: str
    flip: Sentence
    statistics_url: str


KIND_PLAIN = Sentence("affichée dans les listes", "shown in lists")
KIND_HIDDEN = Sentence("non affichable", "not displayable")
KIND_WITHDRAWN = Sentence("retirée", "withdrawn")
KIND_MOTHER = Sentence("mère virtuelle d’une famille", "virtual mother of a family")
NO_CONTRACT = Sentence("pas de contrat", "no contract")
TO_ALL = Sentence("à tous, sans abonnement", "to everybody, without a subscription")
BY_SUBSCRIPTION = Sentence("par abonnement", "by subscription")
NOWHERE = Sentence("à personne", "to nobody")
_TERMS = {
    "pedagogical_types": Sentence("Types pédagogiques", "Pedagogical types"),
    "document_types": Sentence("Types de document", "Document types"),
    "levels": Sentence("Niveaux", "Levels"),
    "subjects": Sentence("Disciplines", "Subjects"),
}


def kind_of(notice: Notice) -> Sentence:
    """Say what lists make of a resource."""
    if notice.is_mother:
        return KIND_MOTHER
    if not notice.distributable:
        return KIND_WITHDRAWN
    return KIND_PLAIN if notice.displayable else KIND_HIDDEN


def presentation_of(notice: Notice) -> Sentence:
    """Return the type of presentation in words."""
    title = notice.presentation.title
    return PRESENTATIONS.get(notice.presentation.code, Sentence(title, title))


def terms_of(notice: Notice) -> tuple[tuple[Sentence, tuple[Term, ...]], ...]:
    """Return the terms of a notice by what they say, without those of which there is none."""
    return tuple((title, terms) for name, title in _TERMS.items() if (terms := getattr(notice, name)))


def flip_of(contract: str, *, is_open_to_all: bool) -> Sentence:
    """Say how the switch of a resource is turned."""
    if is_open_to_all:
        return Sentence(
            f"Pour essayer les abonnements et leurs refus, retirez open_to_all = true du contrat {contract}.toml.",
            f"To try subscriptions and their refusals, remove open_to_all = true from the contract {contract}.toml.",
        )
    return Sentence(
        f"Pour l’ouvrir à tous sans abonnement, écrivez open_to_all = true dans le contrat {contract}.toml ; "
        "cela l’élargit, et demande deux rôles.",
        f"To open it to everybody without a subscription, write open_to_all = true in the contract {contract}.toml; "
        "that widens it, and takes two roles.",
    )
