"""Owns J211 (what is stored is JSON, never code) and J214 (what cannot be read back closes the door)."""

import ast
import json
import pickle
from pathlib import Path

import pytest
import requests

from broker.core.journey import Hint
from broker.flows.sign_on import browser_digest
from broker.lab.browser import Browser, forms_of
from broker.stores.keys import name_key
from tests.journeys.own_service import own_service
from tests.journeys.steps import CARNET, PUPIL, choose_guichet, entry_link, open_by_ent, read_refusal, received
from tests.sandbox import Sandbox
from tests.security.doors import cookie_name, is_signed_in, session_of, try_password

_ROOT = Path(__file__).parents[2]
_FORBIDDEN = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle", "yaml", "ruamel", "xmlrpc"}
_CALLS = {"eval", "exec", "compile", "__import__"}
# The seeded faults of a proof: they load the very modules of the package, changed, and nothing that comes from outside.
_OWN_SOURCE = {"broker/proof/mutants/modules.py", "broker/proof/mutants/operators.py"}


class Trap:
    """Touch a file when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = str(file)

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (self.file, "w")


def poisons(trap: Path) -> dict[str, bytes]:
    """Return octets that are no value of ours."""
    return {
        "nothing": b"",
        "not UTF-8": b"\xff\xfe\x00",
        "no JSON": b"{",
        "another JSON": b'{"login": 7, "project": 7, "refusal": 7}',
        "a list": b"[1, 2, 3]",
        "deep": b"[" * 5_000,
        "pickle": pickle.dumps(Trap(trap)),
        "YAML": b"!!python/object/apply:os.system ['true']",
    }


@pytest.fixture(params=poisons(Path("trap")))
def poison(request: pytest.FixtureRequest, tmp_path: Path) -> bytes:
    return poisons(tmp_path / "trap")[request.param]


def test_j211_a_pickle_would_have_sprung_the_trap(tmp_path: Path) -> None:
    pickle.loads(poisons(tmp_path / "trap")["pickle"]).close()  # noqa: S301 - the control: the trap works
    assert (tmp_path / "trap").exists()


@pytest.mark.parametrize("package", ["broker", "idp", "sp_examples"])
def test_j211_no_module_can_read_code_from_data(package: str) -> None:
    for file in (_ROOT / package).rglob("*.py"):
        if file.relative_to(_ROOT).as_posix() in _OWN_SOURCE:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                assert not {alias.name.partition(".")[0] for alias in node.names} & _FORBIDDEN, file
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").partition(".")[0] not in _FORBIDDEN, file
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in _CALLS, file


def journey_at_the_choice(sandbox: Sandbox) -> tuple[Browser, requests.Response, str]:
    """Begin a sign-on and stop where the guichet is asked; return the journey's name too."""
    browser = Browser()
    page = browser.get(entry_link(sandbox, CARNET, project=None))
    return browser, page, page.text.partition("/journey/guichet?journey=")[2].partition("&")[0]


def check_closed(page: requests.Response, trap: Path) -> None:
    """Fail unless the door closed with the store's own refusal, and nothing ran."""
    shown = read_refusal(page)
    assert (shown.code, shown.status) == ("store.unavailable", 503)
    assert not trap.exists()


def test_j214_a_poisoned_journey_goes_nowhere(sandbox: Sandbox, poison: bytes, tmp_path: Path) -> None:
    browser, page, journey = journey_at_the_choice(sandbox)
    assert b"hint" in (sandbox.shared.store.find(name_key("journey", journey)) or b"")  # the control: the key is right
    sandbox.shared.store.put(name_key("journey", journey), poison, 60)
    check_closed(choose_guichet(browser, page, "ent-cour"), tmp_path / "trap")
    assert not browser.responses


def test_j214_a_poisoned_session_signs_nobody_in(sandbox: Sandbox, poison: bytes, tmp_path: Path) -> None:
    browser = Browser()
    assert is_signed_in(try_password(sandbox, "ent-cour", "lea.martin", browser=browser))
    secret = session_of(sandbox, "ent-cour", browser)["_user_id"]
    key = name_key("session", "ent-cour", browser_digest(secret))
    assert sandbox.shared.store.find(key)  # the control: the key is right
    sandbox.shared.store.put(key, poison, 60)
    check_closed(browser.get(f"{sandbox.urls['ent-cour']}/account"), tmp_path / "trap")
    check_closed(browser.get(entry_link(sandbox, CARNET)), tmp_path / "trap")
    assert not browser.responses


def test_j214_a_poisoned_hint_opens_nothing(sandbox: Sandbox, poison: bytes, tmp_path: Path) -> None:
    with own_service(sandbox) as service:
        browser = Browser()
        browser.http.get(entry_link(sandbox, service.resource), allow_redirects=False, timeout=20)
        digest = browser_digest(str(browser.http.cookies[f"{cookie_name(sandbox, 'gar')}_browser"]))
        key = name_key("hint", digest, service.resource)
        assert json.loads(sandbox.shared.store.find(key) or b"{}")["project"] == Hint("P0").project  # the control
        sandbox.shared.store.put(key, poison, 60)
        check_closed(service.ask(browser), tmp_path / "trap")


def test_j214_a_poisoned_trace_shows_nothing(sandbox: Sandbox, poison: bytes, tmp_path: Path) -> None:
    with own_service(sandbox) as service:
        page = service.be_refused()
    trace = read_refusal(page).trace_url
    assert trace is not None
    assert requests.get(trace, timeout=20).ok  # the control
    journey = trace.rpartition("/")[2]
    sandbox.shared.store.append(name_key("trace-outcome", journey), poison, 60, 1)
    check_closed(requests.get(trace, timeout=20), tmp_path / "trap")


def test_j214_a_poisoned_arrival_signs_nobody_in(sandbox: Sandbox, poison: bytes, tmp_path: Path) -> None:
    sandbox.shared.store.put("arrival:ent-cour:forged-ticket", poison, 60)
    answer = requests.get(f"{sandbox.urls['ent-cour']}/arrival?ticket=forged-ticket", timeout=20)
    assert not answer.url.endswith("/mediacentre")
    assert not (tmp_path / "trap").exists()


def test_j214_after_all_that_a_sign_on_still_works(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, PUPIL)
    assert received(browser, page)
    assert not forms_of(page)[0].automatic
