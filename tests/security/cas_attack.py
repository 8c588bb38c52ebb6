"""Owns what the attacks on CAS share: one service, a browser signed in, and a control before and after each attack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from broker.lab.browser import Browser
from tests.journeys.cas_service import CasService, read_success


@dataclass(frozen=True, slots=True)
class Target:
    """Hold the service that is attacked, and the browser of a person who has signed in there."""

    service: CasService
    browser: Browser

    @property
    def home(self) -> str:
        return self.service.sandbox.home

    def ticket(self, **values: str) -> str:
        """Return a fresh ticket."""
        return self.service.ticket(self.browser, **values)

    @contextmanager
    def controlled(self) -> Iterator[None]:
        """Show before and after an attack that an honest log-in succeeds: a refusal proves something only then."""
        self._check()
        yield
        self._check()

    def _check(self) -> None:
        _user, attributes = read_success(self.service.validate(self.ticket()))
        assert attributes["PRO"] == ["National_elv"]
