"""Owns what a publisher does before the first sign-on: registers a resource, and takes the kit of the client."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from broker.commands.main import main
from tests.sandbox import Sandbox

_WISHES = ("--profiles", "National_elv,National_ens", "--attributes", "IDO,UAI,PRO,PRE,DIV")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Speak to one sandbox by its commands, about one resource."""

    sandbox: Sandbox
    name: str
    access_url: str

    @property
    def resource(self) -> str:
        """Return its ARK."""
        return f"ark:/77777/{self.name}"

    @contextmanager
    def registered(self, *words: str) -> Iterator[None]:
        """Register the resource for the length of a block; `words` say which language it speaks, and how."""
        self.register(*words)
        try:
            yield
        finally:
            self.preau("resource", "remove", self.name)

    def register(self, *words: str) -> None:
        """Register the resource."""
        drafted = ("--ark", self.resource, "--access-url", self.access_url, *_WISHES)
        self.preau("resource", "add", "--name", self.name, *drafted, *words)

    def take_kit(self, protocol: str, client: str, folder: Path) -> None:
        """Let the kit write the files of a client into a folder."""
        self.preau("kit", protocol, "--resource", self.resource, "--client", client, "--out", str(folder))

    def explain(self, login: str) -> dict[str, list[str]]:
        """Return what the broker says that a person's sign-on would hand to the resource."""
        told = self.preau("explain", "--person", login, "--resource", self.resource, "--json")
        attributes: dict[str, list[str]] = json.loads(told)["attributes"]
        return attributes

    def preau(self, *words: str) -> str:
        """Run a command in the sandbox's workspace and return what it prints."""
        place = ["--workspace", str(self.sandbox.workspace.root), "--first-port", str(self.sandbox.first_port)]
        place += ["--tls"] if self.sandbox.home.startswith("https:") else []
        done = CliRunner().invoke(main, [*words, *place], prog_name="preau")
        assert done.exit_code == 0, f"{words}: {done.output}"
        return done.stdout
