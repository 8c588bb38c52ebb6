"""Owns what a SAML resource believes: its pysaml2 client, with the hub's metadata, read again when a key changes."""

import threading
import traceback
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, BINDING_SOAP
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.response import IncorrectlySigned
from saml2.saml import NAMEID_FORMAT_TRANSIENT
from saml2.sigver import RSACrypto, SigverError, import_rsa_key_from_file
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

from sp_examples.hub import Hub, HubUnavailable
from sp_examples.in_process_crypto import InProcessCrypto
from sp_examples.keys import Keys
from sp_examples.resources import Resource

# pysaml2 keeps its signers in a table that all clients of a process share: two may not sign at the same moment.
ONE_SIGNS = threading.Lock()
BAD_SIGNATURE = (SigverError, IncorrectlySigned)

Outcome = TypeVar("Outcome")


def configure(resource: Resource, keys: Keys, hub_metadata: str) -> SPConfig:
    """Return pysaml2's configuration of one resource."""
    sign_out = [(resource.slo_url, binding) for binding in (BINDING_HTTP_REDIRECT, BINDING_HTTP_POST, BINDING_SOAP)]
    settings = {
        "entityid": resource.entity_id,  # the very URL where the metadata is served
        "metadata": {"inline": [hub_metadata]},
        "key_file": str(keys.signing.key_file),
        "cert_file": str(keys.signing.certificate_file),
        "crypto_backend": "XMLSecurity",  # replaced below by InProcessCrypto: no xmlsec1 program is needed
        "signing_algorithm": SIG_RSA_SHA256,
        "digest_algorithm": DIGEST_SHA256,
        "allow_unknown_attributes": True,  # IDO, UAI, PRO… are in none of pysaml2's tables
        "accepted_time_diff": 60,  # seconds by which two clocks may differ
        "service": {
            "sp": {
                "name": resource.title,
                "endpoints": {
                    "assertion_consumer_service": [(resource.acs_url, BINDING_HTTP_POST)],
                    "single_logout_service": sign_out,
                },
                "name_id_policy_format": NAMEID_FORMAT_TRANSIENT,
                "authn_requests_signed": True,
                "want_assertions_signed": True,
                "want_response_signed": False,
                "allow_unsolicited": False,
            }
        },
    }
    if keys.encryption:
        pair = {"key_file": str(keys.encryption.key_file), "cert_file": str(keys.encryption.certificate_file)}
        settings["encryption_keypairs"] = [pair]
    configuration = SPConfig().load(settings)
    # The only name under which pysaml2 demands that a request be signed; a resource receives LogoutRequests alone.
    configuration.setattr("idp", "want_authn_requests_signed", True)
    return configuration


def let_go(error: Exception) -> None:
    """Empty the frames behind an error of pysaml2: they hold the message, and temporary files, open."""
    cause: BaseException | None = error
    while cause is not None:
        traceback.clear_frames(cause.__traceback__)
        cause = cause.__cause__ or cause.__context__


class Trust:
    """Hold a pysaml2 client and the metadata of the hub that it believes."""

    def __init__(self, resource: Resource, keys: Keys, hub_metadata: str) -> None:
        self.hub_metadata = hub_metadata
        self.client = Saml2Client(config=configure(resource, keys, hub_metadata))
        # pysaml2 would remember everybody who signs on, for ever; the sessions of visits.py are enough.
        self.client.users.add_information_about_person = lambda _person: None
        self.client.sec.crypto = InProcessCrypto()
        self.client.sec.sec_backend = RSACrypto(import_rsa_key_from_file(str(keys.signing.key_file)))

    @property
    def hubs(self) -> list[str]:
        """Return the entityIDs of whoever may answer: the hub's, and no other."""
        return list(self.client.metadata.identity_providers())


class Believer:
    """Believe the hub's metadata of the moment."""

    def __init__(self, resource: Resource, keys: Keys, hub: Hub) -> None:
        self._resource = resource
        self._keys = keys
        self._metadata = hub.document(f"{hub.url}{resource.metadata_path}")

    @cached_property
    def trust(self) -> Trust:
        """Return what is believed now. Raises HubUnavailable."""
        return self._believe(self._metadata.text())

    def verify(self, read: Callable[[Trust], Outcome]) -> Outcome:
        """Return what is read with the keys believed or, when a signature fails, once more with newer ones if any.

        The hub's key changes about once a year (facts/gar.md 4.2). Raises what `read` raises, or HubUnavailable.
        """
        trust = self.trust
        try:
            return read(trust)
        except BAD_SIGNATURE as error:
            let_go(error)
            newer = self._metadata.newer_than(trust.hub_metadata)
            if newer is None:
                raise
        self.trust = self._believe(newer)
        return read(self.trust)

    def _believe(self, hub_metadata: str) -> Trust:
        try:
            return Trust(self._resource, self._keys, hub_metadata)
        except Exception as error:
            # pysaml2 lets the errors of its parsers through.
            self._metadata.forget(hub_metadata)
            raise HubUnavailable(self._metadata.url, f"metadata not usable: {type(error).__name__}") from error
