"""Owns resource notices: what the lists say of a resource, in the fields of a ScoLOMFR notice that they need."""

from dataclasses import dataclass

from broker.core.sentence import Sentence

# The codes of `typePresentation` as seen (facts/gar.md 7.1). What they stand for, but for `MAN`, is a simulated
# assumption.
PRESENTATIONS = {
    "MAN": Sentence("manuels numériques", "digital textbooks"),
    "MUL": Sentence("ressources multimédias", "multimedia resources"),
    "DIC": Sentence("dictionnaires et encyclopédies", "dictionaries and encyclopedias"),
    "DOC": Sentence("bases documentaires", "document collections"),
    "ACC": Sentence("accompagnement des élèves", "support for pupils"),
    "PRO": Sentence("outils de production", "authoring tools"),
    "OTHER": Sentence("autres ressources", "other resources"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """Name one word of a controlled vocabulary: its URI or code, and what people read."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Name a provider or distributor: `identifier` is `SIREN_ISNI`."""

    identifier: str
    name: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Describe one resource (facts/gar.md 7.1, 7.2).

    `resource` is its ARK. `displayable` says whether lists show it, `distributable` whether it may still be opened at
    all (a resource that was withdrawn is not). `validator` is a `SIREN_ISNI`; `thumbnail` and `url` are addresses, the
    latter that of the resource itself. `mother` is the ARK of the family's mother; `is_mother` says that it is
    virtual: a subscription to it covers its daughters, and it opens nothing itself.
    """

    resource: str
    title: Sentence
    publisher: Actor
    technical_distributor: Actor
    commercial_distributors: tuple[Actor, ...]
    presentation: Term
    description: Sentence
    validator: str = ""
    thumbnail: str = ""
    pedagogical_types: tuple[Term, ...] = ()
    document_types: tuple[Term, ...] = ()
    levels: tuple[Term, ...] = ()
    subjects: tuple[Term, ...] = ()
    url: str = ""
    displayable: bool = True
    distributable: bool = True
    mother: str = ""
    is_mother: bool = False
