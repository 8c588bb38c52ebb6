"""Owns the conflicts of a resource to register with what is there: its name, its ARK, its names as a service."""

from collections.abc import Iterator, Sequence

from broker.core.contract import Contract
from broker.core.errors import MetadataRefused
from broker.core.issuer import Issuer
from broker.core.sentence import Sentence
from broker.definitions.workspace import Workspace
from broker.flows.ports import Contracts
from broker.kits.cas_services import find_taken
from broker.kits.finding import Finding, Part
from broker.kits.kept_files import MISNAMED, files_of, is_file_name, taken
from broker.kits.metadata_address import find_wrong_address
from broker.kits.registration import Candidate, Registered
from broker.saml.metadata_scan import scan
from broker.saml.peers import Peers

_RESERVED = frozenset({"new"})  # an address of the console, beside those of resources
_OTHER_NAME = Sentence("choisissez un autre nom (--name)", "choose another --name")


class Surroundings:
    """Know what is registered, so that a new resource clashes with none of it."""

    def __init__(self, issuers: Sequence[Issuer], contracts: Contracts, peers: Peers, workspace: Workspace) -> None:
        """Keep what to look into."""
        self._issuers, self._contracts = issuers, contracts
        self._peers, self._workspace = peers, workspace

    def find_name_faults(self, name: str, *, replacing: bool) -> Iterator[Finding]:
        """Yield what is wrong with a name: no file's, a shipped contract's, or one's own unless replacing it."""
        if not is_file_name(name):
            yield MISNAMED
            return
        own = any(file.exists() for file in files_of(self._workspace, name))
        if name in _RESERVED:
            what = Sentence(f"{name} est une adresse de la console", f"{name} is an address of the console")
            yield Finding(Part.NAME, "--name", what, _OTHER_NAME)
        elif own and not replacing:
            yield taken(name)
        elif not files_of(self._workspace, name)[1].exists() and self._named(name) is not None:
            what = Sentence(f"{name} est un contrat du bac à sable", f"{name} is a contract of the sandbox")
            yield Finding(Part.NAME, "--name", what, _OTHER_NAME)

    def find_faults(self, candidate: Candidate, read: Registered) -> Iterator[Finding]:
        """Yield every clash of a resource that was read whole with another, in any of its languages."""
        contract = read.contract
        others = [found for found in self._all() if found.name != candidate.name]
        for other in others:
            if other.issuer == contract.issuer and other.resource == contract.resource:
                yield _has_contract(contract, other)
        yield from _find_client_clash(contract, others)
        yield from _find_cas_clashes(contract, others)
        if read.peer is not None:
            yield from self._find_entity_faults(candidate, contract, read.peer.entity_id)
        elif contract.saml is not None and not self._peers.describes(contract.entity_id):
            yield _NO_METADATA

    def _find_entity_faults(self, candidate: Candidate, contract: Contract, entity_id: str) -> Iterator[Finding]:
        fetched_at = candidate.metadata.address if candidate.metadata else None
        for issuer in self._issuers:
            wrong = find_wrong_address(issuer, contract, fetched_at) if issuer.name == contract.issuer else None
            if wrong is not None:
                yield wrong
        if entity_id in {issuer.entity_id for issuer in self._issuers}:
            yield _SANDBOX_ENTITY
        elif self._peers.describes(entity_id) and entity_id not in self._replaced_entities(candidate.name):
            yield _DESCRIBED_ELSEWHERE

    def _all(self) -> Iterator[Contract]:
        for issuer in self._issuers:
            yield from self._contracts.all(issuer.name)

    def _named(self, name: str) -> Contract | None:
        return next((contract for contract in self._all() if contract.name == name), None)

    def _replaced_entities(self, name: str) -> frozenset[str]:
        """Return what the file about to be replaced describes, even where it is no longer acceptable."""
        try:
            with files_of(self._workspace, name)[0].open("rb") as file:
                return frozenset(place.entity_id for place in scan(file))
        except (OSError, MetadataRefused):
            return frozenset()  # nothing there, or nothing readable: then it is not known to the peers either


def _has_contract(contract: Contract, other: Contract) -> Finding:
    what = Sentence(
        f"{contract.resource} a déjà le contrat {other.name}",
        f"{contract.resource} has the contract {other.name} already",
    )
    hint = Sentence("corrigez l’ARK, ou retirez l’autre", "correct the ARK, or remove the other one")
    return Finding(Part.CONTRACT, "resource", what, hint)


def _find_client_clash(contract: Contract, others: Sequence[Contract]) -> Iterator[Finding]:
    for other in others:
        if contract.oidc and other.oidc and contract.oidc.client_id == other.oidc.client_id:
            name = contract.oidc.client_id
            what = Sentence(
                f"{name} est déjà le client du contrat {other.name}",
                f"{name} is the client of the contract {other.name} already",
            )
            hint = Sentence("choisissez un autre client_id", "choose another client_id")
            yield Finding(Part.CONTRACT, "oidc.client_id", what, hint)


def _find_cas_clashes(contract: Contract, others: Sequence[Contract]) -> Iterator[Finding]:
    for other in others:
        if contract.cas and other.cas and contract.issuer == other.issuer:
            for index, service in find_taken(contract.cas.services, other.cas.services):
                what = Sentence(
                    f"{service} est déjà au contrat {other.name}", f"{service} is the contract {other.name}'s already"
                )
                yield Finding(Part.CONTRACT, f"cas.services.{index}", what, _OTHER_ADDRESS)


_OTHER_ADDRESS = Sentence(
    "donnez une autre adresse ; pour une seconde ressource du même service, mettez son contrat dans contracts/",
    "give another address; for a second resource of one service, put its contract into contracts/",
)
_SANDBOX_ENTITY = Finding(
    Part.METADATA,
    "entityID",
    Sentence("cet entityID est l’un de ceux du bac à sable", "this entityID is one of the sandbox's own"),
    Sentence("donnez à votre service un entityID à lui", "give your service an entityID of its own"),
)
_DESCRIBED_ELSEWHERE = Finding(
    Part.METADATA,
    "entityID",
    Sentence(
        "cet entityID est déjà décrit par un autre fichier de l’espace de travail, ou par une fédération",
        "this entityID is described by another file of the workspace, or by a federation, already",
    ),
    Sentence(
        "retirez ce fichier ; pour une seconde ressource du même service, mettez seulement son contrat dans contracts/",
        "remove that file; for a second resource of one service, put only its contract into contracts/",
    ),
)
_NO_METADATA = Finding(
    Part.METADATA,
    "",
    Sentence(
        "le contrat parle SAML, et rien ne décrit ce service",
        "the contract speaks SAML, and nothing describes this service",
    ),
    Sentence(
        "donnez les métadonnées de votre service (--saml FICHIER_OU_ADRESSE), ou retirez [saml]",
        "give the metadata of your service (--saml FILE_OR_URL), or remove [saml]",
    ),
)
