"""Owns the rule that a service's entityID is its metadata's address, where the issuer is strict (facts/gar.md 4.2)."""

from urllib.parse import urlsplit

from broker.core.contract import Contract
from broker.core.issuer import Issuer
from broker.core.sentence import Sentence
from broker.kits.finding import Finding, Part

_SWITCH = "entity_id_must_be_metadata_url = false"
_HINT = Sentence(
    f"servez vos métadonnées à l’adresse qui est votre entityID, comme le GAR le veut, ou [saml] {_SWITCH}",
    f"serve your metadata at the address that is your entityID, as the GAR wants, or [saml] {_SWITCH}",
)


def is_entity_strict(issuer: Issuer, contract: Contract) -> bool:
    """Tell whether the entityID must be the metadata's address: as the contract says, else as its issuer is."""
    said = contract.saml.entity_id_must_be_metadata_url if contract.saml else False
    return issuer.entity_id_must_be_metadata_url if said is None else said


def find_wrong_address(issuer: Issuer, contract: Contract, fetched_at: str | None) -> Finding | None:
    """Return what is wrong with an entityID; where the metadata came as a file, it must still be a web address."""
    if contract.saml is None or not is_entity_strict(issuer, contract):
        return None
    entity_id = contract.saml.entity_id
    if fetched_at is not None and fetched_at != entity_id:
        what = Sentence(
            f"l’entityID est {entity_id}, et les métadonnées sont servies à {fetched_at}",
            f"the entityID is {entity_id}, and the metadata is served at {fetched_at}",
        )
        return Finding(Part.METADATA, "entityID", what, _HINT)
    if not _is_web_address(entity_id):
        what = Sentence(
            f"l’entityID {entity_id} n’est pas une adresse http(s)", f"the entityID {entity_id} is no http(s) address"
        )
        return Finding(Part.METADATA, "entityID", what, _HINT)
    return None


def _is_web_address(entity_id: str) -> bool:
    try:
        parts = urlsplit(entity_id)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
