"""Owns the recognising of a person by their pivot identity: names and birth date, as FranceConnect's partners do.

That ÉduConnect compares the family name, the first given name and the birth date (and the gender against the
civility), without case, accents or signs, is a simulated assumption: facts/identity-providers.md 1.8 and 4.2 say that
it reconciles on the pivot identity, not how.
"""

import unicodedata
from collections.abc import Iterable, Mapping

from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Fact, Identity
from broker.core.refusals.decision import PersonAmbiguous

PIVOT = "pivot"
_CIVILITIES = {"male": "M.", "female": "Mme"}


def find_same(people: Iterable[Identity], said: Mapping[str, Fact]) -> Identity | None:
    """Return whom a pivot identity names among people of the same birth date; refuse where it could be several."""
    found = [person for person in people if _is_same(person, said)]
    if len(found) > 1:
        raise PersonAmbiguous(expected="one person of these names and birth date", received=str(len(found)))
    return found[0] if found else None


def _is_same(person: Identity, said: Mapping[str, Fact]) -> bool:
    family = _plain(person.family_name)
    if not family or family != _plain(said.get(FactName.FAMILY_NAME, NOTHING)):
        return False
    given = _plain(said.get(FactName.GIVEN_NAME, NOTHING))
    known = _plain(person.given_name)
    if not given or not known or not (given == known or given.startswith(f"{known} ")):
        return False
    civility = next(iter(person.civility.values), "")
    gender = next(iter(said.get(FactName.GENDER, NOTHING).values), "")
    return not civility or gender not in _CIVILITIES or _CIVILITIES[gender] == civility


def _plain(fact: Fact) -> str:
    """Return the first value in small letters without accents, with one space for whatever is no letter."""
    text = unicodedata.normalize("NFKD", next(iter(fact.values), "")).casefold()
    bare = (sign for sign in text if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in bare).split())
