"""Owns what a review is told of OpenID Connect: the claims in which each attribute, and the subject, travel."""

from broker.core.contract import Contract
from broker.core.issuer import Issuer
from broker.core.oidc_dialect import OidcDialect, Scopes
from broker.core.review.carried_name import PSEUDONYM, CarriedName
from broker.core.sentence import Sentence
from broker.protocols.oidc.attribute_names import MULTIPLE, NAMES

_LIST = Sentence("une liste, même d’une seule valeur", "a list, even of one value")
_TEXT = Sentence("un texte", "a text")
_BY_CLAIMS = Sentence("si claims le nomme", "where claims names it")


def carried_names(contract: Contract, issuer: Issuer, code: str) -> tuple[CarriedName, ...]:
    """Return the claim of userinfo, and that of the ID token, which the client must name (OpenID Connect Core 5.5)."""
    encoding = _LIST if code in MULTIPLE else _TEXT
    in_userinfo = CarriedName("oidc", "userinfo", NAMES[code], encoding, condition=_opening(contract, issuer, code))
    return (in_userinfo, CarriedName("oidc", "id_token", NAMES[code], encoding, condition=_BY_CLAIMS))


def carried_subjects(_contract: Contract) -> tuple[CarriedName, ...]:
    """Return how both documents name their subject."""
    return tuple(CarriedName("oidc", place, "sub", PSEUDONYM) for place in ("userinfo", "id_token"))


def _opening(contract: Contract, issuer: Issuer, code: str) -> Sentence:
    """Say which scopes of the client open an attribute; by `claims` it may be named besides."""
    dialect = issuer.oidc.dialect if issuer.oidc else OidcDialect()
    scopes = Scopes(dialect, contract.oidc.scopes if contract.oidc else ())
    opening = ", ".join(name for name in scopes.names if scopes.opens(name, code))
    return Sentence(f"scope {opening}", f"scope {opening}") if opening else _BY_CLAIMS
