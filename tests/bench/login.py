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
from broker.saml.keys import SigningKey, read_signing_key
from tests.bench.bare_rsa import BareRsa, in_turn, load
from tests.bench.figure import Figure
from tests.bench.hub_process import COMMANDS, Hub, running_hub
from tests.bench.login_chain import Chain, Traveller, open_connection
from tests.bench.login_sides import PROJECT, sides_of
from tests.bench.subscribed import subscribe
from tests.protocols.saml.saml_builders import Party
from tests.sandbox import free_ports

_WARM_UP = 50
_ROUNDS = 6
_LOGINS = 50
_CHECKED_EACH = 10
_MILLISECONDS = 1000
NAMES = {
    "granian": ("saml.login.cpu_ms", "saml.link.cpu_ms"),
    "cheroot": ("saml.login.cheroot.cpu_ms", "saml.link.cheroot.cpu_ms"),
}
_COVERED = frozenset({Profile.TEACHER, Profile.LIBRARIAN})  # those of the studio's contract


def measure(server: str) -> Iterator[Figure]:
    """Measure 300 logins after 50 of warm-up, one after the other; each figure is the median of six rounds."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        workspace, port = Path(folder), free_ports()
        sides = sides_of(f"http://localhost:{port}")
        people = sides.register(workspace)
        subscribe(workspace)
        (workspace / "preau.toml").write_text(f'[directory]\nldif_file = "{people}"\n', encoding="utf-8")
        travellers = cycle(find_travellers(people))
        with running_hub(COMMANDS[server], workspace, port) as hub, open_connection(sides.hub_entity) as http:
            key = read_signing_key(workspace / "keys", "gar")
            chain = Chain(sides, key.certificate_pem, http)
            own, resource, guichet = _loaded(key), _loaded(sides.resource), _loaded(sides.guichet)
            _round(hub, chain, [next(travellers) for _ in range(_WARM_UP)], checked_each=1)
            links, logins, floors = [], [], []
            for _ in range(_ROUNDS):
                link, login = _round(hub, chain, [next(travellers) for _ in range(_LOGINS)], _CHECKED_EACH)
                links.append(link)
                logins.append(login)
                floors.append(_floor(own, resource, guichet))
        yield Figure(NAMES[server][0], median(logins), "ms", median(floors))
        yield Figure(NAMES[server][1], median(links), "ms")


def _round(hub: Hub, chain: Chain, travellers: list[Traveller], checked_each: int) -> tuple[float, float]:
    """Return the hub's CPU time per médiacentre link and per login, in milliseconds."""
    gc.collect()
    start = hub.cpu_seconds()
    browsers = [chain.follow_link(traveller) for traveller in travellers]
    middle = hub.cpu_seconds()
    for number, (traveller, cookies) in enumerate(zip(travellers, browsers, strict=True)):
        chain.sign_on(traveller, cookies, checked=number % checked_each == 0)
    end = hub.cpu_seconds()
    each = _MILLISECONDS / len(travellers)
    return (middle - start) * each, (end - middle) * each


def _floor(own: BareRsa, resource: BareRsa, guichet: BareRsa) -> float:
    """Return the CPU time of the four operations: two signatures of the hub, two verifications of its peers'."""
    unavoidable = in_turn(resource.verify, own.sign, guichet.verify, own.sign)
    start = time.thread_time_ns()
    for _ in range(_LOGINS):
        unavoidable()
    return (time.thread_time_ns() - start) / _LOGINS / 1e6


def _loaded(key: SigningKey | Party) -> BareRsa:
    return load(key.private_pem, key.certificate_pem)


def find_travellers(people: Path) -> list[Traveller]:
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
    expected: dict[str, tuple[str, ...]] = {"UAI": (here.uai,), "PRO": (here.profile.value,)}
    expected |= {code: fact.values for code, fact in facts.items() if fact.values}
    return Traveller(person.key.identifier, here.uai, expected)
