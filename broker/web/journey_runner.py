"""Owns the running of a journey: asks `next_step` what comes next and calls it. Steps never call each other."""

from urllib.parse import urlencode

from flask import g
from werkzeug.wrappers import Response

from broker.core.journey import Journey, next_step
from broker.web.parts import parts
from broker.web.rendering import read_again_at

RESUME = "/journey"


def resume_url(journey: Journey) -> str:
    """Return the address at which the browser that began a journey finds its next step again."""
    return f"{RESUME}?{urlencode({'journey': journey.id})}"


def follow(journey: Journey) -> None:
    """Make this the journey to which a refusal of this request belongs; its message is traced by itself."""
    g.journey = journey
    g.pop("message_leg", None)
    read_again_at(resume_url(journey))


def run(journey: Journey) -> Response:
    """Answer with the next step of a journey."""
    g.journey = journey
    read_again_at(resume_url(journey))
    found = parts()
    found.sign_on.check_passive(journey)
    return found.steps[next_step(journey)](journey)


def answer_in_its_language(journey: Journey) -> Response:
    """Release to the service in the language in which it asked: the last step."""
    return parts().languages[journey.request.protocol].answer(journey)
