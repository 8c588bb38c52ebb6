"""Owns what is kept of one sign-on that was tried on a resource: how it ended and where, never a value."""

from dataclasses import dataclass
from enum import StrEnum

from broker.core.profile import Profile
from broker.core.sentence import Sentence
from broker.core.starvation import Cut


class Ending(StrEnum):
    """Say how an attempt ended: the closed list. Only the first two tell anything of what the resource needs."""

    SUCCESS = "success"
    FAILURE = "failure"
    REFUSED = "refused"
    STOPPED = "stopped"
    SILENT = "silent"


ENDINGS = {
    Ending.SUCCESS: Sentence("réussi", "success"),
    Ending.FAILURE: Sentence("échec chez la ressource", "failure at the resource"),
    Ending.REFUSED: Sentence("refusé par le bac à sable", "refused by the sandbox"),
    Ending.STOPPED: Sentence("arrêté avant la ressource", "stopped before the resource"),
    Ending.SILENT: Sentence("pas de réponse", "no answer"),
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """Hold one attempt: what was altered, how it ended, at whom, by which status, and which criteria did not hold.

    `altered` are the attributes that left altered; those of the cuts that it lacks, the person does not have. `profile`
    is the person's in that sign-on, where something was altered. `code` is the sandbox's refusal, where it was one.
    """

    cuts: tuple[Cut, ...]
    ending: Ending
    where: str = ""
    status: int = 0
    unmet: tuple[str, ...] = ()
    code: str = ""
    altered: tuple[str, ...] = ()
    profile: Profile | None = None

    @property
    def is_telling(self) -> bool:
        """Tell whether something can be concluded of it: the resource had what it was to have, and reacted."""
        return self.ending in {Ending.SUCCESS, Ending.FAILURE}

    @property
    def words(self) -> str:
        """Say how it ended in one line, for a terminal."""
        told = (self.where, f"status {self.status}" if self.status else "", self.code)
        details = ", ".join((*filter(None, told), *(f"not met: {one}" for one in self.unmet)))
        return f"{ENDINGS[self.ending].en}{f' ({details})' if details else ''}"
