"""Owns the secrets of the clients that one registers: made with the resource, gone with the last that names them."""

from collections.abc import Mapping

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError
from broker.definitions.client_secrets import FOLDER, ClientSecrets
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_reader import read_contract
from broker.definitions.workspace import DATA, Workspace
from broker.keys.key_files import remove_private_file
from broker.kits.kept_files import files_of, is_file_name, unwritable

SECRET_METHODS = frozenset({"client_secret_basic", "client_secret_post"})


def has_secret(contract: Contract) -> bool:
    """Tell whether the service is a client that proves who it is by a secret."""
    return contract.oidc is not None and bool(SECRET_METHODS & set(contract.oidc.token_endpoint_auth_methods))


def read_secret(workspace: Workspace, contract: Contract) -> str | None:
    """Return the client's secret, made on first need; None where it has none."""
    if contract.oidc is None or not has_secret(contract):
        return None
    return _secrets(workspace).read(contract.oidc.client_id)


def client_of(workspace: Workspace, name: str, urls: Mapping[str, str]) -> str | None:
    """Return the client_id in one's own contract of that name, or None."""
    if not is_file_name(name):
        return None
    try:
        oidc = read_contract(files_of(workspace, name)[1], urls).oidc
    except ConfigurationError:
        return None  # nothing there, or nothing that ever counted
    return oidc.client_id if oidc else None


def forget_unused_secret(workspace: Workspace, client_id: str | None, urls: Mapping[str, str]) -> None:
    """Remove the secret of a client that no contract names any more."""
    contracts = ContractFolder((DATA / "contracts", workspace.contracts), urls)
    named = {found.oidc.client_id for issuer in urls for found in contracts.all(issuer) if found.oidc}
    if client_id is None or client_id in named or not _secrets(workspace).path(client_id).exists():
        return
    try:
        remove_private_file(_secrets(workspace).path(client_id))
    except OSError as error:
        raise ConfigurationError((unwritable(workspace, error),)) from None


def _secrets(workspace: Workspace) -> ClientSecrets:
    return ClientSecrets(workspace.keys / FOLDER)
