"""Owns the choice of a kit: the facts of one resource, gathered in the language wanted."""

from broker.core.contract import Contract
from broker.core.issuer import Issuer
from broker.definitions.workspace import Workspace
from broker.kits.cas.facts import gather_facts as gather_cas
from broker.kits.cas.kit import make_kit as make_cas
from broker.kits.kit import Kit
from broker.kits.oidc.facts import gather_facts as gather_oidc
from broker.kits.oidc.kit import make_kit as make_oidc
from broker.kits.registered_clients import read_secret
from broker.kits.saml.facts import gather_facts as gather_saml
from broker.kits.saml.kit import make_kit as make_saml
from broker.saml.peers import Peers
from broker.transport.local_certificates import AUTHORITY


def make_kit(language: str, issuer: Issuer, contract: Contract, peers: Peers, workspace: Workspace) -> Kit:
    """Make the kit of a resource in one of the languages that it speaks; the secret of its client is made if need be.

    Raises MetadataRefused where the SAML metadata of its service is not right.
    """
    assert language in contract.protocols, f"{contract.name} does not speak {language}"
    if language == "oidc":
        return make_oidc(gather_oidc(issuer, contract, read_secret(workspace, contract), _find_authority(workspace)))
    if language == "cas":
        return make_cas(gather_cas(issuer, contract, _find_authority(workspace)))
    keys = peers.keys_of(issuer.name)
    announced = keys.announced.certificate_pem if keys.announced else None
    peer = peers.find(contract.entity_id, issuer.name)
    return make_saml(gather_saml(issuer, keys.current.certificate_pem, contract, peer, announced))


def _find_authority(workspace: Workspace) -> str | None:
    """Return the file of the local authority, once there is one."""
    file = workspace.tls / AUTHORITY
    return str(file) if file.exists() else None
