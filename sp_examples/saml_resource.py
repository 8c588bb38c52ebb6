"""Owns the SAML side of a resource: what a publisher writes with pysaml2 to work behind the hub."""

import threading
from functools import cached_property

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.saml import NAMEID_FORMAT_TRANSIENT
from saml2.sigver import RSACrypto, SigverError, import_rsa_key_from_file
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

from sp_examples.answers import check_what_pysaml2_leaves, explain_error, read_envelope, why_refused
from sp_examples.hub import Hub, HubUnavailable
from sp_examples.in_process_crypto import InProcessCrypto
from sp_examples.keys import Keys
from sp_examples.received import Received, find_assertion_xml, read_attributes
from sp_examples.refusals import NotAccepted, Why
from sp_examples.resources import Resource

# pysaml2 keeps its signers in a table that all clients of a process share: two may not sign at the same moment.
_ONE_SIGNS = threading.Lock()


def configure(resource: Resource, keys: Keys, hub_metadata: str) -> SPConfig:
    """Return pysaml2's configuration of one resource."""
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
                "endpoints": {"assertion_consumer_service": [(resource.acs_url, BINDING_HTTP_POST)]},
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
    return SPConfig().load(settings)


class Trust:
    """Hold a pysaml2 client and the metadata of the hub that it believes."""

    def __init__(self, resource: Resource, keys: Keys, hub_metadata: str) -> None:
        self.hub_metadata = hub_metadata
        self.client = Saml2Client(config=configure(resource, keys, hub_metadata))
        # pysaml2 would remember everybody who signs on, for ever; the sessions of visits.py are enough.
        self.client.users.add_information_about_person = lambda _person: None
        self.client.sec.crypto = InProcessCrypto()
        self.client.sec.sec_backend = RSACrypto(import_rsa_key_from_file(str(keys.signing.key_file)))


class SamlResource:
    """Ask the hub who is there, and judge its answer."""

    def __init__(self, resource: Resource, keys: Keys, hub: Hub) -> None:
        self.resource = resource
        self._keys = keys
        self._hub = hub

    @cached_property
    def _trust(self) -> Trust:
        return self._believe(self._hub.metadata())

    def ask(self) -> tuple[str, str]:
        """Return (request ID, where to send the browser): a signed AuthnRequest by HTTP-Redirect."""
        with _ONE_SIGNS:
            request_id, http = self._trust.client.prepare_for_authenticate(
                relay_state=self.resource.url, binding=BINDING_HTTP_REDIRECT, sign=True, sigalg=SIG_RSA_SHA256
            )
        return str(request_id), str(dict(http["headers"])["Location"])

    def accept(self, message: str, relay_state: str, pending: dict[str, str]) -> Received:
        """Return what a SAMLResponse brings when it answers a pending request. Raises NotAccepted, HubUnavailable."""
        came = read_envelope(message)
        trust = self._trust
        try:
            answer = trust.client.parse_authn_request_response(message, BINDING_HTTP_POST, outstanding=pending)
            hubs = trust.client.metadata.identity_providers()
            check_what_pysaml2_leaves(answer, hubs, self.resource.acs_url)
        except SigverError as error:
            # The hub's key changes about once a year: its metadata is read again before the answer is refused.
            newer = self._hub.metadata_newer_than(trust.hub_metadata)
            if newer is None:
                raise NotAccepted(Why.SIGNATURE, explain_error(error), came) from error
            self._trust = self._believe(newer)
            return self.accept(message, relay_state, pending)
        except Exception as error:
            # pysaml2 has no root of its refusals: an audience or a time raises a bare Exception.
            raise NotAccepted(why_refused(error), explain_error(error), came) from error
        return Received(
            attributes=read_attributes(answer.assertion),
            name_id=answer.name_id.text if answer.name_id is not None else "",
            issuer=answer.assertion.issuer.text,
            in_response_to=answer.in_response_to,
            relay_state=relay_state,
            encrypted="EncryptedAssertion" in came,
            assertion=find_assertion_xml(answer.xmlstr, answer.assertion.id),
        )

    def _believe(self, hub_metadata: str) -> Trust:
        try:
            return Trust(self.resource, self._keys, hub_metadata)
        except Exception as error:
            # pysaml2 lets the errors of its parsers through.
            self._hub.forget(hub_metadata)
            raise HubUnavailable(self._hub.metadata_url, f"metadata not usable: {type(error).__name__}") from error
