"""Owns the report of identification risk as JSON-able data: names of attributes and counts."""

from broker.core.precision import Transformation
from broker.core.review.anonymity import Figures
from broker.core.review.coalitions import Coalition, JoinRemedy, Shared
from broker.core.review.parties import Party
from broker.core.review.remedies import Remedy
from broker.core.review.risk_report import ResourceRisk, RiskReport

FORMAT = "preau-risk-1"
_DIGITS = 4


def risk_document(report: RiskReport) -> dict[str, object]:
    """Return the whole report."""
    return {
        "format": FORMAT,
        "made_at": report.made_at.isoformat(),
        "issuer": report.issuer,
        "directory": report.directory,
        "people": report.people,
        "schools": report.schools,
        "threshold": report.question.threshold,
        "share": report.question.share,
        "resources": [resource_document(one) for one in report.resources],
        "coalitions": [_coalition(one) for one in report.coalitions],
    }


def resource_document(risk: ResourceRisk) -> dict[str, object]:
    """Return the risk of one resource."""
    return {
        "resource": risk.contract.resource,
        "contract": risk.contract.name,
        "version": risk.contract.version,
        "fingerprint": risk.contract.fingerprint,
        "status": risk.contract.status.value,
        "attributes": [
            {
                "code": part.column.code,
                "precision": precision_document(part.column.transformation),
                "direct": part.column.is_direct,
                "required": part.required,
                "profiles": sorted(part.profiles),
            }
            for part in risk.parts
        ],
        "whole": _figures(risk.whole),
        "quasi_identifiers": _figures(risk.quasi),
        "remedies": [_remedy(one) for one in risk.whole_remedies],
        "quasi_remedies": [_remedy(one) for one in risk.quasi_remedies],
    }


def precision_document(transformation: Transformation) -> str:
    """Return a precision in one word, with the length of what is cut short."""
    word = transformation.precision.value
    return f"{word}:{transformation.length}" if word == "truncated" else word


def _figures(figures: Figures) -> dict[str, object]:
    return {
        "people": figures.people,
        "sets": figures.sets,
        "minimum": figures.minimum,
        "median": figures.median,
        "alone": figures.alone,
        "share_alone": round(figures.share_alone, _DIGITS),
        "below_threshold": figures.below,
        "schools_with_somebody_below": figures.schools,
    }


def _remedy(remedy: Remedy) -> dict[str, object]:
    return {
        "code": remedy.code,
        "change": "withdrawn" if remedy.change is None else precision_document(remedy.change),
        "required": remedy.required,
        "restores": remedy.restores,
        "after": _figures(remedy.figures),
    }


def _coalition(found: Coalition) -> dict[str, object]:
    return {
        "parties": [_party(found.one), _party(found.other)],
        "shared": [_shared(one) for one in found.shared],
        "common": found.common,
        "joined": found.joined,
        "share_joined": round(found.share_joined, _DIGITS),
        "same_pseudonym": found.same_pseudonym,
        "remedies": [_join_remedy(one) for one in found.remedies],
    }


def _party(party: Party) -> dict[str, object]:
    return {
        "provider": party.provider.identifier,
        "name": party.provider.name,
        "sector": party.sector,
        "resources": [contract.resource for contract in party.contracts],
    }


def _shared(shared: Shared) -> dict[str, object]:
    return {"aspect": shared.telling.aspect, "attributes": [list(shared.codes), list(shared.other_codes)]}


def _join_remedy(remedy: JoinRemedy) -> dict[str, object]:
    return {
        "aspect": remedy.shared.telling.aspect,
        "change": "withdrawn" if remedy.coarser is None else "coarser",
        "joined": remedy.joined,
        "restores": remedy.restores,
    }
