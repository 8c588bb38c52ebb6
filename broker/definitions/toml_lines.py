"""Owns where in a TOML text a dotted place stands: the line that a tool is to point at."""

import re

_TOLD = re.compile(r"^line (\d+)")
_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]?\]")


def line_of(text: str, where: str) -> int:
    """Return the line, from 1, of a dotted place such as `attributes.2.code`; of the nearest above where it is absent.

    A place that says its line (`line 3, column 4`) is believed; what cannot be found is the first line.
    """
    told = _TOLD.match(where)
    if told:
        return int(told[1])
    lines = text.splitlines()
    first, last = _find_table(lines, where)
    key = next((part for part in reversed(where.split(".")) if not part.isdecimal()), where)
    found = next(
        (place for place in range(first, last) if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", lines[place])), None
    )
    return (first if found is None else found) + 1


def _find_table(lines: list[str], where: str) -> tuple[int, int]:
    """Return the lines of the table in which a place stands: from its header to the next; of the file's own keys."""
    parts = where.split(".")
    headers = [(place, found[1]) for place, line in enumerate(lines) if (found := _HEADER.match(line))]
    wanted = [place for place, name in headers if name == parts[0]]
    number = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0
    if len(wanted) > number:
        begin = wanted[number]
        return begin, next((place for place, _ in headers if place > begin), len(lines))
    return 0, headers[0][0] if headers else len(lines)
