"""Owns the thread that keeps the federations fresh while a process serves."""

import logging
import threading
from collections.abc import Callable

_SECONDS = 5.0  # how often a look is taken; what is due is decided by the federations, on the clock's time
_STOP_SECONDS = 1.0
_log = logging.getLogger("preau.federations")


class Refresher:
    """Call a function at once and then again and again, in the background, until stopped."""

    def __init__(self, refresh: Callable[[], None], seconds: float = _SECONDS) -> None:
        """Start nothing yet."""
        self._refresh, self._seconds = refresh, seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="federations", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; a fetch under way is not waited for longer than a moment."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._refresh()
            except Exception as error:  # noqa: BLE001 - the edge of this thread: the next look may do better
                _log.error("refresh failed kind=%s", type(error).__name__)
            self._stopping.wait(self._seconds)
