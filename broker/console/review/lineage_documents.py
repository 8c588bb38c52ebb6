"""Owns lineages as data: one document for each way of one attribute to one service."""

import json
from collections.abc import Sequence

from broker.core.review.carried_name import CarriedName
from broker.core.review.complete_person import Source
from broker.flows.lineage_desk import Lineage


def write_json(lineages: Sequence[Lineage], language: str) -> str:
    """Return lineages as one JSON document."""
    documents = [document_of(lineage, language) for lineage in lineages]
    return json.dumps({"lineages": documents}, ensure_ascii=False, indent=1) + "\n"


def document_of(lineage: Lineage, language: str) -> dict[str, object]:
    """Return one lineage as JSON-able data, from where it is stated to how it is carried."""
    contract, thread = lineage.contract, lineage.thread
    clause = thread.clause
    return {
        "issuer": lineage.issuer.name,
        "resource": contract.resource,
        "contract": contract.name,
        "version": contract.version,
        "status": contract.status.value,
        "attribute": thread.code,
        "profiles": [profile.value for profile in thread.profiles],
        "sources": [source_document(source) for source in thread.sources],
        "traced": [{"source": source, "transformation": words.in_language(language)} for source, words in thread.ways],
        "clause": None
        if clause is None
        else {
            "purpose": clause.purpose,
            "required": clause.required,
            "precision": clause.transformation.precision.value,
            "ruling": clause.ruling.value,
        },
        "carried": [_carried(one, language) for one in lineage.carried],
        "via": [one.name for one in lineage.via],
    }


def source_document(source: Source) -> dict[str, str]:
    """Return one stated attribute as JSON-able data."""
    return {
        "kind": source.kind.value,
        "origin": source.origin,
        "holder": source.holder.value,
        "name": source.name,
    }


def _carried(carried: CarriedName, language: str) -> dict[str, object]:
    return {
        "protocol": carried.protocol,
        "place": carried.place,
        "name": carried.name,
        "encoding": carried.encoding.in_language(language),
        "condition": carried.condition.in_language(language),
        **({"details": dict(carried.details)} if carried.details else {}),
    }
