"""Owns what is followed: of one service, of what is stated somewhere, or of one attribute; and what is drawn of it."""

from dataclasses import dataclass

from broker.console.review.lineage_diagram import Drawing
from broker.console.review.lineage_drawings import draw_contract, draw_ends
from broker.core.contract import Contract
from broker.core.errors import Refusal
from broker.core.minimisation import check_contract
from broker.core.refusals.decision import UnknownResource
from broker.core.sentence import Sentence
from broker.flows.lineage_desk import Lineage, LineageDesk


@dataclass(frozen=True, slots=True)
class Followed:
    """Hold what was asked, its lineages and their drawing; `refusal` is why nothing leaves by the contract today."""

    title: Sentence
    lineages: tuple[Lineage, ...]
    drawing: Drawing
    contract: Contract | None = None
    refusal: Sentence | None = None


def follow(desk: LineageDesk, asked: dict[str, str], spoken: str) -> Followed | None:
    """Return the lineages asked for: of a resource, of a source or of an attribute; None where nothing is."""
    code, source = asked.get("attribute", ""), asked.get("source", "")
    if "resource" in asked:
        return _follow_resource(desk, asked, spoken)
    if source:
        title, lineages = Sentence(source, source), desk.of_source(source)
        return Followed(title, lineages, draw_ends(lineages, title, spoken, name=source))
    if code:
        title, lineages = Sentence(code, code), desk.of_attribute(code)
        return Followed(title, lineages, draw_ends(lineages, title, spoken))
    return None


def _follow_resource(desk: LineageDesk, asked: dict[str, str], spoken: str) -> Followed:
    found = desk.find_contract(asked["resource"], asked.get("issuer", ""))
    if found is None:
        raise UnknownResource(expected="a resource with a contract", received=asked["resource"][:60])
    issuer, contract = found
    lineages = desk.of_contract(issuer, contract, asked.get("attribute", ""))
    drawing = draw_contract(lineages, contract, spoken)
    try:
        check_contract(contract, desk.clock.now().date())
    except Refusal as refusal:
        return Followed(contract.title, lineages, drawing, contract, refusal.sentence)
    return Followed(contract.title, lineages, drawing, contract)
