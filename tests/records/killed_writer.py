"""Owns the program that is killed in mid-write: for each line it is sent it forks a writer, which says what it did.

Each writer works in several threads. It says what it is about to undo, and what was acknowledged, one line each.
"""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread

from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.builders import NOON
from tests.rights import DISTRIBUTOR, HERE, a_person, a_subscription, an_assignment, to_division, to_person

_THREADS = 3


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # one write, so that lines of several threads do not mix


def _work(records: Records, name: str) -> None:
    """Create, assign, take, withdraw and delete, again and again, until killed."""
    number = 0
    while True:
        number += 1
        own = f"{name}-{number}"
        people = [a_person(f"{own}-{who}") for who in range(3)]
        first = an_assignment(f"{own}-a", to_division(), subscription=own)
        second = an_assignment(f"{own}-b", to_person(people[0].identifier), subscription=own)
        steps: list[tuple[str, Callable[[], object]]] = [
            (f"created {own}", partial(records.subscriptions.create, a_subscription(own, licences_overall=4))),
            (f"assigned {first.id}", partial(records.assignments.assign, first, people)),
            (f"assigned {second.id}", partial(records.assignments.assign, second, people[:1])),
            (f"withdrawn {first.id}", partial(records.assignments.withdraw, first.id, HERE, {people[0]: second.id})),
        ]
        if number % 3 == 0:
            steps.append((f"deleted {own}", partial(records.subscriptions.delete, own, DISTRIBUTOR, NOON)))
        for line, act in steps:
            _say(f"trying {line}")
            act()
            _say(line)


def main(url: str, folder: Path) -> None:
    """Fork a writer for each line, say `writer` and its number, and `ended` once it is no more."""
    for turn, _ in enumerate(sys.stdin):
        writer = os.fork()
        if not writer:
            _say(f"writer {os.getpid()}")
            records = Records(RecordsSettings(url=url or None), folder)
            threads = [Thread(target=_work, args=(records, f"w{turn}t{thread}")) for thread in range(_THREADS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            os._exit(1)
        os.waitpid(writer, 0)
        _say("ended")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
