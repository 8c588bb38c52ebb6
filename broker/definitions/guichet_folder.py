"""Owns the workspace's own guichets: an operator's ENT, as one definition file beside its SAML metadata."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Guichet
from broker.definitions.guichet_table import GuichetFile
from broker.definitions.issuer_files import read_toml
from broker.definitions.problems import problems_of
from broker.file_stamps import Seen, has_changed, see


@dataclass(slots=True)
class GuichetFolder:
    """Read `<workspace>/guichets/*.toml` again whenever a file changes; a broken file is a problem, not a guichet.

    `taken` are the names of the sandbox's own issuers.
    """

    folder: Path
    urls: Mapping[str, str]
    taken: frozenset[str] = frozenset()
    _problems: tuple[Problem, ...] = ()
    _seen: tuple[Seen, ...] | None = None
    _found: tuple[Guichet, ...] = field(default=())
    _hubs: dict[str, frozenset[str]] = field(default_factory=dict)

    def all(self) -> tuple[Guichet, ...]:
        """Return the guichets of the folder, by file name."""
        if self._seen is None or has_changed(self._seen):
            seen = see([self.folder])
            files = sorted(self.folder.glob("*.toml"))
            seen += see(files)
            self._read(files)
            self._seen = seen
        return self._found

    def offered_at(self, issuer: str) -> tuple[Guichet, ...]:
        """Return those that an issuer offers."""
        return tuple(guichet for guichet in self.all() if issuer in self._hubs[guichet.name])

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the files now."""
        self.all()
        return self._problems

    def _read(self, files: list[Path]) -> None:
        problems: list[Problem] = []
        found: list[Guichet] = []
        hubs: dict[str, frozenset[str]] = {}
        for file in files:
            try:
                read = GuichetFile.model_validate(read_toml(file, self.urls))
            except ValidationError as error:
                problems += problems_of(error, file.name)
            except ConfigurationError as error:
                problems += error.problems
            else:
                if read.own_name is None:
                    problems.append(Problem(file.name, "entity_id", "missing", "give the entityID of its metadata"))
                elif read.name in self.taken | {guichet.name for guichet in found}:
                    problems.append(Problem(file.name, "name", f"{read.name} is taken", "choose another name"))
                else:
                    found.append(read.guichet(read.own_name))
                    hubs[read.name] = read.at
        self._found, self._hubs, self._problems = tuple(found), hubs, tuple(problems)
