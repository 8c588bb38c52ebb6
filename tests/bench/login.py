"""Owns `saml.login.cpu_ms`: what one brokered login costs all the hub's processes, over HTTP."""

import gc
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from broker.core.identity import Fact, Identity
from broker.core.profile import Profile
from broker.directories.ldif_directory import LdifDirectory
from broker.saml.keys import read_signing_key
from tests.bench.bare_rsa import BareRsa, in_turn, load
from tests.bench.figure import Figure
from tests.bench.hub_process import Hub, running_hub
from tests.bench.login_chain import Chain, Traveller, open_connection
from tests.bench.login_sides import PROJECT, Sides
from tests.sandbox import free_ports

_WARM_UP = 50
_ROUNDS = 6
_LOGINS = 50
_CHECKED_EACH = 10
_MILLISECONDS = 1000
_NAMES = {"granian": "saml.login.cpu_ms", "cheroot": "saml.login.cheroot.cpu_ms"}
_COVERED = frozenset({Profile.TEACHER, Profile.LIBRARIAN})  # those of the studio's contract


def measure(server: str) -> Iterator[Figure]:
    """Measure 300 logins after 50 of warm-up, one after the other; the figure is the median of six rounds."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        workspace, port = Path(folder), free_ports()
        hub_url = f"http://localhost:{port}"
        sides = Sides(
            hub_sign_on=f"{hub_url}/idp/profile/SAML2/Redirect/SSO",
            hub_entity=f"{hub_url}/idp/metadata",
            hub_consumer=f"{hub_url}/idp/profile/SAML2/Callback",
        )
        people = sides.register(workspace)
        (workspace / "preau.toml").write_text(f'[directory]\nldif_file = "{people}"\n', encoding="utf-8")
        travellers = cycle(_travellers(people))
        with running_hub(server, workspace, port) as hub:
            key = read_signing_key(workspace / "keys", "gar")
            http = open_connection(hub_url)
            chain = Chain(sides, key.certificate_pem, http)
            for _ in range(_WARM_UP):
                chain.log_in(next(travellers), checked=True)
            own, peers = load(key.private_pem, key.certificate_pem), _peers(sides)
            spent = [_round(hub, chain, travellers) for _ in range(_ROUNDS)]
            floors = [_floor(own, *peers) for _ in range(_ROUNDS)]
            http.close()
        yield Figure(_NAMES[server], median(spent), "ms", median(floors))


def _round(hub: Hub, chain: Chain, travellers: "cycle[Traveller]") -> float:
    """Return the hub's CPU time per login, in milliseconds."""
    gc.collect()
    before = hub.cpu_seconds()
    for number in range(_LOGINS):
        chain.log_in(next(travellers), checked=number % _CHECKED_EACH == 0)
    return (hub.cpu_seconds() - before) / _LOGINS * _MILLISECONDS


def _floor(own: BareRsa, resource: BareRsa, guichet: BareRsa) -> float:
    """Return the CPU time of the four operations: two signatures of the hub, two verifications of its peers'."""
    unavoidable = in_turn(resource.verify, own.sign, guichet.verify, own.sign)
    start = time.thread_time_ns()
    for _ in range(_LOGINS):
        unavoidable()
    return (time.thread_time_ns() - start) / _LOGINS / 1e6


def _peers(sides: Sides) -> tuple[BareRsa, BareRsa]:
    resource, guichet = sides.resource, sides.guichet
    return (
        load(resource.private_pem, resource.certificate_pem),
        load(guichet.private_pem, guichet.certificate_pem),
    )


def _travellers(people: Path) -> list[Traveller]:
    """Return the teachers and librarians of the bench's project who need not choose a school or a profile."""
    everybody = LdifDirectory(people).find_people(limit=100_000)
    return [_traveller(person) for person in everybody if person.key.project == PROJECT and _is_simple(person)]


def _is_simple(person: Identity) -> bool:
    return len(person.memberships) == 1 and person.memberships[0].profile in _COVERED and person.expires is None


def _traveller(person: Identity) -> Traveller:
    here = person.memberships[0]
    facts = {
        "NOM": person.family_name,
        "PRE": person.given_name,
        "P_MEL": Fact(person.mail.values[:1], ""),
        "P_MAT": here.subjects,
        "P_MS4": here.levels,
    }
    expected = {"UAI": (here.uai,), "PRO": (here.profile.value,)}
    expected |= {code: fact.values for code, fact in facts.items() if fact.values}
    return Traveller(person.key.identifier, here.uai, expected)
