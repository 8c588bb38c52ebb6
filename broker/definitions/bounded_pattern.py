"""Owns what a regular expression of a file may be, so that matching any value with it ends soon."""

import re

MOST_CHARACTERS = 200
_MOST_CHOICES = 6
_ONE_CHARACTER = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_CHOICE = re.compile(r"[*+?|{]")


def find_excess(pattern: str) -> str:
    """Return what of a pattern could take for ever, nothing where it is right.

    A group that is repeated, or many parts of free length, may be matched in more ways than anybody can wait for.
    """
    plain = _ONE_CHARACTER.sub("x", pattern).replace("(?:", "(")
    if len(pattern) > MOST_CHARACTERS:
        return f"it has more than {MOST_CHARACTERS} characters"
    if "(?" in plain:
        return "it has a group of another kind than (…) and (?:…)"
    if re.search(r"\)[*+{]", plain):
        return "it repeats a group"
    if len(_CHOICE.findall(plain)) > _MOST_CHOICES:
        return f"it leaves more than {_MOST_CHOICES} choices (* + ? {{ |)"
    return ""
