"""Every page in Chromium: accessible, light, within the strict policy, wide enough for a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.chromium import broken_rules
from tests.web.template_rendering import page
from tests.web.template_samples import SAMPLES

pytestmark = pytest.mark.browser

_STATIC = Path(__file__).resolve().parents[2] / "broker" / "web" / "static"
_KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript"}
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self' http://localhost:8010"
)
_SITE = "http://preau.test"


def _body(url: str) -> tuple[bytes, str]:
    """Return what an address of the sandbox gives, and its kind; elsewhere, a word."""
    path = Path(url.removeprefix(_SITE).partition("?")[0])
    if path.parts[1] == "static":
        return (_STATIC / path.name).read_bytes(), _KINDS[path.suffix]
    if path.parts[1] in SAMPLES:
        return page(path.parts[1], path.parts[2]).encode(), "text/html; charset=utf-8"
    return b"arrived", "text/plain"


def _answer(route: Route) -> None:
    """Serve samples and static files as the sandbox does: same policy, nothing else."""
    body, kind = _body(route.request.url)
    route.fulfill(body=body, content_type=kind, headers={"Content-Security-Policy": _POLICY})


@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("en", "dark")])
def test_no_page_breaks_an_axe_rule_the_policy_or_a_phone(chromium: Browser, language: str, scheme: str) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark" if scheme == "dark" else "light"
    )
    tab = context.new_page()
    tab.route("**/*", _answer)
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    for sample in SAMPLES.keys() - {"self_post", "onward", "frame"}:
        tab.goto(f"{_SITE}/{sample}/{language}")
        tab.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        for broken in broken_rules(tab):
            complaints += [f"{sample}: {broken.rule}: {element}" for element in broken.elements]
        if tab.evaluate("document.documentElement.scrollWidth") > 390:
            complaints.append(f"{sample}: wider than a phone")
    context.close()
    assert complaints == []


def test_a_page_weighs_less_than_60_kilobytes_in_at_most_5_requests(chromium: Browser) -> None:
    context = chromium.new_context()
    tab = context.new_page()
    tab.route("**/*", _answer)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    heavy: dict[str, list[str]] = {}
    for sample in sorted(SAMPLES.keys() - {"self_post", "onward", "frame"}):
        asked.clear()
        tab.goto(f"{_SITE}/{sample}/fr")
        if not 3 <= len(asked) <= 5 or sum(len(_body(url)[0]) for url in asked) >= 60_000:
            heavy[sample] = list(asked)
    context.close()
    assert heavy == {}


@pytest.mark.parametrize("script", [True, False])
def test_the_message_goes_on_by_itself_or_by_its_button(chromium: Browser, script: bool) -> None:  # noqa: FBT001 - a parameter of the test
    context = chromium.new_context(java_script_enabled=script)
    tab = context.new_page()
    posted: list[str] = []
    tab.route("**/*", _answer)
    tab.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    tab.goto(f"{_SITE}/self_post/fr")
    if not script:
        assert posted == []
        tab.get_by_role("button", name="Continuer").click()
    tab.wait_for_url("**/saml/acs")
    context.close()
    assert len(posted) == 1


def test_the_keyboard_reaches_the_content_first(chromium: Browser) -> None:
    tab = chromium.new_page()
    tab.route("**/*", _answer)
    tab.goto(f"{_SITE}/password/fr")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.id") == "username"
    tab.close()
