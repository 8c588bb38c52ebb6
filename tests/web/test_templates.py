"""Every template renders with its declared context, in both languages, within the strict policy of the pages."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from tests.web.template_rendering import LANGUAGES, page, render
from tests.web.template_samples import SAMPLES

_ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("broker/web/templates", "broker/console/templates", "idp/templates")
_FRAMES = {
    "console/subscription_pieces.html",
    "web/resource_cards.html",
    "web/left_out.html",
    "web/base.html",
    "web/macros.html",
    "console/fields.html",
    "console/settings.html",
    "console/review/risk_pieces.html",
    "console/assignments/pieces.html",
    "console/distributor/pieces.html",
    "console/publisher/pieces.html",
    "console/review/contract_pieces.html",
}
_VOID = {"meta", "link", "input", "img", "br", "path", "rect"}


class _Outline(HTMLParser):
    """Read the tags of a page, and whether each is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(params=[(sample, language) for sample in SAMPLES for language in LANGUAGES], ids="-".join)
def outline(request: pytest.FixtureRequest) -> _Outline:
    return _Outline(page(*request.param))


def test_every_template_has_a_sample() -> None:
    names = {path.relative_to(_ROOT / folder).as_posix() for folder in _FOLDERS for path in (_ROOT / folder).rglob("*")}
    assert {name for name in names if name.endswith(".html")} == _FRAMES | {
        template for template, _ in SAMPLES.values()
    }


def test_every_tag_is_closed_in_its_turn(outline: _Outline) -> None:
    assert outline.open == []


def test_a_page_has_one_first_heading_and_skips_no_level(outline: _Outline) -> None:
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_page_names_its_language_title_and_landmarks(outline: _Outline) -> None:
    assert outline.all("html")[0]["lang"] in LANGUAGES
    assert all(len(outline.all(tag)) == 1 for tag in ("title", "header", "main", "footer"))


def test_nothing_is_inline(outline: _Outline) -> None:
    assert outline.all("style") == []
    assert all(script["src"] for script in outline.all("script"))
    for tag, attributes in outline.tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], tag


def test_nothing_comes_from_elsewhere(outline: _Outline) -> None:
    sources = [found.get("src") for tag, found in outline.tags if tag in {"img", "script"}]
    sources += [link["href"] for link in outline.all("link")]
    assert all(source and source.startswith("/static/") for source in sources)


def test_an_identifier_is_used_once_and_every_reference_leads_somewhere(outline: _Outline) -> None:
    ids = [found["id"] for _, found in outline.tags if "id" in found]
    assert len(ids) == len(set(ids))
    for _, found in outline.tags:
        named = f"{found.get('for') or ''} {found.get('aria-labelledby') or ''} {found.get('aria-describedby') or ''}"
        anchor = found.get("href") or ""
        assert {*named.split(), *([anchor[1:]] if anchor.startswith("#") else [])} <= set(ids)


def test_every_form_posts_and_has_a_visible_button(outline: _Outline) -> None:
    assert len(outline.all("form")) <= len(outline.all("button"))
    own = [form for form in outline.all("form") if form.get("action", "/").startswith("/")]
    # A query may answer a service, or search: it changes nothing here.
    assert all(form["method"] == "post" or form.get("role") == "search" for form in own)


@pytest.mark.parametrize(("language", "banner"), [("fr", "Bac à sable"), ("en", "Sandbox")])
@pytest.mark.parametrize("sample", SAMPLES)
def test_every_page_says_that_it_is_a_sandbox(sample: str, language: str, banner: str) -> None:
    disclaimer = "Préau n’est pas un service de l’État" if language == "fr" else "Préau is not a State service"
    assert f"<strong>{banner}</strong>" in page(sample, language)
    assert disclaimer in page(sample, language)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_missing_value_is_an_error_not_a_blank(sample: str) -> None:
    template, context = SAMPLES[sample]
    for missing in context.keys() - {"journeys_url", "resources_url"}:
        with pytest.raises(UndefinedError, match=missing):
            render(template, "fr", {name: value for name, value in context.items() if name != missing})


def test_values_are_escaped_wherever_they_come_from() -> None:
    assert '"&gt;<b>' not in page("self_post", "fr")
    assert "&#34;&gt;&lt;b&gt;x" in page("self_post", "fr")
    assert "<saml2p:AuthnRequest" not in page("journey", "fr")


def test_the_forms_carry_the_names_that_the_routes_read() -> None:
    choice = _Outline(page("profile_choice", "fr"))
    assert [button["id"] for button in choice.all("button")] == ["bouton_eleve", "bouton_responsable"]
    assert {button["name"] for button in choice.all("button")} == {"profile"}
    assert {box["name"] for box in _Outline(page("membership_choice", "fr")).all("input")} == {
        "csrf_token",
        "membership",
    }
    sign_in = {box["name"]: box for box in _Outline(page("password_wrong", "fr")).all("input")}
    assert sign_in["j_username"]["autocomplete"] == "username"
    assert sign_in["j_password"]["autocomplete"] == "current-password"
    assert sign_in["j_username"]["aria-describedby"] == "error"


def test_only_the_pages_that_go_on_by_themselves_have_a_script() -> None:
    scripted = {sample for sample in SAMPLES if _Outline(page(sample, "fr")).all("script")}
    assert scripted == {"self_post", "frame"}
    assert [form["id"] for form in _Outline(page("self_post", "fr")).all("form")] == ["self-post"]


def test_the_diagram_has_one_mark_per_leg_and_one_lifeline_per_party() -> None:
    marks = [found.get("class") for _, found in _Outline(page("journey", "fr")).tags]
    assert marks.count("arrow") == 4
    assert marks.count("life") == 3
    assert marks.count("hub") == 1


def test_a_withheld_attribute_is_named_with_its_reason() -> None:
    assert "<code>P_MEL</code>" in page("journey", "en")
    assert "the contract does not name it" in page("journey", "en")


def test_each_attribute_that_left_leads_to_its_lineage() -> None:
    links = [
        found["href"] for found in _Outline(page("journey", "fr")).all("a") if "/review/lineage" in str(found["href"])
    ]
    assert "/review/lineage?resource=carnet-de-lecture%20v1&attribute=IDO" in links
