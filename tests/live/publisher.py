"""Owns what a publisher does before the first sign-on: registers a resource, and takes the kit of the client."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.journeys.own_run import PREAU
from tests.sandbox import Sandbox


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
        """Register the resource for the length of a block; `words` say which language it speaks."""
        drafted = ("--ark", self.resource, "--access-url", self.access_url)
        self.preau("resource", "add", "--name", self.name, *drafted, *words)
        try:
            yield
        finally:
            self.preau("resource", "remove", self.name)

    def take_kit(self, protocol: str, client: str) -> dict[str, str]:
        """Return the files that the kit prints for a client, by name."""
        printed = self.preau("kit", protocol, "--resource", self.resource, "--client", client, "--json")
        files: dict[str, str] = json.loads(printed)[client]
        return files

    def preau(self, *words: str) -> str:
        """Run a command in the sandbox's workspace and return what it prints."""
        place = ("--workspace", str(self.sandbox.workspace.root), "--first-port", str(self.sandbox.first_port))
        command = [PREAU, *words, *place]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - our own
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout
