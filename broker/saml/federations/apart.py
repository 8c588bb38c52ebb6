"""Owns the verifying of a large document in a process of its own, so that what serves goes on serving meanwhile.

A tree of tens of megabytes is checked and freed in steps during which no other thread of a Python process runs.
"""

import subprocess
import sys
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from broker.core.errors import MetadataRefused
from broker.core.refusals.listing import find_refusal
from broker.core.refusals.metadata import MetadataUnreadable
from broker.saml.certificates import read_pems
from broker.saml.federations.aggregate import find_places
from broker.saml.federations.kept_copy import Trouble
from broker.saml.metadata_trust import AggregateTerms, AggregateTrust, check_aggregate

_SECONDS = 600


class _Question(BaseModel):
    """Hold what the other process is told beside the file."""

    model_config = ConfigDict(frozen=True)

    signers: str
    longest: timedelta
    latest: datetime | None
    now: datetime


class _Answer(BaseModel):
    """Hold what it found: of which document, and either its terms or why it is refused."""

    model_config = ConfigDict(frozen=True)

    digest: str = ""
    valid_until: datetime | None = None
    cache_duration: timedelta | None = None
    trouble: Trouble | None = None


def check_document(document: bytes, trust: AggregateTrust, *, now: datetime) -> AggregateTerms:
    """Return the terms of a document once it is verified and its entities have been found, here and now."""
    terms = check_aggregate(document, trust, now=now)
    find_places(document)
    return terms


def check_apart(draft: Path, document: bytes, trust: AggregateTrust, *, now: datetime) -> AggregateTerms:
    """Do the same in another process, which reads the document from a file that is there only meanwhile."""
    signers = b"".join(signer.pem for signer in trust.signers).decode("ascii")
    question = _Question(signers=signers, longest=trust.longest, latest=trust.latest_valid_until, now=now)
    try:
        draft.write_bytes(document)
        answer = _ask(draft, question)
    finally:
        draft.unlink(missing_ok=True)
    if answer.trouble is not None:
        raise _refusal(answer.trouble)
    if answer.digest != sha256(document).hexdigest() or answer.valid_until is None:
        raise MetadataUnreadable(received="another document was verified")
    return AggregateTerms(answer.valid_until, answer.cache_duration)


def _ask(draft: Path, question: _Question) -> _Answer:
    command = [sys.executable, "-m", "broker.saml.federations.apart", str(draft)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command, input=question.model_dump_json().encode(), capture_output=True, timeout=_SECONDS, check=True
        )
        return _Answer.model_validate_json(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise MetadataUnreadable(received="its verification did not end", cause=type(error).__name__) from error


def _refusal(trouble: Trouble) -> MetadataRefused:
    kind = find_refusal(trouble.code)
    if kind is None or not issubclass(kind, MetadataRefused):
        return MetadataUnreadable(received=trouble.code)
    return kind(expected=trouble.expected, received=trouble.received)


def answer(draft: Path, asked: bytes) -> bytes:
    """Answer one question, in the other process."""
    question = _Question.model_validate_json(asked)
    document = draft.read_bytes()
    trust = AggregateTrust(read_pems(question.signers.encode()), question.longest, question.latest)
    try:
        terms = check_document(document, trust, now=question.now)
    except MetadataRefused as refusal:
        found = _Answer(trouble=Trouble.of(refusal))
    else:
        found = _Answer(
            digest=sha256(document).hexdigest(), valid_until=terms.valid_until, cache_duration=terms.cache_duration
        )
    return found.model_dump_json().encode()


if __name__ == "__main__":
    sys.stdout.buffer.write(answer(Path(sys.argv[1]), sys.stdin.buffer.read()))
