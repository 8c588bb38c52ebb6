"""Owns what a proof states: how many cells, what was met, what was found wrong, and of which code and contracts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from broker.core.contract import PAGE, Contract
from broker.core.errors import ConfigurationError, Problem
from broker.keys.signed_statement import StatementRejected, verify_statement
from broker.keys.statement_key import StatementVerifier
from broker.proof.digests import digest_catalogue, digest_code, digest_contracts
from broker.proof.ground import Ground
from broker.proof.marks import ValueClass
from broker.proof.mutants.suite import Outcome
from broker.proof.tally import Tally

KIND = "proof"
_CLAIM = "nothing outside its contract stands in the bytes of any message, and all that it grants does"
_LEFT_OUT = "rights (subscriptions, assignments, licences) decide who comes in, not what leaves; they are no part"


def state(
    ground: Ground, results: Mapping[str, Tally], now: datetime, outcomes: Sequence[Outcome] | None = None
) -> dict[str, object]:
    """Return the statement of a proof as JSON-able data; `outcomes` are those of seeded faults, where some were."""
    proven = [one for one in ground.contracts if one.name in results]
    total = Tally()
    for one in proven:
        total.add(results[one.name])
    for closed, _ in ground.skipped:  # no cell of a contract in force, and yet nothing may leave
        total.violations += results.get(closed.name, Tally()).violations
    stated: dict[str, object] = {
        "claim": _CLAIM,
        "left_out": _LEFT_OUT,
        "made_at": now.isoformat(timespec="seconds"),
        "preau": _version(),
        "hashes": current_hashes(ground.every),
        "cells": total.total,
        "cells_by_class": {one.value: total.cells[one.value] for one in ValueClass},
        "values_granted": total.released,
        "messages": total.messages,
        "refusals": dict(sorted(total.refusals.items())),
        "violations": [asdict(violation) for violation in sorted(total.violations)],
        "contracts": [_describe(one, results[one.name], ground) for one in proven],
        "skipped": [
            _identify(one) | {"because": why, "refused": _refused(one, results)} for one, why in ground.skipped
        ],
        "not_asked": sorted(one.name for one in ground.contracts if one.name not in results),
        "unreadable": list(ground.unreadable),
    }
    return stated if outcomes is None else stated | {"seeded_faults": describe_mutants(outcomes)}


def describe_mutants(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Return what became of the seeded faults: how many, those that survived, and those that change nothing."""
    return {
        "seeded": len(outcomes),
        "caught": sum(bool(one.caught_by) for one in outcomes),
        "equivalent": [one.as_data() for one in outcomes if one.equivalent],
        "survivors": [one.as_data() for one in outcomes if one.survived],
    }


def current_hashes(contracts: Iterable[Contract]) -> dict[str, str]:
    """Return what names the code, the contracts (all there are, skipped or not) and the catalogue as they are now."""
    return {"code": digest_code(), "contracts": digest_contracts(contracts), "catalogue": digest_catalogue()}


def find_changes(stated: Mapping[str, object], contracts: Iterable[Contract]) -> tuple[str, ...]:
    """Return what has changed since a proof was made: it may no longer be true."""
    then, now = stated.get("hashes"), current_hashes(contracts)
    return tuple(name for name, value in now.items() if not isinstance(then, dict) or then.get(name) != value)


def is_right(stated: Mapping[str, object]) -> bool:
    """Tell whether a proof found nothing wrong, and no seeded fault survived it."""
    seeded = stated.get("seeded_faults")
    survivors = seeded.get("survivors") if isinstance(seeded, dict) else None
    return not stated.get("violations") and not survivors


def read_statement(envelope: str, verifiers: Sequence[StatementVerifier], file: str) -> dict[str, object]:
    """Return what a signed statement says; raise ConfigurationError where none of the keys signed it as it stands."""
    try:
        return verify_statement(KIND, envelope, verifiers)
    except StatementRejected as error:
        hint = "ask who made it for the file as it was, and for the public key (preau prove --key)"
        raise ConfigurationError((Problem(file, "", str(error), hint),)) from error


def _identify(contract: Contract) -> dict[str, object]:
    return {
        "name": contract.name,
        "issuer": contract.issuer,
        "version": contract.version,
        "fingerprint": contract.fingerprint,
    }


def _refused(contract: Contract, results: Mapping[str, Tally]) -> int:
    """Return how many trials of a contract that is not in force were refused, as all must be."""
    return sum(results[contract.name].refusals.values()) if contract.name in results else 0


def _describe(contract: Contract, tally: Tally, ground: Ground) -> dict[str, object]:
    return _identify(contract) | {
        "protocols": list(contract.protocols or (PAGE,)),
        "profiles": sorted(contract.profiles),
        "cells": tally.total,
        "messages": tally.messages,
        "violations": len(tally.violations),
        "registered": contract.name not in ground.unregistered,
    }


def _version() -> str:
    try:
        return version("preau")
    except PackageNotFoundError:
        return "unknown"
