"""Owns what a resource keeps of an accepted answer, whatever the language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, repr=False)
class Received:
    """Hold one accepted answer. It has no repr: its values belong on the person's own page, not in a log.

    `question` is the reference of the question answered, `once` what marks the answer as used. `known_as` are the
    names by which the hub may end the visit, and `for_sign_out` what the resource must say to end it itself.
    """

    question: str
    once: str
    attributes: Mapping[str, list[str]]
    envelope: Mapping[str, str]
    documents: Mapping[str, object]
    readable: Mapping[str, str]
    known_as: frozenset[str]
    for_sign_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def person(self) -> str | None:
        """Return the key of the person at this resource: the IDO, which alone is the same at each sign-on."""
        return next(iter(self.attributes.get("IDO", [])), None)

    def as_json(self) -> dict[str, object]:
        """Return the same for scripts, the documents just as they came."""
        return {"attributes": self.attributes, "envelope": self.envelope, **self.documents}
