"""Owns whether contracts of one provider agree: what one says of an attribute or of people, another must not deny."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from broker.core.contract import Clause, Contract, Ruling
from broker.core.review.contract_lint import Check, Finding, Severity
from broker.core.sentence import Sentence

PRECISION = Check(
    "contradiction.precision",
    Severity.WARNING,
    Sentence("deux précisions chez un même fournisseur", "two precisions at one provider"),
)
RULING = Check(
    "contradiction.ruling",
    Severity.WARNING,
    Sentence("approuvé ici, refusé là, pour un même fournisseur", "approved here, refused there, at one provider"),
)
SECTOR = Check(
    "contradiction.sector",
    Severity.ERROR,
    Sentence("une même ressource, deux pseudonymes", "one resource, two pseudonyms"),
)
PURPOSE = Check(
    "contradiction.purpose",
    Severity.WARNING,
    Sentence("une même ressource, deux finalités pour un attribut", "one resource, two purposes of an attribute"),
)
AGREEMENT_CHECKS = (PRECISION, RULING, SECTOR, PURPOSE)


def find_contradictions(contracts: Iterable[Contract]) -> tuple[Finding, ...]:
    """Return the contradictions, each told of the later contract, in order of name, against the earlier.

    Two of one provider at one issuer may differ in purpose, not in how precisely or whether an attribute is given:
    the provider can join them. Two of one resource must say the same of its pseudonyms and purposes.
    """
    ordered = sorted(contracts, key=lambda one: one.name)
    pairs = combinations(ordered, 2)
    return tuple(finding for one, other in pairs for finding in _between(one, other))


def _between(one: Contract, other: Contract) -> Iterator[Finding]:
    same_resource = one.resource == other.resource
    if one.provider.identifier != other.provider.identifier and not same_resource:
        return
    if same_resource and one.sector is not other.sector:
        yield _told(SECTOR, one, other, "sector", f"{one.sector} / {other.sector}")
    theirs = {clause.code: clause for clause in one.clauses}
    for place, clause in enumerate(other.clauses):
        if clause.code in theirs:
            yield from _clauses(one, other, (theirs[clause.code], clause), f"attributes.{place}")


def _clauses(one: Contract, other: Contract, pair: tuple[Clause, Clause], where: str) -> Iterator[Finding]:
    before, after = pair
    same_resource, same_issuer = one.resource == other.resource, one.issuer == other.issuer
    given = before.ruling is Ruling.APPROVED and after.ruling is Ruling.APPROVED
    if same_issuer and {before.ruling, after.ruling} == {Ruling.APPROVED, Ruling.REFUSED}:
        yield _told(RULING, one, other, f"{where}.ruling", after.code)
    if same_issuer and given and before.transformation != after.transformation:
        yield _told(PRECISION, one, other, f"{where}.transformation", after.code)
    if same_resource and given and before.purpose != after.purpose:
        yield _told(PURPOSE, one, other, f"{where}.purpose", after.code)


def _told(check: Check, one: Contract, other: Contract, where: str, what: str) -> Finding:
    said = Sentence(
        f"{what} : le contrat {one.name} dit autre chose", f"{what}: the contract {one.name} says something else"
    )
    hint = Sentence("accordez les deux contrats", "bring the two contracts into agreement")
    return Finding(check, other.name, where, said, hint)
