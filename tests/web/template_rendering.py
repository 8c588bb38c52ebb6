"""Owns the rendering of the sample pages, by the very set-up that the sandbox uses."""

from functools import cache

from flask import Flask, render_template

from broker.web.rendering import prepare_rendering
from tests.web.template_samples import ENT, SAMPLES

LANGUAGES = ("fr", "en")


@cache
def _app() -> Flask:
    app = Flask("preau-templates", static_folder=None)
    prepare_rendering(app)
    return app


def render(template: str, language: str, context: dict[str, object]) -> str:
    """Render one template as `broker.web.rendering.render` does."""
    with _app().test_request_context(f"/page?lang={language}"):
        return render_template(
            template,
            language=language,
            issuer_title=ENT.in_language(language),
            home_url="http://localhost:8000/",
            **context,
        )


@cache
def page(sample: str, language: str) -> str:
    """Return the text of one sample page."""
    template, context = SAMPLES[sample]
    return render(template, language, context)
