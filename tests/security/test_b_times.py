"""Owns the attacks on time: B052 to B058, B063 and B075, with forged moments and with the hub's clock moved."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests.protocols.saml.saml_builders import find, instant
from tests.security.attack import Build, attacks, oddities
from tests.security.editing import (
    ASSERTION,
    CONDITIONS,
    DATA,
    STATEMENT,
    drop,
    edited,
    moment,
    put,
    shifted,
)
from tests.security.forge import Forge
from tests.security.verdict import Verdict

_MALFORMED, _EXPIRED, _EARLY = "message.instant", "message.expired", "message.not_yet_valid"
_ISSUED, _LIFETIME, _SCHEMA = "message.issue_instant", "message.lifetime", "message.schema"
_PAST, _FUTURE = timedelta(minutes=-2), timedelta(minutes=2)
_ZONELESS = "2026-09-14T08:00:00"


@attacks(
    [
        ("B052 the subject's end is past", edited(moment(DATA, "NotOnOrAfter", _PAST)), _EXPIRED),
        ("B052 the subject's end is missing", edited(drop(DATA, "NotOnOrAfter")), _MALFORMED),
        ("B052 the subject's end is a word", edited(put(DATA, "NotOnOrAfter", "soon")), _SCHEMA),
        ("B053 the beginning is to come", edited(moment(CONDITIONS, "NotBefore", _FUTURE)), _EARLY),
        ("B053 the beginning is missing", edited(drop(CONDITIONS, "NotBefore")), _MALFORMED),
        ("B053 the beginning is a word", edited(put(CONDITIONS, "NotBefore", "now")), _SCHEMA),
        ("B054 the end is past", edited(moment(CONDITIONS, "NotOnOrAfter", _PAST)), _EXPIRED),
        ("B054 the end is missing", edited(drop(CONDITIONS, "NotOnOrAfter")), _MALFORMED),
        ("B054 the end is a word", edited(put(CONDITIONS, "NotOnOrAfter", "")), _SCHEMA),
        ("B056 no zone", edited(put(CONDITIONS, "NotBefore", _ZONELESS)), _MALFORMED),
        ("B056 an offset", edited(put(CONDITIONS, "NotBefore", f"{_ZONELESS}+00:00")), _MALFORMED),
        ("B056 a small z", edited(put(CONDITIONS, "NotBefore", f"{_ZONELESS}z")), _SCHEMA),
        ("B056 a leap second", edited(put(CONDITIONS, "NotBefore", "2016-12-31T23:59:60Z")), _SCHEMA),
        ("B056 the hour 24", edited(put(CONDITIONS, "NotBefore", "2026-09-14T24:00:00Z")), _MALFORMED),
        ("B056 the year 9999", edited(put(CONDITIONS, "NotOnOrAfter", "9999-12-31T23:59:59Z")), _LIFETIME),
        ("B056 the year 10000", edited(put(CONDITIONS, "NotOnOrAfter", "10000-01-01T00:00:00Z")), _MALFORMED),
        ("B056 a year before Christ", edited(put(CONDITIONS, "NotBefore", "-0001-01-01T00:00:00Z")), _MALFORMED),
        ("B057 a response from before the question", edited(moment(".", "IssueInstant", _PAST)), _ISSUED),
        ("B057 a response of the future", edited(moment(".", "IssueInstant", _FUTURE)), _ISSUED),
        ("B057 an assertion from before the question", edited(moment(ASSERTION, "IssueInstant", _PAST)), _ISSUED),
        ("B057 an assertion of the future", edited(moment(ASSERTION, "IssueInstant", _FUTURE)), _ISSUED),
        ("B058 a year of conditions", edited(moment(CONDITIONS, "NotOnOrAfter", timedelta(days=365))), _LIFETIME),
        ("B058 a year of confirmation", edited(moment(DATA, "NotOnOrAfter", timedelta(days=365))), _LIFETIME),
        ("B058 sixteen minutes", edited(moment(CONDITIONS, "NotOnOrAfter", timedelta(minutes=16))), _LIFETIME),
        ("B063 a sign-in of the future", edited(moment(STATEMENT, "AuthnInstant", _FUTURE)), _EARLY),
        ("B063 a sign-in at no time", edited(put(STATEMENT, "AuthnInstant", _ZONELESS)), _MALFORMED),
        ("B075 a session that is over", edited(moment(STATEMENT, "SessionNotOnOrAfter", _PAST)), _EXPIRED),
        ("B075 a session that ends at no time", edited(put(STATEMENT, "SessionNotOnOrAfter", _ZONELESS)), _MALFORMED),
    ]
)
def test_a_moment_is_there_in_utc_and_in_its_window(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


@oddities(
    [
        ("B056 milliseconds", edited(put(CONDITIONS, "NotBefore", "2026-09-14T08:00:00.123Z"))),
        ("B056 microseconds", edited(put(CONDITIONS, "NotBefore", "2026-09-14T08:00:00.123456Z"))),
        ("B058 fourteen minutes", edited(moment(CONDITIONS, "NotOnOrAfter", timedelta(minutes=14)))),
        ("B063 a sign-in of an hour ago", edited(moment(STATEMENT, "AuthnInstant", timedelta(hours=-1)))),
        ("B075 a session of an hour", edited(moment(STATEMENT, "SessionNotOnOrAfter", timedelta(hours=1)))),
    ]
)
def test_a_moment_that_is_right_is_accepted_however_it_is_written(forge: Forge, build: Build) -> None:
    forge.accepts(build)


_MINUTE = timedelta(minutes=1)
_SKEWS = [timedelta(seconds=30), _MINUTE * 3, _MINUTE * 5, _MINUTE * 10, timedelta(hours=1), timedelta(days=1)]


@pytest.mark.parametrize(
    "skew",
    [timedelta(seconds=55), timedelta(seconds=30), -timedelta(seconds=30), -timedelta(seconds=50)],
    ids=lambda skew: f"B055-{skew.total_seconds():+.0f}s",
)
def test_a_guichets_clock_may_be_a_minute_wrong(forge: Forge, skew: timedelta) -> None:
    forge.accepts(edited(shifted(skew)))


@pytest.mark.parametrize(
    "skew",
    [sign * skew for sign in (1, -1) for skew in _SKEWS[1:]] + [timedelta(seconds=75), -timedelta(seconds=75)],
    ids=lambda skew: f"B055-{skew.total_seconds():+.0f}s",
)
def test_a_guichets_clock_may_not_be_more_than_a_minute_wrong(forge: Forge, skew: timedelta) -> None:
    forge.refuses(edited(shifted(skew)), _ISSUED)


@contextmanager
def _later(forge: Forge, wait: timedelta) -> Iterator[None]:
    """Move the hub's clock for the length of a block."""
    forge.sandbox.clock.shift += wait
    try:
        yield
    finally:
        forge.sandbox.clock.shift -= wait


@pytest.mark.parametrize(
    ("wait", "code"),
    [
        pytest.param(timedelta(seconds=350), "", id="B055-after-350-s"),
        pytest.param(_MINUTE * 7, _ISSUED, id="B055-after-7-min"),
        pytest.param(timedelta(hours=1), "saml.response.unknown_request", id="B055-after-an-hour"),
        pytest.param(timedelta(days=1), "saml.response.unknown_request", id="B055-after-a-day"),
        pytest.param(-_MINUTE * 3, _ISSUED, id="B055-three-minutes-early"),
    ],
)
def test_an_answer_that_was_kept_waiting_grows_old(forge: Forge, wait: timedelta, code: str) -> None:
    def attack() -> None:
        visit = forge.open()
        answer = visit.signed()
        with _later(forge, wait):
            verdict = visit.deliver(answer)
        if code:
            verdict.assert_refused(code)
        else:
            forge.check_release(verdict, visit)

    forge.between_controls(attack)


def test_a_short_lived_answer_that_waits_two_minutes_has_expired_b054(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        answer = edited(moment(CONDITIONS, "NotOnOrAfter", timedelta(seconds=30)))(visit)
        with _later(forge, _MINUTE * 2):
            visit.deliver(answer).assert_refused(_EXPIRED)

    forge.between_controls(attack)


@pytest.mark.parametrize(
    ("ago", "code"),
    [
        pytest.param(timedelta(hours=1), "message.authentication_age", id="B063-an-hour-ago"),
        pytest.param(_MINUTE * 2, "message.authentication_age", id="B063-two-minutes-ago"),
        pytest.param(timedelta(0), "", id="B063-now"),
    ],
)
def test_a_fresh_sign_in_was_asked_for_and_must_be_fresh(forge: Forge, ago: timedelta, code: str) -> None:
    def attack() -> Verdict:
        visit = forge.open(ForceAuthn="true")
        assert visit.request.get("ForceAuthn") == "true"
        verdict = visit.deliver(edited(moment(STATEMENT, "AuthnInstant", -ago))(visit))
        if code:
            verdict.assert_refused(code)
        else:
            forge.check_release(verdict, visit)
        return verdict

    forge.between_controls(attack)


def test_the_services_session_ends_no_later_than_the_guichets_b075(forge: Forge) -> None:
    visit = forge.open()
    soon = timedelta(minutes=10)
    verdict = visit.deliver(edited(moment(STATEMENT, "SessionNotOnOrAfter", soon))(visit))
    end = find(verdict.released, STATEMENT).get("SessionNotOnOrAfter")
    assert end <= instant(visit.asked_at + soon)
