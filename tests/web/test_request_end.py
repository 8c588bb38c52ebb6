"""An access is counted when its answer is sure, and never at the price of the answer."""

import logging
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from flask import Flask, Response, g

from broker.core.refusals.account import RecordsUnavailable
from broker.core.rights.access import Door
from broker.core.rights.audience import Audience
from broker.web.parts import EXTENSION
from broker.web.request_end import count_at_end, end_request

DOOR = Door("ark:/77777/carnet", "9990001A", "P0", Audience.PUPIL)


@dataclass
class Counting:
    """Count, or answer that the records do not."""

    broken: bool = False
    doors: list[Door] = field(default_factory=list)

    def count_access(self, door: Door) -> None:
        if self.broken:
            raise RecordsUnavailable(cause="OperationalError")
        self.doors.append(door)


def answer(counting: Counting, door: Door | None, *, refused: bool = False) -> Response:
    """Answer one request that has opened a door."""
    app = Flask("preau-end")
    app.extensions[EXTENSION] = SimpleNamespace(sign_on=counting)
    with app.test_request_context("/"):
        count_at_end(door)
        if refused:
            g.refused = True
        return end_request(Response("here", 200))


def test_the_door_of_a_request_is_counted_once_at_its_end() -> None:
    counting = Counting()
    assert answer(counting, DOOR).status_code == 200
    assert counting.doors == [DOOR]


def test_a_request_that_ends_in_a_refusal_counts_nothing() -> None:
    counting = Counting()
    answer(counting, DOOR, refused=True)
    assert counting.doors == []


def test_where_nothing_is_subscribed_to_nothing_is_counted() -> None:
    counting = Counting()
    answer(counting, None)
    assert counting.doors == []


def test_a_person_is_let_in_when_the_records_do_not_answer_and_the_log_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        assert answer(Counting(broken=True), DOOR).get_data() == b"here"
    assert caplog.messages == ["access not counted resource=ark:/77777/carnet cause=OperationalError"]
