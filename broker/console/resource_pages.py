"""Owns the pages of resources: what is declared, whether it works, how to configure one's side."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response

from broker.console.language_settings import TITLES as LANGUAGES
from broker.console.language_settings import settings_by_language
from broker.console.views import IssuerResources, ResourceRow
from broker.core.access_link import access_link
from broker.core.catalogue import CATALOGUE
from broker.core.contract import IDENTIFIERS, Clause, Contract, Status
from broker.core.issuer import Issuer
from broker.core.profile import TITLES
from broker.core.pseudonym import SECTORS
from broker.core.refusals.decision import UnknownResource
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.web.parts import parts
from broker.web.rendering import render, say
from broker.web.routes import Routes

IN_FORCE = Sentence("contrat en vigueur", "contract in force")
_EXPIRED = Sentence("contrat échu", "contract expired")
_LATER = Sentence("contrat à venir", "contract to come")
_NOT_APPROVED = Sentence("contrat non approuvé", "contract not approved")
_NOT_ACTIVE = {
    Status.DRAFT: Sentence("contrat en brouillon", "draft of a contract"),
    Status.SUBMITTED: Sentence("contrat soumis, non approuvé", "contract submitted, not approved"),
    Status.SUSPENDED: Sentence("contrat suspendu", "contract suspended"),
}
_TO_ALL = Sentence(
    "à tous, sans abonnement (open_to_all = true). Pour essayer les refus, retirez cette ligne du contrat.",
    "to everybody, without a subscription (open_to_all = true). To try refusals, remove that line from the contract.",
)
_BY_SUBSCRIPTION = Sentence(
    "à qui un abonnement de son établissement l’ouvre (open_to_all = false)",
    "to whom a subscription of their school opens it (open_to_all = false)",
)
_HOW_TO = Sentence(
    "Lancez preau resource add, ou déposez un contrat (TOML) dans le dossier contracts de l’espace de travail et, si "
    "la ressource parle SAML, les métadonnées de votre service dans son dossier services. "
    "La ressource paraît aussitôt, sans redémarrage.",
    "Run preau resource add, or drop a contract (TOML) into the contracts folder of the workspace and, if the resource "
    "speaks SAML, your service's metadata into its services folder. "
    "The resource appears at once, without a restart.",
)


@dataclass(frozen=True, slots=True)
class _ClauseView:
    code: str
    meaning: Sentence
    purpose: str
    required: bool
    profiles: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class _ContractView:
    contract: Contract
    profiles: tuple[Sentence, ...]

    def __getattr__(self, name: str) -> object:
        return getattr(self.contract, name)


PAGE_TITLE = Sentence("Pages du gestionnaire d’accès lui-même", "Pages of the access broker itself")


def make_resource_pages(*, form_url: str | None) -> Blueprint:
    """Make the blueprint of the resources; `form_url` is where one registers another, if one may."""
    blueprint = Routes("resources", __name__, ANYBODY)
    blueprint.add_url_rule("/resources", "list", lambda: _list(form_url), methods=["GET"])
    blueprint.add_url_rule("/resources/<name>", "show", _show, methods=["GET"])
    return blueprint


def resource_rows(today: date) -> tuple[ResourceRow, ...]:
    """Return every resource that has a contract here, by name, with its state."""
    return tuple(_row(contract, today) for contract in parts().contracts.all(parts().issuer.name))


def rows_elsewhere(today: date) -> tuple[IssuerResources, ...]:
    """Return the services of every other issuer that has some, issuer by issuer."""
    found = parts()
    others = [issuer for issuer in found.issuers if issuer.name != found.issuer.name]
    services = ((one.title, found.contracts.all(one.name)) for one in others)
    pages = ((PAGE_TITLE, found.contracts.pages(one.name)) for one in found.issuers)
    groups = ((title, tuple(_row(contract, today) for contract in all_of)) for title, all_of in (*pages, *services))
    return tuple(IssuerResources(title, rows) for title, rows in groups if rows)


def orphan_services() -> tuple[str, ...]:
    """Return the services known by metadata alone: without a contract anywhere they receive nothing."""
    found = parts()
    known = {contract.entity_id for issuer in found.issuers for contract in found.contracts.all(issuer.name)}
    return tuple(entity for entity in found.find_services() if entity not in known)


def _list(form_url: str | None) -> Response:
    return render(
        "console/resources.html",
        resources=resource_rows(parts().clock.now().date()),
        elsewhere=rows_elsewhere(parts().clock.now().date()),
        problems=[str(problem) for problem in parts().find_problems()],
        orphans=orphan_services(),
        how_to=_HOW_TO,
        form_url=form_url,
    )


def _show(name: str) -> Response:
    issuer, contract = _find(name)
    return render(
        "console/resource.html",
        contract=_ContractView(contract, tuple(TITLES[profile] for profile in sorted(contract.profiles))),
        clauses=[_clause(clause) for clause in contract.clauses],
        access_url=contract.access_url,
        entry_link=access_link(issuer.entry_url, contract.resource) if issuer.entry_path else None,
        issued_by=issuer.title,
        resources_url="/resources",
        settings=settings_by_language(issuer, contract),
        sector=SECTORS[contract.sector],
        identifier=IDENTIFIERS[contract.identifier],
        opening=_opening(issuer, contract),
    )


def _opening(issuer: Issuer, contract: Contract) -> Sentence | None:
    """Say to whom a resource opens, at an issuer whose resources are subscribed to."""
    if not issuer.rights or not contract.per_school:
        return None
    return _TO_ALL if contract.open_to_all else _BY_SUBSCRIPTION


def _find(name: str) -> tuple[Issuer, Contract]:
    for issuer in parts().issuers:
        for contract in (*parts().contracts.all(issuer.name), *parts().contracts.pages(issuer.name)):
            if contract.name == name:
                return issuer, contract
    raise UnknownResource(expected="the name of a contract", received=name[:60])


def _row(contract: Contract, today: date) -> ResourceRow:
    status = status_of(contract, today)
    return ResourceRow(
        contract.title,
        contract.resource,
        contract.provider.name,
        contract.access_url,
        f"/resources/{contract.name}",
        ", ".join(LANGUAGES[language] for language in contract.protocols),
        status,
        status is IN_FORCE,
    )


def status_of(contract: Contract, today: date) -> Sentence:
    """Say where a contract stands: in force, to come, expired, suspended, or approved by nobody."""
    if contract.status is not Status.ACTIVE:
        return _NOT_ACTIVE[contract.status]
    if not contract.approved_by.strip():
        return _NOT_APPROVED
    if today > contract.valid_until:
        return _EXPIRED
    return _LATER if today < contract.valid_from else IN_FORCE


def _clause(clause: Clause) -> _ClauseView:
    profiles = tuple(TITLES[profile] for profile in sorted(clause.profiles or ()))
    return _ClauseView(clause.code, CATALOGUE[clause.code].meaning, say(clause.purpose), clause.required, profiles)
