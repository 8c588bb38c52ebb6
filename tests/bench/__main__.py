"""Owns `python -m tests.bench [FIGURE …]`: every figure, or those whose names start so."""

import sys
from collections.abc import Callable, Iterator
from functools import partial

from tests.bench import login
from tests.bench.figure import Figure

_BENCHES: dict[tuple[str, ...], Callable[[], Iterator[Figure]]] = {
    ("saml.login.cpu_ms",): partial(login.measure, "granian"),
    ("saml.login.cheroot.cpu_ms",): partial(login.measure, "cheroot"),
}


def main(wanted: list[str]) -> int:
    """Print the figures wanted, each as soon as it is known."""
    for names, measure in _BENCHES.items():
        if not wanted or any(name.startswith(tuple(wanted)) for name in names):
            for figure in measure():
                sys.stdout.write(f"{figure.line()}\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
