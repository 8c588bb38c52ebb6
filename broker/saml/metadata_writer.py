"""Owns the metadata of our own issuers: short-lived, signed, and saying that they are a sandbox's."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from broker.core.issuer import Issuer
from broker.keys.key_ring import Keys
from broker.saml.certificates import body_of
from broker.saml.instants import write_instant
from broker.saml.keys import SigningKey
from broker.saml.pysaml2_bridge import HTTP_POST, HTTP_REDIRECT, SOAP, EntityShape, write_entity
from broker.saml.response_writer import new_id
from broker.saml.xml_tree import parse, serialize
from broker.saml.xmlsec_bridge import sign

VALIDITY = timedelta(days=7)  # J218: a sandbox's metadata does not outlive its use
_ORGANISATIONS = (("fr", "Préau — bac à sable, sans lien avec l’État"), ("en", "Préau — sandbox, not a State service"))
_MARKS = {"fr": "bac à sable", "en": "sandbox"}


def write_metadata(issuer: Issuer, keys: Keys[SigningKey], now: datetime) -> bytes:
    """Write one issuer's metadata: what it answers as a guichet and, if it asks others, as a service.

    The former key is published for verifying only: what is still encrypted to it is read, nobody is invited to go on.
    """
    titles = (("fr", issuer.title.fr), ("en", issuer.title.en))
    shape = EntityShape(
        entity_id=issuer.entity_id,
        metadata_id=new_id(),
        valid_until=write_instant(now + VALIDITY),
        signing=_bodies(keys.published),
        encryption=_bodies(key for key in (keys.current, keys.announced) if key is not None),
        titles=tuple((language, _marked(language, text)) for language, text in titles),
        organisations=_ORGANISATIONS,
        home=issuer.url,
        redirect=issuer.url + issuer.paths.redirect,
        post=issuer.url + issuer.paths.post,
        consumer=issuer.consumer_url if issuer.paths.consumer else None,
        sign_out=_sign_out(issuer),
    )
    entity = parse(write_entity(shape))
    sign(entity, keys.current, 0)
    return serialize(entity)


def _bodies(keys: Iterable[SigningKey]) -> tuple[str, ...]:
    return tuple(body_of(key.certificate_pem) for key in keys)


def _sign_out(issuer: Issuer) -> tuple[tuple[str, str], ...]:
    """facts/gar.md 4.2: services declare three bindings of single logout, and so do we."""
    paths = issuer.paths.sign_out
    if paths is None:
        return ()
    ways = ((HTTP_REDIRECT, paths.redirect), (HTTP_POST, paths.post), (SOAP, paths.soap))
    return tuple((binding, issuer.url + path) for binding, path in ways)


def _marked(language: str, title: str) -> str:
    mark = _MARKS[language]
    return title if mark in title.casefold() else f"{title} ({mark})"
