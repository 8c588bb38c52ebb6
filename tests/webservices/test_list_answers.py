"""Owns that a list is packed once for all who have the same, and never handed to who has another."""

import gzip
from dataclasses import replace

from flask import Flask, Response

from broker.core.rights.notice import Notice
from broker.webservices.list_answers import ListAnswers
from broker.webservices.list_bodies import ListBodies
from tests.webservices.test_list_bodies import ENTRY, LABEL, NOTICE

OTHER = replace(NOTICE, resource="ark:/77777/other")


class CountingBodies(ListBodies):
    """Count how often a list is written."""

    def __init__(self) -> None:
        super().__init__(ENTRY, LABEL)
        self.written = 0

    def as_json(self, notices: tuple[Notice, ...], project: str, uai: str) -> bytes:  # type: ignore[override]
        self.written += 1
        return super().as_json(notices, project, uai)


def ask(answers: ListAnswers, *notices: Notice, uai: str = "0771234X", encoding: str = "gzip") -> Response:
    with Flask("lists").test_request_context("/", headers={"Accept-Encoding": encoding}):
        return answers.answer(notices, "P0", uai)


def test_the_same_list_is_written_and_packed_once() -> None:
    bodies = CountingBodies()
    answers = ListAnswers(bodies)
    first, second = ask(answers, NOTICE, OTHER), ask(answers, NOTICE, OTHER)
    assert first.data == second.data
    assert bodies.written == 1
    assert second.headers["Content-Encoding"] == "gzip"


def test_another_list_school_or_notice_is_written_anew() -> None:
    bodies = CountingBodies()
    answers = ListAnswers(bodies)
    given = [
        ask(answers, NOTICE),
        ask(answers, NOTICE, OTHER),
        ask(answers, OTHER, NOTICE),
        ask(answers, NOTICE, uai="0775678Y"),
        ask(answers, replace(NOTICE)),
    ]
    assert bodies.written == len(given)
    assert gzip.decompress(given[0].data) == gzip.decompress(given[-1].data)
    assert len({gzip.decompress(answer.data) for answer in given}) == len(given) - 1


def test_who_takes_no_gzip_gets_the_same_list_plain() -> None:
    answers = ListAnswers(CountingBodies())
    plain = ask(answers, NOTICE, encoding="identity")
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(ask(answers, NOTICE).data) == plain.data


def test_no_more_than_256_lists_are_kept() -> None:
    bodies = CountingBodies()
    answers = ListAnswers(bodies)
    for number in range(257):
        ask(answers, NOTICE, uai=f"{number:07d}A")
    ask(answers, NOTICE, uai="0000256A")
    assert bodies.written == 257
    ask(answers, NOTICE, uai="0000000A")
    assert bodies.written == 258
