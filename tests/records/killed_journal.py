"""Owns the program that is killed while it writes into the journal: for each line it is sent it forks a writer.

Each writer works in several threads, and says each position once the line there is acknowledged.
"""

import os
import sys
from pathlib import Path
from threading import Thread

from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.journal import a_disclosure, a_released, an_act

_THREADS = 3


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # one write, so that lines of several threads do not mix


def _work(records: Records, thread: int) -> None:
    """Write lines about somebody and about nobody, until killed."""
    number = 0
    while True:
        number += 1
        mark = f"{thread}{number % 7}" * 32
        line = records.acts.append(a_released(number), a_disclosure(mark)) if number % 2 else None
        line = line or records.acts.append(an_act(number))
        _say(f"{line.position} {line.digest}")


def main(url: str, folder: Path) -> None:
    """Fork a writer for each line, say `writer` and its number, and `ended` once it is no more."""
    for _ in sys.stdin:
        writer = os.fork()
        if not writer:
            _say(f"writer {os.getpid()}")
            records = Records(RecordsSettings(url=url or None), folder)
            threads = [Thread(target=_work, args=(records, thread)) for thread in range(_THREADS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            os._exit(1)
        os.waitpid(writer, 0)
        _say("ended")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
