"""Owns the shape of `metadata/notices/<name>.toml`: the notice of one resource as a file (facts/gar.md 7.1, 7.2)."""

from collections.abc import Callable
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from broker.core.rights.notice import PRESENTATIONS, Actor, Notice, Term
from broker.definitions.contract_file import ProviderTable, TextTable
from broker.definitions.contract_rules import nearest
from broker.definitions.contract_words import Address, StrictTable, Switch, Words, fault

_TERMS = "http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-"
_PEDAGOGICAL_TYPES, _DOCUMENT_TYPES, _LEVELS, _SUBJECTS = "010", "005", "022", "015"


class TermRow(StrictTable):
    """Name one term of a ScoLOMFR vocabulary: its address, and its words in French."""

    uri: str = Field(pattern=rf"^{_TERMS.replace('.', '[.]')}[0-9]{{3}}-num-[0-9]{{1,6}}$", description="Its address.")
    name: Words = Field(description="What people read.")


def _are_of(vocabulary: str) -> Callable[[tuple[TermRow, ...]], tuple[TermRow, ...]]:
    """Return the check that every term is of one vocabulary, and none named twice."""

    def check(rows: tuple[TermRow, ...]) -> tuple[TermRow, ...]:
        for row in rows:
            if not row.uri.startswith(f"{_TERMS}{vocabulary}-"):
                raise fault(f"{row.uri[-24:]} is of another vocabulary", f"take terms of {_TERMS}{vocabulary}")
        if len({row.uri for row in rows}) < len(rows):
            raise fault("a term is named twice", "keep one of the two")
        return rows

    return check


def _is_presentation(code: str) -> str:
    if code not in PRESENTATIONS:
        raise fault(f"no presentation is called {code}", nearest(code, PRESENTATIONS))
    return code


Ark = Annotated[str, Field(pattern=r"^(http://n2t\.net/)?ark:/[0-9]{5,9}/[^\s?#]{1,1000}$")]
Presentation = Annotated[str, AfterValidator(_is_presentation), Field(json_schema_extra={"enum": list(PRESENTATIONS)})]
PedagogicalTypes = Annotated[tuple[TermRow, ...], AfterValidator(_are_of(_PEDAGOGICAL_TYPES))]
DocumentTypes = Annotated[tuple[TermRow, ...], AfterValidator(_are_of(_DOCUMENT_TYPES))]
Levels = Annotated[tuple[TermRow, ...], AfterValidator(_are_of(_LEVELS))]
Subjects = Annotated[tuple[TermRow, ...], AfterValidator(_are_of(_SUBJECTS))]


class NoticeFile(StrictTable):
    """Say of one resource what the lists need."""

    resource: Ark = Field(description="ARK of the resource.")
    title: TextTable
    description: TextTable
    publisher: ProviderTable
    technical_distributor: ProviderTable | None = Field(default=None, description="The publisher when absent.")
    commercial_distributors: tuple[ProviderTable, ...] = Field(
        default=(), description="Who sells subscriptions; the publisher when there is none."
    )
    validator: str | None = Field(
        default=None, pattern=r"^\d{9}_\d{16}$", description="SIREN_ISNI of the technical validator; the publisher's."
    )
    presentation: Presentation = Field(description="Under which heading lists show it.")
    pedagogical_types: PedagogicalTypes = Field(default=(), description=f"Terms of vocabulary {_PEDAGOGICAL_TYPES}.")
    document_types: DocumentTypes = Field(default=(), description=f"Terms of vocabulary {_DOCUMENT_TYPES}.")
    levels: Levels = Field(default=(), description=f"Terms of vocabulary {_LEVELS}.")
    subjects: Subjects = Field(default=(), description=f"Terms of vocabulary {_SUBJECTS}.")
    thumbnail: Address | None = Field(default=None, description="Address of an image; one is drawn when absent.")
    url: Address | None = Field(default=None, description="Where the resource is; its contract says when absent.")
    displayable: Switch = Field(default=True, description="Whether lists show it.")
    distributable: Switch = Field(default=True, description="Whether it may still be opened; false: withdrawn.")
    mother: Ark | None = Field(default=None, description="ARK of the mother of its family, which has a notice too.")
    is_mother: Switch = Field(
        default=False,
        description="Whether it is a family's mother: virtual, a subscription to it covers its daughters.",
    )

    @model_validator(mode="after")
    def _is_one_of_a_family(self) -> Self:
        if self.mother is not None and (self.is_mother or self.mother == self.resource):
            raise fault("a mother is nobody's daughter", "remove mother, or is_mother")
        return self

    def notice(self, drawn_thumbnail: str) -> Notice:
        """Return the notice as the core holds it, with the thumbnail that is drawn where it names none."""
        publisher = _actor(self.publisher)
        return Notice(
            resource=self.resource,
            title=self.title.sentence(),
            publisher=publisher,
            technical_distributor=_actor(self.technical_distributor) if self.technical_distributor else publisher,
            commercial_distributors=tuple(map(_actor, self.commercial_distributors)) or (publisher,),
            presentation=Term(self.presentation, PRESENTATIONS[self.presentation].fr),
            description=self.description.sentence(),
            validator=self.validator or publisher.identifier,
            thumbnail=self.thumbnail or drawn_thumbnail,
            pedagogical_types=_terms(self.pedagogical_types),
            document_types=_terms(self.document_types),
            levels=_terms(self.levels),
            subjects=_terms(self.subjects),
            url=self.url or "",
            displayable=self.displayable,
            distributable=self.distributable,
            mother=self.mother or "",
            is_mother=self.is_mother,
        )


def _actor(table: ProviderTable) -> Actor:
    return Actor(table.siren_isni, table.name)


def _terms(rows: tuple[TermRow, ...]) -> tuple[Term, ...]:
    return tuple(Term(row.uri, row.name) for row in rows)
