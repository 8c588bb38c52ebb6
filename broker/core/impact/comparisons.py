"""Owns the questions whether what leaves under one name differs after a change: values are compared, never kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from broker.core.catalogue_attribute import CatalogueAttribute
from broker.core.contract import Clause, Contract, Identifier
from broker.core.derivation import Derivation
from broker.core.errors import Refusal
from broker.core.impact.deltas import SUBJECT
from broker.core.impact.reads import is_keyed, is_of_sign_on, value_facets
from broker.core.impact.world import Pair, Standing, World
from broker.core.minimisation import derive_subject, draw_well_formed
from broker.core.transformation import transform


@dataclass(frozen=True, slots=True)
class Source:
    """Hold where a value comes from on one side; `row` and `clause` are None of the subject itself."""

    world: World
    contract: Contract
    row: CatalogueAttribute | None = None
    clause: Clause | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """Return what settles the value, besides the person: two sources of one key give one person one value."""
        secret = (self.world.key.secret, self.world.key.version)
        if self.row is None or self.clause is None:
            return (self.contract.subject, self.contract.sector_name, *secret)
        keyed = secret if is_keyed(self.row) else ()
        return (self.row, self.clause.transformation, *value_facets(self.row, self.contract), *keyed)

    def values(self, one: Standing) -> tuple[str, ...]:
        """Return what would leave, none where nothing would."""
        if self.row is None or self.clause is None:
            return (derive_subject(one.subject(self.contract, self.world.key)),)
        signs = is_of_sign_on(self.row)
        person = Standing(self.world.signed(one.identity, self.contract), one.membership) if signs else one
        subject = person.subject(self.contract, self.world.key)
        drawn = draw_well_formed(self.row, subject)
        if not isinstance(drawn, Derivation):
            return ()
        sent = transform(drawn, subject, self.clause.transformation)
        return sent.values if sent is not None else ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ask whether the value under one code differs between two sources."""

    code: str
    before: Source
    after: Source

    @property
    def key(self) -> tuple[object, ...]:
        """Return what comparisons with the same answer share."""
        return (self.before.key, self.after.key)

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing can differ for a person who did not change."""
        return self.before.key == self.after.key

    def differs(self, before: Standing, after: Standing) -> bool:
        """Compare; what fails on a side does not leave there, and its outcome says so."""
        try:
            return self.before.values(before) != self.after.values(after)
        except Refusal:
            return False
        except Exception:  # noqa: BLE001 - whatever fails in a rule, nothing leaves there
            return False


def comparisons_of(pair: Pair, worlds: tuple[World, World]) -> Iterator[Comparison]:
    """Yield what to compare of a resource that has a contract on both sides."""
    before, after = pair.before, pair.after
    if before is None or after is None:
        return
    clauses = {clause.code: clause for clause in before.clauses}
    for clause in after.clauses:
        rows = [world.words_of(one).get(clause.code) for world, one in zip(worlds, (before, after), strict=True)]
        if clause.code in clauses and rows[0] and rows[1]:
            first = Source(worlds[0], before, rows[0], clauses[clause.code])
            yield Comparison(clause.code, first, Source(worlds[1], after, rows[1], clause))
    if Identifier.TRANSIENT not in {before.identifier, after.identifier}:
        yield Comparison(SUBJECT, Source(worlds[0], before), Source(worlds[1], after))
