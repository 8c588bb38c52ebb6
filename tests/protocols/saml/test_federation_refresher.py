"""Owns the tests of the thread that keeps federations fresh: at once, again, whatever happens, until stopped."""

import threading

import pytest

from broker.saml.federations.refresher import Refresher


def test_it_begins_at_once_goes_on_after_a_failure_and_ends_when_told(caplog: pytest.LogCaptureFixture) -> None:
    calls, enough = [], threading.Event()

    def refresh() -> None:
        calls.append(threading.current_thread())
        if len(calls) == 1:
            raise OSError("a value that is nobody's business")
        if len(calls) == 3:
            enough.set()

    refresher = Refresher(refresh, seconds=0.001)
    refresher.start()
    assert enough.wait(10)
    refresher.stop()
    assert not calls[0].is_alive()
    assert calls[0].daemon, "a fetch under way hinders no end"
    assert "refresh failed kind=OSError" in caplog.text
    assert "nobody's business" not in caplog.text


def test_one_that_never_began_is_stopped_all_the_same() -> None:
    Refresher(lambda: None).stop()
