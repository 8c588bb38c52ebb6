"""Owns what a contract asks for without need, or leaves unsaid: coded findings, each with what to change.

What is judged is the contract alone, and what its service asks for (`Asking`); two contracts of one provider are held
against each other in `contract_agreement`. The limits are the sandbox's own judgement: a simulated assumption.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from broker.core.catalogue import CATALOGUE
from broker.core.contract import Clause, Contract, Ruling
from broker.core.precision import PRECISIONS, Precision
from broker.core.profile import Profile
from broker.core.review.attribute_kinds import KINDS, POWERS, Category, Power
from broker.core.sentence import Sentence
from broker.core.transformation import is_date, precisions_of

Reach = Callable[[str], frozenset[Profile]]


class Severity(StrEnum):
    """Say how grave a finding is: an error is to be mended, a warning to be looked at, a note to be known."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITIES = {
    Severity.ERROR: Sentence("erreur", "error"),
    Severity.WARNING: Sentence("à revoir", "to be looked at"),
    Severity.NOTE: Sentence("à savoir", "to be known"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """Describe what is looked for, under a stable code."""

    code: str
    severity: Severity
    title: Sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one finding: its place is dotted, an attribute by its position as in problems."""

    check: Check
    contract: str
    where: str
    said: Sentence
    hint: Sentence


@dataclass(frozen=True, slots=True)
class Asking:
    """Say what the service itself asks for: None where it says nothing of that.

    `requested` are catalogue codes of its SAML metadata (RequestedAttribute), `unknown` names there that are none's;
    `reachable` the codes that its OpenID Connect scopes open.
    """

    requested: frozenset[str] | None = None
    unknown: tuple[str, ...] = ()
    reachable: frozenset[str] | None = None


NOT_APPROVED = Check("asked.not_approved", Severity.WARNING, Sentence("demandé, non approuvé", "asked, not approved"))
NOT_IN_CONTRACT = Check(
    "asked.not_in_contract",
    Severity.WARNING,
    Sentence("demandé par les métadonnées, absent du contrat", "asked by the metadata, not in the contract"),
)
NEVER_ASKED = Check(
    "approved.never_asked", Severity.WARNING, Sentence("approuvé, jamais demandé", "approved, never asked for")
)
NEVER_NEEDED = Check(
    "approved.never_needed",
    Severity.WARNING,
    Sentence("approuvé pour un profil qui ne l’a jamais", "approved for a profile that never has it"),
)
OVER_PRECISE = Check(
    "precision.exceeds_purpose",
    Severity.ERROR,
    Sentence("plus précis que sa finalité", "more precise than its purpose"),
)
DIRECT_UNEXPLAINED = Check(
    "identifier.without_necessity",
    Severity.ERROR,
    Sentence("identifie directement, sans nécessité dite", "identifies directly, with no necessity said"),
)
NO_RETENTION = Check("retention.missing", Severity.WARNING, Sentence("conservation non dite", "retention not said"))
NO_BASIS = Check("legal_basis.missing", Severity.ERROR, Sentence("base légale non dite", "legal basis not said"))
NO_SECURITY = Check(
    "security.missing", Severity.NOTE, Sentence("protection chez le fournisseur non dite", "protection not said")
)
CHECKS = (
    NOT_APPROVED,
    NOT_IN_CONTRACT,
    NEVER_ASKED,
    NEVER_NEEDED,
    OVER_PRECISE,
    DIRECT_UNEXPLAINED,
    NO_RETENTION,
    NO_BASIS,
    NO_SECURITY,
)
_SAY_NECESSITY = Sentence("écrivez necessity, ou retirez l’attribut", "write necessity, or remove the attribute")


def lint(contract: Contract, asking: Asking, reach: Reach) -> tuple[Finding, ...]:
    """Return every finding of one contract; `reach` gives the profiles that can ever have an attribute."""
    return (*_of_whole(contract), *_of_asking(contract, asking), *_of_clauses(contract, asking, reach))


def _of_whole(contract: Contract) -> Iterator[Finding]:
    personal = any(KINDS[clause.code].power is not Power.NONE for clause in contract.clauses)
    if personal and not contract.retention and not all(clause.retention for clause in contract.clauses):
        said = Sentence("personne ne sait combien de temps elles sont gardées", "nobody knows how long data are kept")
        yield _find(NO_RETENTION, contract, "retention", said, Sentence('écrivez retention = "P1Y"', 'write "P1Y"'))
    if not contract.legal_basis.strip():
        said = Sentence("rien ne fonde ce traitement", "nothing founds this processing")
        hint = Sentence("nommez la base légale (RGPD, art. 6)", "name the legal basis (GDPR, art. 6)")
        yield _find(NO_BASIS, contract, "legal_basis", said, hint)
    if contract.security is None:
        said = Sentence("le registre dira « non précisé »", "the record of processing will say “not specified”")
        yield _find(NO_SECURITY, contract, "security", said, Sentence("écrivez security", "write security"))


def _of_asking(contract: Contract, asking: Asking) -> Iterator[Finding]:
    named = {clause.code for clause in contract.clauses}
    for code in sorted((asking.requested or frozenset()) - named):
        said = Sentence(f"les métadonnées demandent {code}", f"the metadata asks for {code}")
        hint = Sentence("ajoutez-le, ou retirez-le des métadonnées", "add it, or remove it from the metadata")
        yield _find(NOT_IN_CONTRACT, contract, "saml.entity_id", said, hint)
    for name in asking.unknown:
        said = Sentence(f"les métadonnées demandent {name}, qu’on ne connaît pas", f"the metadata asks for {name}")
        hint = Sentence("retirez-le des métadonnées", "remove it from the metadata")
        yield _find(NOT_IN_CONTRACT, contract, "saml.entity_id", said, hint)


def _of_clauses(contract: Contract, asking: Asking, reach: Reach) -> Iterator[Finding]:
    for place, clause in enumerate(contract.clauses):
        where = f"attributes.{place}"
        if clause.ruling is not Ruling.APPROVED:
            said = Sentence(f"{clause.code} n’est pas approuvé", f"{clause.code} is not approved")
            hint = Sentence("faites-le approuver, ou retirez-le", "have it approved, or remove it")
            yield _find(NOT_APPROVED, contract, f"{where}.ruling", said, hint)
            continue
        yield from _unasked(contract, clause, asking, where)
        yield from _unneeded(contract, clause, reach, where)
        yield from _too_precise(contract, clause, where)


def _unasked(contract: Contract, clause: Clause, asking: Asking, where: str) -> Iterator[Finding]:
    saml = asking.requested is None or not contract.saml or clause.code in asking.requested
    oidc = asking.reachable is None or clause.code in asking.reachable
    if not saml and contract.protocols == ("saml",):
        said = Sentence(f"les métadonnées ne demandent pas {clause.code}", f"the metadata does not ask {clause.code}")
    elif not oidc and contract.protocols == ("oidc",):
        said = Sentence(f"aucune portée n’ouvre {clause.code}", f"no scope opens {clause.code}")
    else:
        return
    hint = Sentence("retirez-le du contrat : rien ne le demande", "remove it from the contract: nothing asks for it")
    yield _find(NEVER_ASKED, contract, f"{where}.code", said, hint)


def _unneeded(contract: Contract, clause: Clause, reach: Reach, where: str) -> Iterator[Finding]:
    granted = contract.profiles if clause.profiles is None else clause.profiles
    able = reach(clause.code)
    if not granted & able or (clause.profiles is not None and clause.profiles - able):
        names = ", ".join(sorted(granted - able))
        said = Sentence(f"{clause.code} ne part jamais pour {names}", f"{clause.code} never leaves for {names}")
        hint = Sentence("retirez ces profils de l’attribut", "remove these profiles from the attribute")
        yield _find(NEVER_NEEDED, contract, f"{where}.profiles", said, hint)


def _too_precise(contract: Contract, clause: Clause, where: str) -> Iterator[Finding]:
    if clause.necessity.strip():
        return
    kind, attribute = KINDS[clause.code], CATALOGUE[clause.code]
    if kind.power is Power.DIRECT:
        said = Sentence(
            f"{clause.code} {POWERS[Power.DIRECT].fr}, et rien ne dit pourquoi il le faut",
            f"{clause.code} {POWERS[Power.DIRECT].en}, and nothing says why it must",
        )
        yield _find(DIRECT_UNEXPLAINED, contract, f"{where}.code", said, _SAY_NECESSITY)
        return
    coarser = [one for one in precisions_of(attribute) if one in {Precision.YEAR, Precision.LEVEL}]
    dated = is_date(attribute) and kind.category is Category.BIRTH
    if clause.transformation.precision is Precision.AS_IT_IS and coarser and (dated or Precision.LEVEL in coarser):
        words = PRECISIONS[coarser[0]]
        said = Sentence(
            f"{clause.code} part tel quel, quand {words.fr} suffirait peut-être",
            f"{clause.code} leaves as it is, where {words.en} might do",
        )
        hint = Sentence(
            f'écrivez transformation = "{coarser[0]}", ou necessity',
            f'write transformation = "{coarser[0]}", or necessity',
        )
        yield _find(OVER_PRECISE, contract, f"{where}.transformation", said, hint)


def _find(check: Check, contract: Contract, where: str, said: Sentence, hint: Sentence) -> Finding:
    return Finding(check, contract.name, where, said, hint)
