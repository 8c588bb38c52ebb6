"""Owns whom the walk of a person tells a password: a guichet, and no page that looks like one."""

from pathlib import Path

import pytest

from broker.definitions.addresses import base_urls
from broker.definitions.installed_issuers import find_issuers
from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA, Workspace
from broker.lab.answers import Answers, Wishes
from broker.lab.browser import Form
from tests.builders import a_pupil

FIELDS = {"j_username": "", "j_password": "", "csrf_token": "x"}


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    settings, workspace = Settings(), Workspace(tmp_path)
    issuers = find_issuers(settings, workspace, base_urls(settings, DATA / "issuers"))
    return Answers(issuers, a_pupil(), "secret", Wishes(None, None, None))


def a_form(action: str) -> Form:
    return Form(action, "post", FIELDS, {}, automatic=False)


def test_a_guichet_is_told_once(answers: Answers) -> None:
    form = a_form("http://localhost:8003/sign-in")
    assert answers.fill(form, "") == {"j_username": "lou.marelle", "j_password": "secret"}
    assert answers.fill(form, "") is None


@pytest.mark.parametrize(
    "action", ["http://localhost:8010/sign-in", "http://localhost:8003.example/", "https://x.example/"]
)
def test_another_page_with_the_same_fields_is_told_nothing(answers: Answers, action: str) -> None:
    assert answers.fill(a_form(action), "") is None
