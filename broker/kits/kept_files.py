"""Owns the files of a publisher's own resource in the workspace: each appears whole, and both or none."""

import re
import shutil
import tempfile
from pathlib import Path

from broker.core.errors import ConfigurationError, Problem
from broker.core.sentence import Sentence
from broker.definitions.workspace import Workspace
from broker.kits.finding import Finding, Part

_NAME = re.compile(r"[a-z][a-z0-9-]{0,60}")


def is_file_name(name: str) -> bool:
    """Tell whether a name can be that of a resource's files (J210)."""
    return _NAME.fullmatch(name) is not None


def files_of(workspace: Workspace, name: str) -> tuple[Path, Path]:
    """Return where the metadata and the contract of a resource of that name are kept."""
    return workspace.services / f"{name}.xml", workspace.contracts / f"{name}.toml"


def keep(workspace: Workspace, name: str, contract: bytes, metadata: bytes | None, *, replacing: bool) -> None:
    """Put the files into the workspace, metadata first; never over another's unless replacing.

    Raises ConfigurationError when the name was taken meanwhile or the workspace cannot be written.
    """
    kept_metadata, kept_contract = files_of(workspace, name)
    staging = stage(workspace)
    try:
        if metadata is not None:
            write(staging / kept_metadata.name, metadata)
            _publish(staging / kept_metadata.name, kept_metadata, replacing=replacing)
        write(staging / kept_contract.name, contract)
        try:
            _publish(staging / kept_contract.name, kept_contract, replacing=replacing)
        except FileExistsError:
            if metadata is not None:
                kept_metadata.unlink()
            raise
        if metadata is None and replacing:
            kept_metadata.unlink(missing_ok=True)  # what was replaced spoke SAML
    except FileExistsError:
        raise ConfigurationError((taken(name).problem("resource"),)) from None
    except OSError as error:
        raise ConfigurationError((unwritable(workspace, error),)) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def forget(name: str, workspace: Workspace) -> tuple[Path, ...]:
    """Remove the files of one's own resource, contract first, and return them; raise ConfigurationError if none."""
    if not is_file_name(name):
        raise ConfigurationError((MISNAMED.problem("resource"),))
    metadata, contract = files_of(workspace, name)
    found = tuple(file for file in (contract, metadata) if file.is_file())
    if not found:
        hint = f"look into {workspace.contracts} and {workspace.services}"
        raise ConfigurationError((Problem("resource", name, "no resource of your own is called so", hint),))
    try:
        for file in found:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigurationError((unwritable(workspace, error),)) from None
    return found


def taken(name: str) -> Finding:
    """Return what is wrong with a name that is taken."""
    return Finding(
        Part.NAME,
        "--name",
        Sentence(f"{name} est déjà pris", f"{name} is taken"),
        Sentence("choisissez un autre nom (--name), ou --replace", "choose another --name, or --replace it"),
    )


def stage(workspace: Workspace) -> Path:
    """Make a folder of one's own beside the final places: moving a file from it is one step. Raises OSError."""
    return Path(tempfile.mkdtemp(prefix=".adding-", dir=workspace.root))


def write(file: Path, content: bytes) -> None:
    """Write a file that everybody may read."""
    file.write_bytes(content)
    file.chmod(0o644)


def unwritable(workspace: Workspace, error: OSError) -> Problem:
    """Return the problem of a workspace that cannot be written."""
    return Problem(str(workspace.root), "workspace", error.strerror or "cannot be written", "make it writable")


def _publish(staged: Path, target: Path, *, replacing: bool) -> None:
    if replacing:
        staged.replace(target)
    else:
        target.hardlink_to(staged)  # fails when the name is taken, which a rename would not


MISNAMED = Finding(
    Part.NAME,
    "name",
    Sentence("ce nom ne peut pas être celui d’un fichier", "it cannot name a file"),
    Sentence(
        "des minuscules, des chiffres et des traits d’union seulement, une lettre d’abord",
        "use lower-case letters, digits and hyphens only, a letter first",
    ),
)
