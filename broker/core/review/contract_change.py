"""Owns what changed from one contract to another: each change, in words, and whether it lets more leave.

One table: every field of a contract stands in it, or is named as no content. What has no row cannot be compared.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter

from broker.core.contract import Clause, Contract, Identifier, Ruling, Status, Strength
from broker.core.precision import Transformation
from broker.core.pseudonym import Sector, SubjectForm
from broker.core.review.term_rules import LANGUAGES, TERM_RULES
from broker.core.review.weighing import (
    Direction,
    Rule,
    access_policies,
    along,
    days_of,
    grown,
    neutral,
    other,
    pointed,
    precisions,
    ranked,
)
from broker.core.sentence import Sentence

CONTRACT_RULES = (
    Rule("issuer", Sentence("émetteur", "issuer"), other),
    Rule("resource", Sentence("ressource", "resource"), other),
    Rule("title", Sentence("titre", "title"), neutral),
    Rule("provider.identifier", Sentence("fournisseur", "provider"), other),
    Rule("provider.name", Sentence("nom du fournisseur", "provider's name"), neutral),
    Rule("purpose", Sentence("finalité", "purpose"), other),
    Rule("legal_basis", Sentence("base légale", "legal basis"), other),
    Rule("profiles", Sentence("profils", "profiles"), grown),
    Rule("access_url", Sentence("adresse d’accès", "access address"), other),
    Rule("valid_from", Sentence("premier jour", "first day"), ranked(lambda day: -day.toordinal())),
    Rule("valid_until", Sentence("dernier jour", "last day"), ranked(lambda day: day.toordinal())),
    Rule("identifier", Sentence("identifiant", "identifier"), along((Identifier.TRANSIENT, Identifier.PSEUDONYM))),
    Rule(
        "sector",
        Sentence("secteur du pseudonyme", "sector of the pseudonym"),
        along((Sector.RESOURCE, Sector.PROVIDER, Sector.PROJECT)),
    ),
    Rule(
        "subject",
        Sentence("forme du sujet", "form of the subject"),
        along((SubjectForm.PSEUDONYM, SubjectForm.PIVOT)),
    ),
    Rule("per_school", Sentence("un établissement par session", "one school per session"), along((True, False))),
    Rule("vocabulary", Sentence("vocabulaire", "vocabulary"), other),
    Rule(
        "authentication",
        Sentence("force de l’authentification", "strength of authentication"),
        along((Strength.TWO_FACTORS, Strength.ONE_FACTOR)),
    ),
    Rule("access", Sentence("habilitations", "access policy"), access_policies),
    Rule("open_to_all", Sentence("ouverture à tous", "opening to everybody"), along((False, True))),
    Rule("retention", Sentence("conservation", "retention"), ranked(days_of)),
    Rule("security", Sentence("protection chez le fournisseur", "protection at the provider"), neutral),
    Rule("transfers", Sentence("transferts hors de l’Union", "transfers to third countries"), pointed),
)
CLAUSE_RULES = (
    Rule("purpose", Sentence("finalité", "purpose"), other),
    Rule("required", Sentence("exigé", "required"), along((True, False))),
    Rule("profiles", Sentence("profils", "profiles"), grown),
    Rule("necessity", Sentence("nécessité", "necessity"), neutral),
    Rule("legal_basis", Sentence("base légale", "legal basis"), other),
    Rule("transformation", Sentence("précision", "precision"), precisions),
    Rule("retention", Sentence("conservation", "retention"), ranked(days_of)),
    Rule("ruled_because", Sentence("motif de la décision", "reason of the ruling"), neutral),
)
# What is compared by rules of its own, and what is no content: who approved, and what names the contract.
COMPARED_APART = frozenset({"clauses", "status", "approved_by", *TERM_RULES})
NOT_CONTENT = frozenset({"name", "version", "approvals", "fingerprint"})


@dataclass(frozen=True, slots=True)
class Change:
    """Hold one change: its place (dotted, an attribute by its code), what it does, and what it is in words."""

    where: str
    direction: Direction
    said: Sentence


def compare(former: Contract, latter: Contract) -> tuple[Change, ...]:
    """Return every change from one contract to another, in the order of the table."""
    whole = _by_rules(CONTRACT_RULES, former, latter, "")
    return (*_standing(former, latter), *whole, *_clauses(former, latter), *_terms(former, latter))


def widenings(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return those that let more leave, or otherwise."""
    return tuple(change for change in changes if change.direction is Direction.WIDENING)


def is_allowing(contract: Contract) -> bool:
    """Tell whether a contract allows anything at all on one of its days."""
    return contract.status is Status.ACTIVE and bool(contract.approved_by.strip())


def as_if_approved(contract: Contract) -> Contract:
    """Return a proposed contract as it would be in force, were all that waits approved."""
    clauses = tuple(
        replace(clause, ruling=Ruling.APPROVED) if clause.ruling is Ruling.PENDING else clause
        for clause in contract.clauses
    )
    status = Status.ACTIVE if contract.status in {Status.DRAFT, Status.SUBMITTED} else contract.status
    return replace(contract, status=status, approved_by=contract.approved_by or "?", clauses=clauses)


def _standing(former: Contract, latter: Contract) -> Iterator[Change]:
    if is_allowing(former) is is_allowing(latter):
        return
    if is_allowing(latter):
        yield Change("status", Direction.WIDENING, Sentence("entre ou revient en vigueur", "comes or returns in force"))
    else:
        yield Change("status", Direction.NARROWING, Sentence("n’est plus en vigueur", "is in force no more"))


def _by_rules(rules: Iterable[Rule], former: object, latter: object, prefix: str) -> Iterator[Change]:
    for rule in rules:
        before, after = attrgetter(rule.field)(former), attrgetter(rule.field)(latter)
        if before != after:
            shown = _shown(before, after)
            said = Sentence(f"{rule.title.fr} : {shown.fr}", f"{rule.title.en}: {shown.en}")
            yield Change(f"{prefix}{rule.field}", rule.weigh(before, after), said)


def _clauses(former: Contract, latter: Contract) -> Iterator[Change]:
    old, new = _effective(former), _effective(latter)
    asked = {clause.code: clause for clause in latter.clauses}
    for code in dict.fromkeys((*old, *new, *asked)):
        where = f"attributes.{code}"
        if code in old and code in new:
            same = _drop_inherited(old[code], new[code], former, latter)
            for change in _by_rules(CLAUSE_RULES, *same, f"{where}."):
                yield replace(change, said=_of(code, change.said))
        elif code in new:
            yield Change(where, Direction.WIDENING, Sentence(f"{code} : donné", f"{code}: given"))
        elif code in old:
            yield Change(where, Direction.NARROWING, Sentence(f"{code} : plus donné", f"{code}: given no more"))
        elif code not in {clause.code for clause in former.clauses}:
            said = Sentence(f"{code} : demandé, non approuvé", f"{code}: asked for, not approved")
            yield Change(where, Direction.NEUTRAL, said)


def _effective(contract: Contract) -> Mapping[str, Clause]:
    """Return what may leave, by code, each with the profiles and the retention that hold for it."""
    return {
        clause.code: replace(
            clause,
            profiles=contract.profiles if clause.profiles is None else clause.profiles,
            retention=clause.retention or contract.retention,
        )
        for clause in contract.clauses
        if clause.ruling is Ruling.APPROVED
    }


def _drop_inherited(old: Clause, new: Clause, former: Contract, latter: Contract) -> tuple[Clause, Clause]:
    """Leave out what both have from their contracts: it is told once, of the contract."""
    own = [{clause.code: clause for clause in one.clauses}[old.code] for one in (former, latter)]
    if own[0].profiles is None and own[1].profiles is None:
        old, new = replace(old, profiles=None), replace(new, profiles=None)
    if not own[0].retention and not own[1].retention:
        old, new = replace(old, retention=""), replace(new, retention="")
    return old, new


def _terms(former: Contract, latter: Contract) -> Iterator[Change]:
    for name, rules in TERM_RULES.items():
        before, after = getattr(former, name), getattr(latter, name)
        title = LANGUAGES[name]
        if before is None and after is not None:
            yield Change(name, Direction.WIDENING, Sentence(f"parle {title.fr}", f"speaks {title.en}"))
        elif after is None and before is not None:
            said = Sentence(f"ne parle plus {title.fr}", f"speaks {title.en} no more")
            yield Change(name, Direction.NARROWING, said)
        elif before is not None:
            yield from _by_rules(rules, before, after, f"{name}.")


def _of(code: str, said: Sentence) -> Sentence:
    return Sentence(f"{code}, {said.fr}", f"{code}, {said.en}")


def _shown(before: object, after: object) -> Sentence:
    """Say two values, or what came and went of two sets."""
    if isinstance(before, frozenset | tuple) and isinstance(after, frozenset | tuple):
        came, went = sorted(map(str, set(after) - set(before))), sorted(map(str, set(before) - set(after)))
        said = " ".join([*(f"+{one}" for one in came), *(f"−{one}" for one in went)])
        return Sentence(said, said)
    old, new = _word(before), _word(after)
    return Sentence(f"{old.fr} → {new.fr}", f"{old.en} → {new.en}")


def _word(value: object) -> Sentence:
    if isinstance(value, Sentence):
        return Sentence(f"« {value.fr} »", f"“{value.en}”")
    if isinstance(value, Transformation):
        return value.title
    if isinstance(value, bool):
        return Sentence("oui", "yes") if value else Sentence("non", "no")
    return Sentence(str(value), str(value)) if value else Sentence("rien", "nothing")
