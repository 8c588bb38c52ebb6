"""Owns what a command says of what opened a resource: decided anew, by the function that issues."""

from broker.core.contract import Contract
from broker.core.identity import Identity
from broker.core.issuer import Issuer
from broker.core.profile import Profile
from broker.core.refusals.decision import SchoolToChoose
from broker.core.rights.access import Door
from broker.flows.explain import Explain
from broker.shared import Shared


def make_explain(shared: Shared, issuer: Issuer) -> Explain:
    """Put the preview of one issuer together."""
    directory, key = shared.directories[issuer.directory], shared.workspace.read_pseudonym_key()
    access = shared.access_of(issuer)
    return Explain(issuer.name, shared.clock, directory, shared.contracts, key, access, issuer.return_address)


def find_door(shared: Shared, contract: Contract, person: Identity, received: dict[str, list[str]]) -> Door | None:
    """Return what has opened the resource to a person, in the school and under the profile that it received.

    None where resources are not subscribed to, and where it received neither and the person has several.
    """
    issuer = next(issuer for issuer in shared.issuers if issuer.name == contract.issuer)
    if not issuer.rights or not contract.per_school:
        return None
    uai, profile = (next(iter(received.get(code, ())), None) for code in ("UAI", "PRO"))
    try:
        explain = make_explain(shared, issuer)
        return explain.decide(person.login, contract.resource, uai, Profile(profile) if profile else None).door
    except SchoolToChoose:
        return None
