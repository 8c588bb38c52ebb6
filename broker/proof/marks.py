"""Owns marks: what is planted in every fact of an invented person, so that what leaks names the very fact.

A mark is unlike anything that a message says of itself; it is of letters, as most forms want, or of figures.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

_HEAD = "zqxw"
WORDED = re.compile(f"(?={_HEAD})(?=([a-z]{{8}}))")  # a mark of letters, which most are; two may overlap
_LETTERS = 26
HALF_A_CHARACTER = "\ud800"
_FIRST_DAY = date(1901, 1, 1)
_DAYS_OF_A_FACT = 97
_SHORTEST_SEARCHED = 8  # shorter ones stand by chance in what is random: they are only compared whole
# Well formed wherever words are: what ends one value and begins another, if it were not written as text.
_PAYLOADS = (
    "\"'><saml:AttributeValue>x</saml:AttributeValue>&amp;&lt;]]>",
    "</cas:attributes><cas:user>root</cas:user>",
    '","sub":"root\\u0022}',
    "\u202e##%3Cscript%3E&#x3C;é漢\U0001f600",
    '<!DOCTYPE[<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;<!--<![CDATA[<?p?>',
    "${x} {{7*7}} '; DROP TABLE--",
    "\u0085\u2028",
    # Malformed wherever a form is: what no language can carry, or what goes on for ever.
    "\r\nSet-Cookie: x=1",
    "\x00",
    "z" * 2000,
    HALF_A_CHARACTER,  # the last: half a character, of which not even a pseudonym can be made
)
PAYLOADS = len(_PAYLOADS)
BREAKING = PAYLOADS - 1


class ValueClass(StrEnum):
    """Name the classes of what a directory may say of one fact."""

    ABSENT = "absent"
    EMPTY = "empty"
    ONE = "one"
    MANY = "many"
    MALFORMED = "malformed"
    HOSTILE = "hostile"


@dataclass(frozen=True, slots=True)
class Planted:
    """Hold a planted value and the mark by which it is found again, in lower case."""

    text: str
    mark: str

    @property
    def is_searched(self) -> bool:
        """Tell whether the mark is found anywhere, and not only as a whole text."""
        return len(self.mark) >= _SHORTEST_SEARCHED

    def __repr__(self) -> str:
        """Show the mark only."""
        return f"Planted({self.mark})"


@dataclass(frozen=True, slots=True)
class FactForm:
    """Say how values of one fact look: `shape` with places for the mark, or the `words` that it is one of.

    `mark` is what is searched for of a value that has no letters; `single` facts have exactly one value.
    """

    shape: str = "{m}"
    mark: str = "{m}"
    words: tuple[str, ...] = ()
    single: bool = False


def plant(form: FactForm, fact: int, wanted: ValueClass, variant: int = 0) -> tuple[Planted, ...]:
    """Return the values of one class; `fact` numbers the fact, and `variant` chooses among what is hostile."""
    return _plant(form, fact, wanted, variant % PAYLOADS if wanted is ValueClass.HOSTILE else 0)


@lru_cache(maxsize=4096)
def _plant(form: FactForm, fact: int, wanted: ValueClass, variant: int) -> tuple[Planted, ...]:
    good = [_value(form, fact, number) for number in range(3)]
    if wanted is ValueClass.ABSENT:
        return (Planted("", ""),) if form.single else ()
    if wanted is ValueClass.EMPTY:
        return (Planted(" ", ""),)
    if wanted is ValueClass.ONE or (form.single and wanted is ValueClass.MANY):
        return tuple(good[:1])
    if wanted is ValueClass.MANY:
        return tuple(good[: len(form.words) or None])
    if wanted is ValueClass.HOSTILE:
        return (_value(form, fact, 3, _PAYLOADS[variant]),)
    broken = _value(form, fact, 4)
    bad = Planted(f"{broken.text}\x1f", broken.mark)
    return (bad,) if form.single or fact % 2 else (good[0], bad)


def _value(form: FactForm, fact: int, number: int, payload: str = "") -> Planted:
    """Return one value; where there are words, one of them, unless it is to be none."""
    letters = f"{_HEAD}{_pair(fact)}{_pair(number)}"
    if form.words and number < len(form.words) and not payload:
        return Planted(form.words[number], form.words[number].lower())
    figures = f"{fact:03d}{number:02d}"
    places = {
        "m": letters,
        "M": letters.upper(),
        "day": str(_FIRST_DAY + timedelta(days=fact * _DAYS_OF_A_FACT + number)),
        "d3": f"9{number:02d}",
        "d4": f"Q{number}{fact % 100:02d}",
        "d5": figures,
        "d7": f"97{figures}",
        "d9": f"9797{figures}",
        "d14": f"979797979{figures}",
    }
    if form.words:
        return Planted(letters + payload, letters)
    mark = form.mark.format(**places).lower()
    return Planted(form.shape.format(**{name: place + payload for name, place in places.items()}), mark)


def _pair(number: int) -> str:
    assert number < _LETTERS * _LETTERS
    return chr(ord("a") + number // _LETTERS) + chr(ord("a") + number % _LETTERS)
