"""Owns what keeps the page of the journal from holding the database: a short journal only, and one check at a time."""

import pytest

from broker.console.review.short_check import MOST_CHECKED, ShortCheck
from broker.core.journal.finding import Verdict
from broker.core.refusals.journal import CheckUnderway, JournalTooLong

WHOLE = Verdict(3, 1, 3, "a" * 64, ())


def test_a_long_journal_is_not_read() -> None:
    def read() -> Verdict:
        raise AssertionError("it is read")

    check = ShortCheck(lambda: MOST_CHECKED + 1, read)
    assert not check.is_possible
    with pytest.raises(JournalTooLong):
        check.run()


def test_a_second_check_does_not_run_beside_the_first() -> None:
    def read() -> Verdict:
        with pytest.raises(CheckUnderway):
            check.run()
        return WHOLE

    check = ShortCheck(lambda: MOST_CHECKED, read)
    assert check.run() == WHOLE
    assert check.run() == WHOLE
