"""Owns the reading of what each language carried, brought to one form: attributes by code, pseudonym, session end.

Each reader knows its language alone, from the specification; nothing of the broker is used but the catalogue's codes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lxml import etree

_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_CAS = "{http://www.yale.edu/tp/cas}"
# What the languages say of the sign-on itself, beside the attributes.
_CAS_OWN = frozenset({"authenticationDate", "longTermAuthenticationRequestTokenUsed", "isFromNewLogin"})
_OIDC_OWN = frozenset({"sub", "id", "auth_time", "client_id", "service"})
_STANDARD = {"family_name": "sn", "given_name": "givenName"}  # OpenID Connect Core 1.0 5.1
_AGENTS = {"family_name": "ctln", "given_name": "ctfn", "email": "ctemail", "uid": "ct-remote-user"}
_SIX_HOURS = timedelta(hours=6)  # CAS has no word for the session's end: the GAR's six hours count from the sign-in


@dataclass(frozen=True)
class Carried:
    """Hold what one language carried of a release."""

    attributes: Mapping[str, tuple[str, ...]]
    session_end: datetime


def read_saml(response: bytes) -> Carried:
    """Read a Response: each Attribute by its FriendlyName, which is the catalogue's code."""
    tree = etree.fromstring(response)
    attributes = {
        str(found.get("FriendlyName")): tuple(value.text or "" for value in found.iter(f"{_SAML}AttributeValue"))
        for found in tree.iter(f"{_SAML}Attribute")
    }
    statement = next(tree.iter(f"{_SAML}AuthnStatement"))
    return Carried(attributes, _moment(statement.get("SessionNotOnOrAfter", "")))


def read_oidc(userinfo: str, claims: Mapping[str, object], vocabulary: str = "gar") -> Carried:
    """Read userinfo, and the session's end from the claims of the ID token; `sub` must be the pseudonym in both."""
    document = json.loads(userinfo)
    assert document["sub"] == document["id"] == claims["sub"]
    codes = _AGENTS if vocabulary == "agents" else _STANDARD
    attributes = {
        codes.get(name, name): tuple(value) if isinstance(value, list) else (value,)
        for name, value in document.items()
        if name not in _OIDC_OWN
    }
    if "IDO" in attributes:
        assert attributes["IDO"] == (document["sub"],), "sub is the pseudonym"
    end = datetime.fromtimestamp(int(str(claims["session_expiry"])), UTC)
    return Carried(attributes, end)


def read_cas(answer: bytes) -> Carried:
    """Read a serviceResponse: each attribute by its element's name, repeated for each value."""
    tree = etree.fromstring(answer)
    attributes: dict[str, tuple[str, ...]] = {}
    for element in tree.find(f"{_CAS}authenticationSuccess/{_CAS}attributes"):
        name = element.tag.removeprefix(_CAS)
        attributes[name] = (*attributes.get(name, ()), element.text or "")
    at = _moment(attributes["authenticationDate"][0])
    return Carried({name: values for name, values in attributes.items() if name not in _CAS_OWN}, at + _SIX_HOURS)


def compare(said: Mapping[str, Carried], where: str) -> None:
    """Fail, naming the language and the attribute at fault, unless every language carried the same."""
    first, *others = said
    for other in others:
        ours, theirs = said[first].attributes, said[other].attributes
        for name in sorted({*ours, *theirs}):
            assert ours.get(name) == theirs.get(name), f"{where}: {name} differs between {first} and {other}"
        apart = abs(said[first].session_end - said[other].session_end)
        assert apart < timedelta(seconds=1), f"{where}: the session's end differs between {first} and {other}"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
