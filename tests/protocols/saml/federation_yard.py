"""Owns a federation as it is opened for the tests: its settings, its folder, its clock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from broker.saml.federations.federations import Federations, Surroundings, open_federations
from broker.saml.federations.settings import FederationSettings
from broker.saml.metadata_fetch import FetchPolicy
from tests.protocols.saml.federation_source import write_signer
from tests.protocols.saml.saml_builders import NOW

DAY = timedelta(days=1)
ISSUER = "gar"


@dataclass
class MovedClock:
    """Tell the time that a test sets."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


@dataclass
class FederationYard:
    """Open federations in a folder, as each process of one installation does; `named` are the contracts' entities."""

    folder: Path
    clock: MovedClock = field(default_factory=MovedClock)
    named: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Publish the signer's certificate."""
        write_signer(self.folder)

    def open(self, **settings: Any) -> Federations:  # noqa: ANN401 - any setting
        """Open one federation."""
        given = {"name": "essai", **settings}
        given.setdefault("certificate", self.folder / "signer.pem")
        return open_federations((FederationSettings(**given),), self.surroundings())

    def surroundings(self) -> Surroundings:
        """Return what the installation gives."""
        kept, secret = self.folder / "federations", b"a secret of the installation"
        return Surroundings(
            kept,
            secret,
            self.clock,
            reach=FetchPolicy(),
            is_named=lambda issuer, name: issuer == ISSUER and name in self.named,
        )


def codes(federations: Federations) -> list[str]:
    """Return the codes of the problems told."""
    return [problem.what.partition(":")[0] for problem in federations.problems]
