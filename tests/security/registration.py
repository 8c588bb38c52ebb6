"""Owns the files by which the forged guichet and service are registered in a workspace."""

from broker.definitions.workspace import Workspace

GUICHET, SERVICE = "guichets/forge.xml", "services/forge.xml"
RESOURCE = "ark:/77777/forge"

_GUICHET = """\
name = "forge"
title = {{ fr = "Guichet contrefait", en = "Forged guichet" }}
entity_id = "{entity_id}"
projects = ["P0"]
key = {{ kind = "person", attribute = "GARPersonIdentifiant", project_attribute = "idEnt" }}
"""

_CONTRACT = """\
issuer = "gar"
resource = "{resource}"
access_url = "https://forge.invalid/"
title = {{ fr = "Ressource contrefaite", en = "Forged resource" }}
provider = {{ siren_isni = "777777777_0000000077777777", name = "Forge" }}
purpose = {{ fr = "Recevoir des attaques.", en = "Take attacks." }}
legal_basis = "Aucune : bac à sable"
profiles = ["National_elv", "National_ens", "National_tut"]
valid_from = 2024-09-01
valid_until = 2031-08-31
approved_by = "Les tests"
open_to_all = true
attributes = [
{attributes}]

[saml]
entity_id = "{entity_id}"
relay_state_must_be_access_url = false
"""
_ATTRIBUTES = ("IDO", "UAI", "PRO", "NOM", "PRE")


def register(workspace: Workspace, guichet_id: str, service_id: str) -> None:
    """Write the guichet's definition and the service's contract; their metadata is published apart."""
    (workspace.guichets / "forge.toml").write_text(_GUICHET.format(entity_id=guichet_id))
    rows = "".join(f'  {{ code = "{code}", purpose = "Contrôle." }},\n' for code in _ATTRIBUTES)
    contract = _CONTRACT.format(resource=RESOURCE, attributes=rows, entity_id=service_id)
    (workspace.contracts / "forge.toml").write_text(contract)
