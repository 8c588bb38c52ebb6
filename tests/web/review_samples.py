"""Owns sample contexts for the templates of a review."""

from types import SimpleNamespace as Thing

from broker.core.sentence import Sentence

_SECTION = Thing(
    path="/statistics",
    question=Sentence("Qui ouvre quoi ?", "Who opens what?"),
    how=Sentence("Les accès, jamais par personne.", "Accesses, never by person."),
)
REVIEW_SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    "review": ("console/review/home.html", {"sections": [_SECTION]}),
    "review_bare": ("console/review/home.html", {"sections": []}),
}
