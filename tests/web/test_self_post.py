"""Owns the test of the page that posts itself: made once, filled each time, the same as its template to the byte."""

import pytest
from flask import Flask, g, render_template

from broker.app import make_issuer_app
from broker.core.sentence import Sentence
from broker.web.parts import ReturnForm, parts
from broker.web.rendering import read_again_at
from broker.web.self_post import self_post
from tests.sandbox import Sandbox

DESTINATION = Sentence("Studio & <atelier>", "Studio & <workshop>")
HOSTILE = '"><script>alert(1)</script>&amp;'


@pytest.fixture(scope="module")
def app(sandbox: Sandbox) -> Flask:
    return make_issuer_app(sandbox.shared.hub, sandbox.shared)


def _fields(number: int) -> tuple[tuple[str, str], ...]:
    return (("SAMLResponse", f"PHNh{number}"), ("RelayState", f"{HOSTILE}{number}"))[: 1 + number % 2]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_what_the_template_makes_of_its_own_values(app: Flask, language: str) -> None:
    for number in range(4):
        form = ReturnForm(f"https://resource.example.test/acs?{number}&{HOSTILE}", _fields(number))
        with app.test_request_context(
            "/idp/profile/SAML2/Callback", method="POST", headers={"Accept-Language": language}
        ):
            read_again_at(f"/journey?journey=j{number}")
            page = self_post(form, DESTINATION).get_data(as_text=True)
            expected = render_template(
                "web/self_post.html",
                language=language,
                issuer_title=parts().issuer.title.in_language(language),
                home_url=parts().home_url,
                action=form.action,
                fields=form.fields,
                destination_title=DESTINATION,
            )
            assert g.form_origins == {"https://resource.example.test"}
        assert page == expected
        assert f"journey=j{number}&amp;lang=en" in page
        assert "<script>alert" not in page


def test_a_value_that_looks_like_another_place_is_only_a_value(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = ReturnForm("https://resource.example.test/acs", (("SAMLResponse", "action"), ("RelayState", "field0")))
        page = self_post(form, DESTINATION).get_data(as_text=True)
    assert 'name="SAMLResponse" value="action"' in page
    assert 'name="RelayState" value="field0"' in page
