"""Owns the asking of the matrix: which resources, profiles and attributes, and the answers issuer by issuer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from broker.core.catalogue import VOCABULARIES
from broker.core.contract import Contract
from broker.core.issuer import Issuer
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.review.attribute_kinds import KINDS, Category
from broker.core.review.release_matrix import Answer, Row, rows_of
from broker.flows.ports import Clock
from broker.flows.reviewed_people import ReviewedPeople

RELEASED, WITHHELD = "released", "withheld"


@dataclass(frozen=True, slots=True)
class MatrixQuestion:
    """Narrow the matrix; what is empty or None is not asked. `only` is `released` or `withheld`."""

    issuer: str = ""
    resource: str = ""
    provider: str = ""
    profile: Profile | None = None
    attribute: str = ""
    category: Category | None = None
    only: str = ""

    def wants_contract(self, contract: Contract) -> bool:
        """Tell whether a contract is asked for."""
        named = self.resource in {"", contract.resource, contract.name}
        return named and self.provider in {"", contract.provider.identifier}

    def wants_code(self, code: str) -> bool:
        """Tell whether an attribute is asked for."""
        return self.attribute in {"", code} and self.category in {None, KINDS[code].category}

    def wants_answer(self, answer: Answer) -> bool:
        """Tell whether an answer is asked for."""
        return not self.only or (answer is Answer.RELEASED) is (self.only == RELEASED)


@dataclass(frozen=True, slots=True)
class MatrixTable:
    """Hold the answers of the contracts of one issuer that speak one vocabulary."""

    issuer: Issuer
    vocabulary: str
    codes: tuple[str, ...]
    rows: tuple[Row, ...]


Contracts = Callable[[Issuer], tuple[Contract, ...]]


@dataclass(frozen=True, slots=True)
class MatrixDesk:
    """Answer questions about what leaves to whom; `find_contracts` gives every contract of an issuer."""

    clock: Clock
    issuers: tuple[Issuer, ...]
    find_contracts: Contracts
    people: ReviewedPeople
    find_key: Callable[[], PseudonymKey]

    def answer(self, question: MatrixQuestion) -> tuple[MatrixTable, ...]:
        """Return a table for each issuer and vocabulary asked for; rows without anything asked for are left out."""
        return tuple(
            table
            for issuer in self.issuers
            if question.issuer in {"", issuer.name}
            for table in self._tables(issuer, question)
        )

    def contracts_of(self, issuer: str) -> tuple[Contract, ...]:
        """Return the contracts of one issuer, or of all where it is empty."""
        return tuple(found for one in self.issuers if issuer in {"", one.name} for found in self.find_contracts(one))

    def _tables(self, issuer: Issuer, question: MatrixQuestion) -> Iterator[MatrixTable]:
        contracts = tuple(one for one in self.find_contracts(issuer) if question.wants_contract(one))
        for vocabulary in dict.fromkeys(one.vocabulary for one in contracts):
            codes = tuple(code for code in VOCABULARIES[vocabulary] if question.wants_code(code))
            rows = tuple(
                row
                for contract in contracts
                if contract.vocabulary == vocabulary
                for row in self._rows(issuer, contract, question)
            )
            if codes and rows:
                yield MatrixTable(issuer, vocabulary, codes, rows)

    def _rows(self, issuer: Issuer, contract: Contract, question: MatrixQuestion) -> Iterator[Row]:
        for row in rows_of(contract, self.people.of(issuer), self.find_key(), self.clock.now()):
            if question.profile in {None, row.profile}:
                wanted = (cell for cell in row.cells if question.wants_code(cell.code))
                cells = tuple(cell for cell in wanted if question.wants_answer(cell.answer))
                if cells:
                    yield replace(row, cells=cells)
