"""Owns the wish to stop, as a signal brings it to a command that stays up."""

import signal
import threading
from types import FrameType


def stop_on_signals() -> threading.Event:
    """Return what is set once somebody presses Ctrl-C or a supervisor asks the process to end."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return stopping
