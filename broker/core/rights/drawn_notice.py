"""Owns the notice of a resource of which nobody wrote one: what its contract says of it, and no more."""

from broker.core.contract import Contract
from broker.core.rights.notice import PRESENTATIONS, Actor, Notice, Term

_CODE = "OTHER"


def draw_notice(contract: Contract, thumbnail: str, *, displayable: bool = True) -> Notice:
    """Return the notice that a contract gives: its provider is publisher and distributor alike."""
    provider = Actor(contract.provider.identifier, contract.provider.name)
    return Notice(
        resource=contract.resource,
        title=contract.title,
        publisher=provider,
        technical_distributor=provider,
        commercial_distributors=(provider,),
        presentation=Term(_CODE, PRESENTATIONS[_CODE].fr),
        description=contract.purpose,
        validator=provider.identifier,
        thumbnail=thumbnail,
        url=contract.access_url,
        displayable=displayable,
    )
