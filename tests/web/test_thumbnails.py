"""Owns what the drawn thumbnails are: small, the same for the same name, and of nothing but shapes and one letter."""

import re

import pytest
from flask import Flask
from lxml import etree

from broker.web.security_headers import add_security_headers
from broker.web.thumbnails import draw_thumbnail, make_thumbnails


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.after_request(add_security_headers)
    app.register_blueprint(make_thumbnails("/thumbnails"))
    return app


def test_a_thumbnail_is_a_small_image_that_a_cache_may_keep(app: Flask) -> None:
    answer = app.test_client().get("/thumbnails/carnet.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.text == draw_thumbnail("carnet")
    assert len(answer.data) < 700


@pytest.mark.parametrize("name", ["Carnet", "..", "a b", "%3Csvg%3E", "x" * 62, "é"])
def test_no_other_name_is_drawn(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/thumbnails/{name}.svg").status_code == 404


def test_names_give_different_drawings_that_hold_no_style_script_or_address() -> None:
    names = [f"nom-{number}" for number in range(60)]
    drawn = {draw_thumbnail(name) for name in names}
    assert len(drawn) > 55
    assert draw_thumbnail("carnet") == draw_thumbnail("carnet")
    for text in drawn:
        root = etree.fromstring(text)
        assert {etree.QName(one).localname for one in root.iter()} <= {"svg", "rect", "g", "circle", "path", "text"}
        assert not re.search(r"style|href|url\(|on[a-z]+=", text)
