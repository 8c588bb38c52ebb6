"""Owns `preau check`: settings, contracts, issuers and metadata, validated together."""

import sys

import click

from broker.commands.agreement import find_guichet_problems, find_service_problems
from broker.commands.installation import Installation, with_installation
from broker.definitions.addresses import check_exposure
from broker.definitions.seed_folder import find_unknown_resources
from broker.definitions.shipped_seeds import shipped_seed_files
from broker.protocols.oidc.token_keys import find_key_problems
from broker.shared import make_shared


@click.command()
@with_installation
def check(installation: Installation) -> None:
    """Validate everything that is data; print each problem, exit 1 when there is one."""
    check_exposure(installation.settings)
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    contracts = [contract for issuer in shared.issuers for contract in shared.contracts.all(issuer.name)]
    guichets = shared.guichets.all()
    services = len(shared.peers.service_names())
    disagreements = [*find_guichet_problems(shared), *find_service_problems(shared)]
    keys = find_key_problems(shared.issuers, shared.workspace.keys)
    files = (*shared.contracts.problems, *shared.notices.problems, *shared.guichets.problems, *shared.peers.problems)
    notices = shared.notices.all()
    known = frozenset(notice.resource for notice in notices)
    problems = [*files, *keys, *disagreements, *find_unknown_resources(shipped_seed_files(), known)]
    for problem in problems:
        click.echo(f"preau: {problem}", err=True)
    click.echo(
        f"{len(shared.issuers)} issuers, {len(contracts)} contracts, {len(notices)} notices, "
        f"{services} services, "
        f"{len(guichets)} guichets of one's own: {len(problems)} problems"
    )
    sys.exit(1 if problems else 0)
