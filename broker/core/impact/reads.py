"""Owns what else than the person an attribute is drawn from: the contract's own fields, the key, the sign-on.

A test draws every attribute of the catalogue with each of these changed, and names what is missing here.
"""

from broker.core.catalogue import CATALOGUE
from broker.core.catalogue_attribute import CatalogueAttribute
from broker.core.contract import Contract

KEYED_CODES = frozenset({"IDO", "IDC", "FrEduCtId", "FrEduCtRefId", "FrEduCtEleveINEHash"})
SIGN_ON_CODES = frozenset({"FrEduUrlRetour", "FrEduCtDateConnexion", "FrEduOrigAuth"})
CONTRACT_FIELDS = {"IDC": "resource", "LRA": "access_url"}

_KEYED = frozenset(CATALOGUE[code].derive for code in KEYED_CODES)
_OF_SIGN_ON = frozenset(CATALOGUE[code].derive for code in SIGN_ON_CODES)
_OF_CONTRACT = {CATALOGUE[code].derive: name for code, name in CONTRACT_FIELDS.items()}


def is_keyed(row: CatalogueAttribute) -> bool:
    """Tell whether an attribute is drawn with the key of pseudonyms."""
    return row.derive in _KEYED


def is_of_sign_on(row: CatalogueAttribute) -> bool:
    """Tell whether an attribute is drawn from the sign-on itself."""
    return row.derive in _OF_SIGN_ON


def form_facets(row: CatalogueAttribute, contract: Contract) -> tuple[object, ...]:
    """Return what of a contract decides, besides the person, whether an attribute is there and well formed."""
    name = _OF_CONTRACT.get(row.derive)
    own = () if name is None else (getattr(contract, name),)
    return (contract.per_school, *own, *((contract.issuer,) if is_of_sign_on(row) else ()))


def value_facets(row: CatalogueAttribute, contract: Contract) -> tuple[object, ...]:
    """Return what of a contract decides, besides the person and the key, which value an attribute has."""
    return (*form_facets(row, contract), *((contract.sector_name,) if is_keyed(row) else ()))
