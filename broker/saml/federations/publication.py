"""Owns a federation that the sandbox itself publishes: its key, its aggregate as one file, renewed each day.

Other parts of the sandbox read that file as they read any federation's: verified, with the certificate beside it.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.core.sentence import Sentence
from broker.flows.ports import Clock
from broker.keys.key_ring import Keys
from broker.saml.certificates import body_of
from broker.saml.federations.aggregate_writer import Aggregate, Registration, aggregate_id, write_aggregate
from broker.saml.federations.settings import FederationSettings
from broker.saml.keys import SigningKey, named_key_ring, signing_key_ring
from broker.saml.metadata_writer import write_metadata
from broker.saml.pysaml2_bridge import EntityShape, write_entity

_HEAD_BYTES = 2048


@dataclass(frozen=True, slots=True)
class InventedMember:
    """Describe a member that is nowhere: `sign_on` is the page that says so, `certificate` a key that nobody has."""

    entity_id: str
    title: Sentence
    sign_on: str
    certificate: bytes


@dataclass(frozen=True, slots=True)
class PublishedFederation:
    """Describe a federation of the sandbox's own: real members are issuers, by name."""

    name: str
    title: Sentence
    uri: str
    members: tuple[tuple[Issuer | InventedMember, Registration], ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """Publish one federation into a folder, with the keys of another."""

    about: PublishedFederation
    folder: Path
    keys: Path
    clock: Clock

    @property
    def settings(self) -> FederationSettings:
        """Return how the federation is read."""
        return FederationSettings(name=self.about.name, certificate=self._file("pem"), file=self._file("xml"))

    def renew(self) -> bool:
        """Publish where that is due: a new day, another key, another member; tell whether it was."""
        keys, today = self._key(), self.clock.now().date()
        document_id = aggregate_id(self._fingerprint(keys), today)
        if self._is_published(document_id):
            return False
        members = tuple((self._metadata(member), registration) for member, registration in self.about.members)
        aggregate = Aggregate(self.about.uri, self.about.uri, members)
        self._write("pem", b"".join(key.certificate_pem for key in keys.published))
        self._write("xml", write_aggregate(aggregate, document_id, keys.current, today))
        return True

    def read(self) -> bytes:
        """Return the document as it is published."""
        return self._file("xml").read_bytes()

    def read_certificate(self) -> bytes:
        """Return the certificates with which the document is verified."""
        return self._file("pem").read_bytes()

    def _key(self) -> Keys[SigningKey]:
        ring = named_key_ring(f"federation-{self.about.name}", self.about.title.fr, self.keys, self.clock)
        ring.prepare()
        return ring.keys

    def _keys_of(self, issuer: Issuer) -> Keys[SigningKey]:
        ring = signing_key_ring(issuer, self.keys, self.clock)
        ring.prepare()
        return ring.keys

    def _fingerprint(self, keys: Keys[SigningKey]) -> Iterator[bytes]:
        """Yield what the document is made of, but for the day."""
        yield b"".join(key.certificate_pem for key in keys.published)
        for member, registration in self.about.members:
            yield repr((member, registration)).encode()
            if isinstance(member, Issuer):
                yield from (key.certificate_pem for key in self._keys_of(member).published)

    def _metadata(self, member: Issuer | InventedMember) -> bytes:
        if isinstance(member, Issuer):
            return write_metadata(member, self._keys_of(member), self.clock.now())
        return _invented(member)

    def _is_published(self, document_id: str) -> bool:
        try:
            with self._file("xml").open("rb") as file:
                return f'ID="{document_id}"'.encode() in file.read(_HEAD_BYTES) and self._file("pem").exists()
        except FileNotFoundError:
            return False

    def _file(self, kind: str) -> Path:
        return self.folder / f"{self.about.name}.{kind}"

    def _write(self, kind: str, content: bytes) -> None:
        """Replace a file in one step."""
        draft = self.folder / f".{self.about.name}.{os.getpid()}.{secrets.token_hex(4)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(content)
            draft.replace(self._file(kind))
        except OSError as error:
            what = f"the aggregate of {self.about.name} cannot be written ({error.strerror})"
            raise ConfigurationError((Problem(str(self.folder), "federations", what, "make it writable"),)) from None


def _invented(member: InventedMember) -> bytes:
    titles = (("fr", member.title.fr), ("en", member.title.en))
    shape = EntityShape(
        entity_id=member.entity_id,
        metadata_id="_invented",
        valid_until="2100-01-01T00:00:00Z",
        signing=(body_of(member.certificate),),
        encryption=(),
        titles=titles,
        organisations=titles,
        home=member.sign_on,
        redirect=member.sign_on,
        post=member.sign_on,
    )
    return write_entity(shape)
