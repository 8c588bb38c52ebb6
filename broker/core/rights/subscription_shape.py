"""Owns the shape of a subscription's draft: what is required, how long, and in which form; the rules come after.

Lengths are those of the facts (facts/gar.md 7.3). Which forms the real service checks is a simulated assumption: an
ARK, a UAI, a public, a number or a moment that nothing could ever match is refused rather than kept.
"""

import re
from collections.abc import Callable, Iterator

from broker.core.french_time import read_moment
from broker.core.refusals.subscription_rules import SHAPE_REMEDIES, SHAPE_RULES
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED_WORD
from broker.core.rights.subscription_draft import SubscriptionDraft
from broker.core.rights.subscription_fields import FIELDS, LICENCES, OVERALL_LICENCES, Field
from broker.core.violation import Violation, said

_UAI = re.compile(r"[0-9]{7}[A-Za-z]")
_NATURE = re.compile(r"[0-9]{3}")
_LICENCES = re.compile(rf"[0-9]{{1,9}}|{UNLIMITED_WORD}")
_AUDIENCES = frozenset(Audience)
_MOMENT = "2026-09-01T00:00:00.000+02:00"
_Form = tuple[Callable[[str], object], str]
_REQUIRED = tuple(field.name for field in FIELDS.values() if field.is_required)
_ANY_FORM: _Form = (lambda _text: True, "")
_LICENCES_FORM: _Form = (_LICENCES.fullmatch, f"123 | {UNLIMITED_WORD}")

_FORMS: dict[str, _Form] = {
    "idRessource": (lambda text: text.startswith("ark:/"), "ark:/77777/exemple"),
    "typeIdRessource": (lambda text: text.lower() == "ark", "ark"),
    "debutValidite": (read_moment, _MOMENT),
    "finValidite": (read_moment, _MOMENT),
    "uaiEtab": (_UAI.fullmatch, "9990001A"),
    "publicCible": (lambda text: text in _AUDIENCES, " | ".join(Audience)),
    OVERALL_LICENCES: _LICENCES_FORM,
    **dict.fromkeys(LICENCES, _LICENCES_FORM),
}


def check_shape(draft: SubscriptionDraft) -> tuple[Violation, ...]:
    """Return everything that is missing, repeated, too long or malformed: what is missing first, then as it came."""
    return tuple(_find(draft))


def unknown_element(name: str, line: int, nearest: str = "") -> Violation:
    """Return what is said of an element that a body may not hold, by its line."""
    received = f"<{name}>" + (f" ≈ {nearest}" if nearest else "")
    return Violation("INCONNU", SHAPE_RULES["INCONNU"], received, SHAPE_REMEDIES["INCONNU"], line)


def _find(draft: SubscriptionDraft) -> Iterator[Violation]:
    for name in _REQUIRED:
        if name not in draft.texts:
            yield _broken("OBLIGATOIRE", said(name, ""))
    for name, texts in draft.texts.items():
        field = FIELDS[name]
        if len(texts) > 1 and not field.is_repeated:
            yield _broken("REPETE", f"{len(texts)} × {name}")
        yield from _find_malformed(field, texts)
    for nature in draft.natures:
        if not _NATURE.fullmatch(nature):
            yield _broken("VALEUR", f"{said('codeNatureUAI', nature)} ≠ 151")


def _find_malformed(field: Field, texts: tuple[str, ...]) -> Iterator[Violation]:
    fits, example = _FORMS.get(field.name, _ANY_FORM)
    for text in texts:
        if len(text) > field.longest:
            yield _broken("LONGUEUR", f"{field.name}: {len(text)} > {field.longest}")
        if not fits(text):
            yield _broken("VALEUR", f"{said(field.name, text)} ≠ {example}")


def _broken(code: str, received: str) -> Violation:
    return Violation(code, SHAPE_RULES[code], received, SHAPE_REMEDIES[code])
