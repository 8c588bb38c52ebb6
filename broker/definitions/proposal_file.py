"""Owns the file of a proposed change of words and mappings (`preau impact --words`), and all that is wrong in one."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, Strict, ValidationError, model_validator

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.errors import ConfigurationError, Problem
from broker.core.fact_names import FactName
from broker.core.impact.proposal import Proposal, ProposedAttribute, ProposedWords
from broker.definitions.bounded_pattern import MOST_CHARACTERS, find_excess
from broker.definitions.contract_rules import nearest
from broker.definitions.contract_words import Code, StrictTable, Vocabulary, fault
from broker.definitions.table_reader import keys_of, label_of, parse_table, tell

FACTS = ("join_key", "pupil_number", *FactName)


def _is_form(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise fault(f"this is no regular expression: {error}", "write what the whole value must match") from None
    if excess := find_excess(text):
        raise fault(f"this could take for ever: {excess}", "write it more simply, or name another attribute in form_of")
    return text


def _is_fact(name: str) -> str:
    if name not in FACTS:
        raise fault(f"no fact is called {name}", nearest(name, FACTS))
    return name


Form = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS), AfterValidator(_is_form)]
FactWord = Annotated[str, AfterValidator(_is_fact)]
LdapName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,100}$")]
DirectoryName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,60}$")]


class ProposedAttributeTable(StrictTable):
    """Change one attribute of the catalogue."""

    form: Form | None = Field(None, description="What every value must match, whole.")
    form_of: Code | None = Field(None, description="Take the form of this other attribute of the catalogue.")
    at_most: Annotated[int, Strict(), Field(ge=1)] | Literal["any"] | None = Field(
        None, description="How many values at most, or any."
    )
    drawn_as: Code | None = Field(None, description="Draw it as this other attribute of the catalogue is drawn.")

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.form is not None and self.form_of is not None:
            raise fault("form and form_of both say the form", "keep one")
        if all(one is None for one in (self.form, self.form_of, self.at_most, self.drawn_as)):
            raise fault("this changes nothing", "say form, form_of, at_most or drawn_as")
        return self

    def proposed(self) -> ProposedAttribute:
        """Return the table as the core holds it."""
        form = re.compile(self.form) if self.form else CATALOGUE[self.form_of].form if self.form_of else None
        at_most = self.at_most if isinstance(self.at_most, int) else None
        return ProposedAttribute(form, at_most, self.at_most == "any", self.drawn_as)


class ProposedWordsTable(StrictTable):
    """Change one vocabulary."""

    without: tuple[Code, ...] = Field((), description="Words that it no longer has.")
    with_words: tuple[Code, ...] = Field((), alias="with", description="Words that it gets.")

    def proposed(self) -> ProposedWords:
        """Return the table as the core holds it."""
        return ProposedWords(self.without, self.with_words)


class ProposalFile(StrictTable):
    """Say what would change of attributes, vocabularies, and of which directory attribute each fact is read from."""

    attributes: dict[Code, ProposedAttributeTable] = Field({}, description="Rows of the catalogue, by code.")
    vocabularies: dict[Vocabulary, ProposedWordsTable] = Field({}, description="Vocabularies, by name.")
    mapping: dict[DirectoryName, dict[FactWord, LdapName]] = Field(
        {}, description="By directory and fact, the attribute of the directory that it is read from."
    )

    @model_validator(mode="after")
    def _words_fit(self) -> Self:
        for name, table in self.vocabularies.items():
            missing = [code for code in table.without if code not in VOCABULARIES[name]]
            doubled = [code for code in table.with_words if code in VOCABULARIES[name]]
            if missing:
                raise fault(f"{name} has no {', '.join(missing)}", nearest(missing[0], VOCABULARIES[name]))
            if doubled:
                raise fault(f"{name} has {', '.join(doubled)} already", "remove it")
        return self

    def proposal(self) -> Proposal:
        """Return the file as the core holds it."""
        return Proposal(
            {code: table.proposed() for code, table in self.attributes.items()},
            {name: table.proposed() for name, table in self.vocabularies.items()},
            self.mapping,
        )


_KEYS = keys_of((ProposalFile, ProposedAttributeTable)) | {"with", "without", *CATALOGUE, *VOCABULARIES, *FACTS}


def read_proposal(file: Path) -> Proposal:
    """Return what a file proposes; raise ConfigurationError with all that is wrong in it."""
    return read_proposal_table(parse_table(file), label_of(file))


def read_proposal_table(data: dict[str, object], label: str) -> Proposal:
    """Return what a table proposes; likewise."""
    try:
        read = ProposalFile.model_validate(data)
    except ValidationError as error:
        raise ConfigurationError(tuple(tell(error, label, _KEYS))) from None
    if not (read.attributes or read.vocabularies or read.mapping):
        hint = "add [attributes.CODE], [vocabularies.NAME] or [mapping.DIRECTORY]"
        raise ConfigurationError((Problem(label, "file", "it proposes nothing", hint),))
    return read.proposal()
