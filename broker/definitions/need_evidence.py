"""Owns the reading of what trials of services showed: the JSON that `preau starve --json` prints, one per file."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from broker.core.errors import ConfigurationError, Problem
from broker.core.review.grade import Need
from broker.definitions.table_reader import label_of

NECESSARY, NEEDLESS = frozenset({"necessary", "beside_others"}), frozenset({"not_needed"})
_HINT = "give what preau starve --json printed"


class _Finding(BaseModel):
    """Say whether one attribute is needed."""

    model_config = ConfigDict(frozen=True)
    code: str
    need: Literal["necessary", "beside_others", "unknown", "not_needed", "untried"]


class _Trial(BaseModel):
    """Hold what is read of one trial; the rest of its document is not looked at."""

    model_config = ConfigDict(frozen=True)
    issuer: str
    resource: str
    began: str
    sound: bool
    profiles_not_tried: tuple[str, ...] = ()
    attributes: tuple[_Finding, ...]


def read_needs(files: Iterable[Path]) -> dict[tuple[str, str], Need]:
    """Return what the latest sound trial of each service showed, by issuer and resource.

    Where some profiles were not tried, nothing counts as needless: they may need it. Raises `ConfigurationError` with
    every file that is no trial's.
    """
    trials, problems = [], []
    for file in files:
        try:
            trials.append(_Trial.model_validate(json.loads(file.read_text(encoding="utf-8"))))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            what = error.strerror if isinstance(error, OSError) and error.strerror else "not JSON in UTF-8"
            problems.append(Problem(label_of(file), "file", what, _HINT))
        except ValidationError as error:
            places = sorted({".".join(map(str, found["loc"])) for found in error.errors()})
            problems += [Problem(label_of(file), place, "missing, or not as a trial has it", _HINT) for place in places]
    if problems:
        raise ConfigurationError(tuple(problems))
    ordered = sorted((trial for trial in trials if trial.sound), key=lambda trial: trial.began)
    return {(trial.issuer, trial.resource): _need(trial) for trial in ordered}


def _need(trial: _Trial) -> Need:
    codes = {wanted: {one.code for one in trial.attributes if one.need in wanted} for wanted in (NECESSARY, NEEDLESS)}
    needless = frozenset() if trial.profiles_not_tried else frozenset(codes[NEEDLESS])
    return Need(frozenset(codes[NECESSARY]), needless)
