"""Owns the ground of proofs for tests: the hub as it is shipped, and contracts of great variety, made by a rule."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

from broker.clock import SystemClock
from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.contract import Clause, Contract, Identifier, Ruling
from broker.core.precision import Transformation
from broker.core.profile import Profile
from broker.core.pseudonym import Sector
from broker.core.terms import CasTerms, OidcTerms, SamlTerms
from broker.core.transformation import precisions_of
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_reach import find_profiles_with
from broker.definitions.issuer_files import read_issuers, read_listeners
from broker.definitions.workspace import DATA
from broker.proof.ground import Ground, make_ground
from broker.saml.peers import Peers
from tests.builders import a_contract

URLS = {name: f"https://{name}.example.test" for name in (*read_listeners(DATA / "issuers"), "resources")}
_PROFILES = tuple(Profile)
_SPOKEN = (("saml",), ("cas",), ("oidc",), ("saml", "oidc"), ("saml", "cas", "oidc"), ("cas",), ("saml",))


def a_ground(folder: Path, *contracts: Contract) -> Ground:
    """Return a ground of these contracts at the hub, whose keys are made in the folder."""
    hub = next(issuer for issuer in read_issuers([DATA / "issuers"], URLS) if issuer.name == "gar")
    clock, nothing = SystemClock(), folder / "contracts"
    nothing.mkdir(exist_ok=True)
    peers = Peers((hub,), folder / "keys", (folder / "services",), clock)
    ground = make_ground((hub,), ContractFolder((nothing,), URLS), peers, folder / "keys", clock)
    unregistered = frozenset(contract.name for contract in contracts if contract.saml)
    return replace(ground, contracts=tuple(contracts), unregistered=unregistered)


def generate_contracts(count: int) -> tuple[Contract, ...]:
    """Return contracts that differ in words, profiles, languages, precision, rulings and what they require."""
    return tuple(_generate(number) for number in range(count))


def speaking(contract: Contract, *spoken: str) -> Contract:
    """Return a contract whose service speaks these languages, every one if none is given, and that holds for years."""
    return _speaking(contract, spoken or ("saml", "cas", "oidc"))


def _generate(number: int) -> Contract:
    vocabulary = sorted(VOCABULARIES)[number % len(VOCABULARIES)]
    profiles = frozenset(islice(_PROFILES, number % 9, number % 9 + 1 + number % 3))
    words = tuple(VOCABULARIES[vocabulary])
    codes = [code for place, code in enumerate(words) if (place * 7 + number) % 3]
    contract = a_contract(
        name=f"generated-{number:03d}",
        resource=f"ark:/99999/generated-{number:03d}",
        vocabulary=vocabulary,
        profiles=profiles,
        clauses=tuple(_clause(code, place + number, profiles) for place, code in enumerate(codes)),
        identifier=tuple(Identifier)[number % 2],
        sector=tuple(Sector)[number % 3],
        per_school=bool(number % 4),
        version=1 + number % 5,
    )
    return _speaking(contract, _SPOKEN[number % len(_SPOKEN)])


def _clause(code: str, number: int, profiles: frozenset[Profile]) -> Clause:
    precisions = precisions_of(CATALOGUE[code])
    return Clause(
        code,
        f"why {code}",
        required=number % 8 == 0 and profiles <= find_profiles_with(code),
        transformation=Transformation(precisions[number % len(precisions)], 1 + number % 4),
        ruling=Ruling.REFUSED if number % 11 == 5 else Ruling.APPROVED,
        profiles=frozenset({min(profiles)}) if number % 7 == 3 else None,
    )


def _speaking(contract: Contract, spoken: tuple[str, ...]) -> Contract:
    address = f"https://{contract.name}.example/"
    changed = replace(contract, valid_until=contract.valid_until.replace(year=2099), saml=None, cas=None, oidc=None)
    terms = {"saml": SamlTerms(address), "cas": CasTerms((address,)), "oidc": OidcTerms(contract.name, (address,))}
    return replace(changed, **{language: terms[language] for language in spoken})
