"""Owns `{name}` in data files: the base URL of an issuer, or of the example resources."""

import re
from collections.abc import Mapping
from typing import TypeVar

from broker.core.errors import ConfigurationError, Problem

_NAME = re.compile(r"\{([a-z][a-z0-9-]*)\}")
Data = TypeVar("Data")


def replace_placeholders(data: Data, urls: Mapping[str, str], file: str) -> Data:
    """Return the data with every `{name}` replaced; raise ConfigurationError naming those unknown."""
    problems: list[Problem] = []
    replaced = _replace(data, urls, "", problems, file)
    if problems:
        raise ConfigurationError(tuple(problems))
    return replaced  # type: ignore[return-value]  # the shape is the one given


def _replace(data: object, urls: Mapping[str, str], where: str, problems: list[Problem], file: str) -> object:
    if isinstance(data, dict):
        return {key: _replace(value, urls, f"{where}.{key}".lstrip("."), problems, file) for key, value in data.items()}
    if isinstance(data, list):
        return [_replace(value, urls, f"{where}.{index}", problems, file) for index, value in enumerate(data)]
    if not isinstance(data, str):
        return data
    unknown = [name for name in _NAME.findall(data) if name not in urls]
    problems += [
        Problem(file, where, f"no base URL is called {{{name}}}", f"one of {', '.join(urls)}") for name in unknown
    ]
    return data if unknown else _NAME.sub(lambda found: urls[found[1]], data)
