"""Owns `python -m tests.bench [FIGURE …]`: every figure, or those whose names start so."""

import sys
from collections.abc import Callable, Iterator
from functools import partial

from tests.bench import (
    decision,
    directory,
    impact,
    issue,
    journal,
    languages,
    login,
    metadata,
    mutual_tls,
    password,
    population,
    prove,
    refresh,
    resource_list,
    rights,
    risk,
    subscriptions,
    verify,
)
from tests.bench.figure import Figure

_BENCHES: dict[tuple[str, ...], Callable[[], Iterator[Figure]]] = {
    login.NAMES["granian"]: partial(login.measure, "granian"),
    login.NAMES["cheroot"]: partial(login.measure, "cheroot"),
    languages.NAMES: languages.measure,
    (languages.MEMORY,): languages.measure_memory,
    ("saml.issue.p50_ms",): issue.measure,
    ("saml.verify.p50_ms",): verify.measure,
    ("core.decide.p50_us",): decision.measure,
    ("metadata.10k.seconds", "metadata.10k.mib"): metadata.measure,
    refresh.NAMES: refresh.measure,
    directory.LDIF: directory.measure_ldif,
    directory.LDAP: directory.measure_ldap,
    password.NAMES: password.measure,
    rights.SQLITE: rights.measure_sqlite,
    rights.POSTGRESQL: rights.measure_postgresql,
    subscriptions.SQLITE: subscriptions.measure_sqlite,
    subscriptions.POSTGRESQL: subscriptions.measure_postgresql,
    risk.NAMES: risk.measure,
    mutual_tls.NAMES: mutual_tls.measure,
    resource_list.SQLITE: resource_list.measure_sqlite,
    resource_list.POSTGRESQL: resource_list.measure_postgresql,
    journal.NAMES: journal.measure,
    ("population.per_s", "population.mib"): population.measure,
    ("prove.200.seconds",): prove.measure,
    impact.NAMES: impact.measure,
    impact.MILLION: impact.measure_million,
}
_WHEN_NAMED = frozenset({impact.MILLION})  # takes minutes


def main(wanted: list[str]) -> int:
    """Print the figures wanted, each as soon as it is known."""
    unknown = [start for start in wanted if not any(name.startswith(start) for names in _BENCHES for name in names)]
    if unknown:
        known = ", ".join(name for names in _BENCHES for name in names)
        sys.stderr.write(f"no figure starts with {', '.join(unknown)}; there are {known}\n")
        return 2
    for names, measure in _BENCHES.items():
        if any(name.startswith(tuple(wanted)) for name in names) if wanted else names not in _WHEN_NAMED:
            for figure in measure():
                sys.stdout.write(f"{figure.line()}\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
