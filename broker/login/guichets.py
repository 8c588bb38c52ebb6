"""Owns the asking of the guichet that a journey has chosen: this one's own password, or another in its language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from werkzeug.wrappers import Response

from broker.core.journey import Journey
from broker.core.refusals.journey import UnknownProject
from broker.web.parts import parts

Ask = Callable[[Journey], Response]


@dataclass(frozen=True, slots=True)
class Guichets:
    """Know how one issuer's people sign in: `here` by its own form if it has one, elsewhere by language."""

    here: Ask | None
    elsewhere: Mapping[str, Ask]

    def ask(self, journey: Journey) -> Response:
        """Send the person where they sign in."""
        if self.here is not None and journey.guichet == parts().issuer.name:
            return self.here(journey)
        known = {guichet.name: guichet.protocol for guichet in parts().sign_on.find_guichets()}
        ask = self.elsewhere.get(known.get(journey.guichet or "", ""))
        if ask is None:
            raise UnknownProject(expected=", ".join(sorted(known)), received=journey.guichet or "none")
        return ask(journey)
