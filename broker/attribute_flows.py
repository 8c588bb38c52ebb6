"""Owns the composition of what follows attributes through everything: the matrix of what leaves, and the lineages."""

from collections.abc import Callable
from dataclasses import replace

from broker.core.contract import Contract
from broker.core.issuer import Guichet, Issuer
from broker.core.review.carried_name import EACH_VALUE, PSEUDONYM, CarriedName
from broker.core.review.complete_person import CompletePerson
from broker.core.review.lineage import SUBJECT
from broker.core.said_identity import knows_people_by_hearsay
from broker.directories.complete_people import complete_people
from broker.directories.opening import layout_of
from broker.flows.lineage_desk import LineageDesk
from broker.flows.matrix_desk import MatrixDesk
from broker.flows.reviewed_people import ReviewedPeople
from broker.login.complete_answers import complete_answers
from broker.protocols.cas import carried_names as cas
from broker.protocols.oidc import carried_names as oidc
from broker.protocols.saml import carried_names as saml
from broker.shared import Shared

_LANGUAGES = {"saml": saml, "oidc": oidc, "cas": cas}


def make_matrix_desk(shared: Shared) -> MatrixDesk:
    """Put together what answers questions about what leaves to whom."""
    key = shared.workspace.read_pseudonym_key()
    return MatrixDesk(shared.clock, _issuers(shared), _find_contracts(shared), _people(shared), lambda: key)


def make_lineage_desk(shared: Shared) -> LineageDesk:
    """Put together what answers where values come from and where they go."""
    key = shared.workspace.read_pseudonym_key()
    people, contracts = _people(shared), _find_contracts(shared)
    return LineageDesk(shared.clock, _issuers(shared), contracts, people, lambda: key, name_carried)


def name_carried(contract: Contract, issuer: Issuer, code: str) -> tuple[CarriedName, ...]:
    """Return how each language of a contract carries an attribute, or the subject; a page of our own reads it here."""
    if contract.page is not None:
        return (CarriedName("page", contract.page.path, code, PSEUDONYM if code == SUBJECT else EACH_VALUE),)
    return tuple(
        carried
        for language in contract.protocols
        for carried in (
            _LANGUAGES[language].carried_subjects(contract)
            if code == SUBJECT
            else _LANGUAGES[language].carried_names(contract, issuer, code)
        )
    )


def _issuers(shared: Shared) -> tuple[Issuer, ...]:
    """Return the issuers, the hub first."""
    return (shared.hub, *(issuer for issuer in shared.issuers if issuer.name != shared.hub.name))


def _find_contracts(shared: Shared) -> Callable[[Issuer], tuple[Contract, ...]]:
    return lambda issuer: (*shared.contracts.all(issuer.name), *shared.contracts.pages(issuer.name))


def _people(shared: Shared) -> ReviewedPeople:
    """Return whom each issuer may know: those of its directory's layout, or those of whom its guichets tell."""
    settings = shared.settings

    def find(issuer: Issuer) -> tuple[CompletePerson, ...]:
        if knows_people_by_hearsay(issuer):
            return tuple(person for way in _ways(issuer, shared) for person in complete_answers(way))
        return complete_people(layout_of(issuer.directory, settings.directory, settings.directories))

    return ReviewedPeople(shared.clock, find)


def _ways(issuer: Issuer, shared: Shared) -> tuple[Guichet, ...]:
    """Return the guichets of an issuer; a federation's member speaks within domains of its own, whichever they are."""
    offered = (*issuer.guichets, *shared.guichets.offered_at(issuer.name))
    if issuer.federation is None:
        return offered
    template = issuer.federation.template
    return (*offered, replace(template, rules=replace(template.rules, scopes=None)))
