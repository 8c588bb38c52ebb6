"""Owns the tests of what a guichet vouches for by the values of one of its attributes."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from broker.core.issuer import Guichet
from broker.core.profile import Profile
from broker.core.refusals.exchange import GuichetAttributeUnsuitable
from broker.core.sentence import Sentence
from broker.login.vouching import read_authentication
from tests.builders import NOON

_PUPIL, _GUARDIAN = frozenset({Profile.PUPIL}), frozenset({Profile.GUARDIAN})
_GUICHET = Guichet(
    name="educonnect",
    title=Sentence("ÉduConnect", "ÉduConnect"),
    description=Sentence("", ""),
    entity_id="urn:test",
    projects=frozenset(),
    key_kind="mail",
    key_attribute="mail",
    vouched_attribute="affiliation",
    vouched_by_value=(("eleve2d", _PUPIL), ("resp1d", _GUARDIAN), ("resp2d", _GUARDIAN)),
)


@dataclass(frozen=True)
class Answer:
    """Say these affiliations."""

    affiliations: tuple[str, ...]
    authenticated_at: datetime = NOON
    context_class: str = "password"
    session_not_on_or_after: datetime | None = None
    mail: tuple[str, ...] = field(default=("sacha@famille.example",))

    def find_values(self, name: str) -> tuple[str, ...]:
        """Return the values of one attribute."""
        return {"affiliation": self.affiliations, "mail": self.mail}.get(name, ())


def test_a_guardian_with_children_in_both_degrees_is_vouched_for_as_a_guardian() -> None:
    assert read_authentication(Answer(("resp1d", "resp2d")), _GUICHET).vouched == _GUARDIAN


@pytest.mark.parametrize("said", [(), ("",), ("other",), ("resp2d", "other"), ("eleve2d", "resp2d")])
def test_no_quality_an_unknown_one_or_two_different_ones_are_refused(said: tuple[str, ...]) -> None:
    with pytest.raises(GuichetAttributeUnsuitable):
        read_authentication(Answer(said), _GUICHET)
