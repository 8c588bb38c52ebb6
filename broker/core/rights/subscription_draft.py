"""Owns a subscription as a distributor wrote it: texts by field, not yet checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, UNLIMITED_WORD
from broker.core.rights.subscription_fields import LICENCES, OVERALL_LICENCES
from broker.core.violation import Violation


@dataclass(frozen=True)
class SubscriptionDraft:
    """Hold the texts of each field, in order, without those that are empty: an empty element says nothing.

    That an optional element may come empty is how public clients write; what the real service makes of it is a
    simulated assumption. `unknown` says what came besides the fields.
    """

    texts: Mapping[str, tuple[str, ...]]
    unknown: tuple[Violation, ...] = ()

    def one(self, field: str) -> str:
        """Return the first text of a field, empty where there is none."""
        found = self.texts.get(field, ())
        return found[0] if found else ""

    def all(self, field: str) -> tuple[str, ...]:
        """Return every text of a field."""
        return self.texts.get(field, ())

    @cached_property
    def natures(self) -> tuple[str, ...]:
        """Return the codes of kinds of school, which one public client separates by commas [C1]."""
        return tuple(code.strip() for code in self.one("codeNatureUAI").split(",") if code.strip())

    @cached_property
    def has_overall_licences(self) -> bool:
        """Tell whether licences for all publics together are given; zero is none."""
        return read_licences(self.one(OVERALL_LICENCES)) != 0

    @cached_property
    def licences_by_public(self) -> tuple[str, ...]:
        """Return the fields that give licences to one public; zero is none."""
        return tuple(name for name in LICENCES if read_licences(self.one(name)) != 0)

    @property
    def means_librarians(self) -> bool:
        """Tell whether teacher-librarians are among its publics, or have licences."""
        return Audience.LIBRARIAN in self.all("publicCible") or "nbLicenceProfDoc" in self.licences_by_public


def read_licences(text: str) -> int:
    """Return how many licences a text gives: UNLIMITED for ILLIMITE, 0 for none; what is no number counts as given."""
    if text == UNLIMITED_WORD:
        return UNLIMITED
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() else UNLIMITED
