"""Owns what every issuer of one installation shares: read from the settings and the workspace, and opened, once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from broker.clock import SystemClock
from broker.core.issuer import PEOPLE, Issuer
from broker.core.rights.seeds import Seeds
from broker.definitions.contract_copy_files import ContractCopyFiles
from broker.definitions.contract_desk import ContractDesk
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_register import ContractRegister
from broker.definitions.guichet_folder import GuichetFolder
from broker.definitions.installed_issuers import find_issuers
from broker.definitions.notice_folder import NoticeFolder
from broker.definitions.settings import Settings
from broker.definitions.shipped_seeds import plan_shipped_seeds
from broker.definitions.workspace import DATA, Workspace
from broker.directories.directory_settings import find_shipped
from broker.directories.opening import check_named, open_directories
from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.federating import Federating, FederatingGround
from broker.flows.access_desk import AccessDesk
from broker.flows.act_desk import ActDesk
from broker.flows.contract_journal import ContractJournal
from broker.flows.ports import Clock, Directory, Store
from broker.flows.resource_listing import ResourceListing
from broker.journaling import JournalGround
from broker.records.opening import Records
from broker.saml.federations.refresher import Refresher
from broker.saml.peers import Peers
from broker.saml.schema import compile_schemas
from broker.saml.self_test import check_signatures
from broker.stores.opening import open_store
from broker.transport.client_certificates import ClientCertificates
from broker.transport.outgoing import provide_authorities


@dataclass(frozen=True, slots=True)
class Shared:
    """Hold what every issuer of one installation shares.

    `acts` writes into the journal, `access` decides on rights to the hub's resources, and `listing` lists them.
    `authorities` is the file that every outgoing HTTPS request passes as `verify=`.
    """

    settings: Settings
    workspace: Workspace
    issuers: tuple[Issuer, ...]
    clock: Clock
    directories: Mapping[str, Directory]
    store: Store
    records: Records
    acts: ActDesk
    contracts: ContractFolder
    register: ContractRegister
    notices: NoticeFolder
    access: AccessDesk
    listing: ResourceListing
    peers: Peers
    federating: Federating
    guichets: GuichetFolder
    urls: Mapping[str, str]
    authorities: str

    @property
    def journal(self) -> JournalGround:
        """Return what the journal stands on, for whoever reads it."""
        return JournalGround(self.settings, self.workspace, self.records, self.clock)

    @property
    def hub(self) -> Issuer:
        """Return the issuer that carries the console: the access broker."""
        return _find_hub(self.issuers)

    @property
    def directory(self) -> Directory:
        """Return the directory of the schools' people."""
        return self.directories[PEOPLE]

    @property
    def contract_desk(self) -> ContractDesk:
        """Return where contracts are taken through their life."""
        files = ContractCopyFiles(self.workspace.contracts, self.workspace.contract_versions)
        return ContractDesk(self.contracts, self.register, files, self.urls, self.clock, self.register.notes)

    @property
    def clients(self) -> ClientCertificates:
        """Return the certificates of the machines that call the web services."""
        return ClientCertificates(self.workspace.certificates)

    @property
    def demo_password(self) -> str | None:
        """Return the password of the schools' shipped people, or None with a directory of one's own."""
        return self.demo_password_of(PEOPLE)

    def demo_password_of(self, directory: str) -> str | None:
        """Return the password of the shipped people of a directory, or None where they are one's own."""
        return DEMO_PASSWORD if directory in find_shipped(self.settings.directory, self.settings.directories) else None

    @property
    def is_seeded(self) -> bool:
        """Tell whether new records of rights start with the sandbox's own, which name its shipped people."""
        return _is_seeded(self.settings)

    def access_of(self, issuer: Issuer) -> AccessDesk | None:
        """Return who decides on rights at an issuer; None where its services are not subscribed to."""
        return self.access if issuer.rights else None


def _find_hub(issuers: tuple[Issuer, ...]) -> Issuer:
    return next(issuer for issuer in issuers if issuer.console)


def make_shared(
    settings: Settings, workspace: Workspace, urls: Mapping[str, str], clock: Clock | None = None
) -> Shared:
    """Read the data and open the directory and the store; raise ConfigurationError with what is wrong."""
    workspace.prepare()
    clock = clock or SystemClock()
    issuers = find_issuers(settings, workspace, urls)
    directories = _open_directories(settings, issuers, clock)
    records = Records(settings.records, workspace.root, _find_seeds(settings, directories, clock))
    acts = JournalGround(settings, workspace, records, clock).make_desk()
    register = ContractRegister(workspace.contract_versions, urls, ContractJournal(acts))
    contracts = ContractFolder((DATA / "contracts", workspace.contracts), urls, register)
    federating = FederatingGround(settings, workspace, issuers, urls, contracts, clock).open()
    metadata = (workspace.services, workspace.guichets)
    peers = Peers(issuers, workspace.keys, metadata, clock, federating.federations)
    check_signatures(peers.key_of(issuers[0].name))
    compile_schemas()
    hub = _find_hub(issuers).name
    notices = NoticeFolder((DATA / "notices", workspace.notices), urls, contracts, hub)
    access = AccessDesk(clock, notices, records.rights, records.assignments, records.access_counts)
    return Shared(
        settings=settings,
        workspace=workspace,
        issuers=issuers,
        clock=clock,
        directories=directories,
        store=open_store(settings.store, clock),
        records=records,
        acts=acts,
        contracts=contracts,
        register=register,
        notices=notices,
        access=access,
        listing=ResourceListing(access, contracts, hub),
        peers=peers,
        federating=federating,
        guichets=GuichetFolder(workspace.guichets, urls, frozenset(issuer.name for issuer in issuers)),
        urls=urls,
        authorities=provide_authorities(workspace.tls),
    )


def start_refreshing(shared: Shared) -> Refresher:
    """Keep the federations fresh in this process from now on, until stopped; nothing runs where there are none."""
    refresher = Refresher(shared.federating.refresh)
    if shared.peers.federations.every:
        refresher.start()
    return refresher


def _find_seeds(settings: Settings, directories: Mapping[str, Directory], clock: Clock) -> Callable[[], Seeds] | None:
    """Return what plans the first rights; None where the records are to start with none."""
    if not settings.rights.seed:
        return None
    return lambda: plan_shipped_seeds(directories[PEOPLE], clock, is_shipped=_is_seeded(settings))


def _is_seeded(settings: Settings) -> bool:
    return settings.rights.seed and PEOPLE in find_shipped(settings.directory, settings.directories)


def _open_directories(settings: Settings, issuers: tuple[Issuer, ...], clock: Clock) -> dict[str, Directory]:
    opened = open_directories(settings.directory, settings.directories, clock)
    check_named(opened, {issuer.name: issuer.directory for issuer in issuers})
    return opened
