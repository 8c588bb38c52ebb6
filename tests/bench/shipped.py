"""Owns what the benches take from the shipped data: a teacher, the `studio` contract, the hub's own definition."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from broker.clock import SystemClock
from broker.core.contract import Contract
from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.issuer_files import read_issuers, read_listeners
from broker.definitions.workspace import DATA
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.sandbox_academy import ACADEMY_FILE
from broker.saml.peers import Peers
from broker.saml.side import SamlSide
from tests.bench.login_sides import sides_of

HUB = "gar"
_STUDIO = "ark:/77777/studio-enseignant"
_URLS = {name: f"https://{name}.example.test" for name in (*read_listeners(DATA / "issuers"), "resources")}


def studio() -> Contract:
    """Return the contract of the teachers' tool: eight attributes."""
    found = ContractFolder((DATA / "contracts",), _URLS).by_resource(HUB, _STUDIO)
    assert found is not None
    return found


def a_shipped_teacher() -> Identity:
    """Return the first teacher, by login, with a value for every attribute of the contract."""
    everybody = LdifDirectory(ACADEMY_FILE).find_people(limit=100_000)
    return next(person for person in everybody if _is_full(person))


@contextmanager
def hub_side() -> Iterator[SamlSide]:
    """Give the access broker's SAML side, with keys made as at a first start, and the bench's resource registered."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        root = Path(folder)
        sides_of(_URLS[HUB]).register(root)
        clock, hub = (
            SystemClock(),
            next(found for found in read_issuers([DATA / "issuers"], _URLS) if found.name == HUB),
        )
        peers = Peers((hub,), root / "keys", (root / "services", root / "guichets"), clock)
        yield SamlSide(hub, peers, clock)


def _is_full(person: Identity) -> bool:
    here = person.memberships[0] if len(person.memberships) == 1 else None
    wanted = () if here is None else (here.subjects, here.levels, person.mail, person.family_name, person.given_name)
    return here is not None and here.profile is Profile.TEACHER and all(fact.values for fact in wanted)
