"""Owns what an agent's postings mean: the grammar of FrEduRne, and the profile that a function gives.

Sources: facts/identity-providers.md 3.3 (grammars, of which `X` is "no value") and 6.2 (functions).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Fact, Membership
from broker.core.profile import Profile

EMPTY = "X"
_FIELDS = 7
# Where the type of school stands (tty_code): in FrEduRne, and in FrEduRneResp, which has one field less before it.
_KIND, _KIND_HEADED = 6, 5
_PROFILES = {
    Profile.HEAD: ("DEC", "DECPR", "DIR", "DSES"),
    Profile.LIBRARIAN: ("DOC",),
    Profile.SCHOOL_LIFE: ("AED", "AES", "EDU", "SUR"),
    Profile.TEACHER: ("BED", "ENS", "FCA", "FCP", "FIJ", "IS", "ISES", "PPA", "RH1D", "RPL", "UPI"),
    Profile.SCHOOL_STAFF: (
        *("ADA", "ADF", "ADM", "ALB", "ASE", "ASH", "CFC", "CPD", "CTR", "LAB", "MDS", "ORI", "OUV"),
    ),
}
_BY_FUNCTION = {function: profile for profile, functions in _PROFILES.items() for function in functions}


@dataclass(frozen=True, slots=True)
class Posting:
    """Hold one school of assignment: `uai$type$category$function$uaj$tna_sym$tty_code$tna_code`."""

    uai: str
    category: str
    function: str
    kind: str


def read_postings(fact: Fact) -> tuple[Posting, ...]:
    """Return the postings that can be read; `X` and what has too few fields are no posting."""
    split = (value.split("$") for value in fact.values if value.strip() not in {"", EMPTY})
    return tuple(Posting(part[0].upper(), part[2], part[3], part[_KIND]) for part in split if len(part) >= _FIELDS)


def read_kinds(facts: Mapping[str, Fact]) -> dict[str, str]:
    """Return the type of each school of an agent (`LYC`, `CLG`…), by its UAI, as far as their guichet says it."""
    kinds: dict[str, str] = {}
    for name, place in ((FactName.SCHOOLS_HEADED, _KIND_HEADED), (FactName.POSTINGS, _KIND)):
        for value in facts.get(name, NOTHING).values:
            parts = value.split("$")
            if len(parts) > place:
                kinds[parts[0].upper()] = parts[place]
    return kinds


def profile_of(function: str) -> Profile:
    """Return the profile of a function; one that no school has is that of academy staff."""
    return _BY_FUNCTION.get(function, Profile.ACADEMY_STAFF)


def read_memberships(facts: Mapping[str, Fact]) -> tuple[Membership, ...]:
    """Return an agent's schools; without any, one membership that is of no school, by their function."""
    found = read_postings(facts.get(FactName.POSTINGS, NOTHING))
    source = facts.get(FactName.POSTINGS, NOTHING).source
    if found:
        distinct = dict.fromkeys((posting.uai, profile_of(posting.function)) for posting in found)
        return tuple(
            Membership(uai, uai, profile, uai_source=source, profile_source=source) for uai, profile in distinct
        )
    function = facts.get(FactName.FUNCTION, NOTHING)
    profile = profile_of(next(iter(function.values), ""))
    return (Membership("", "", profile, uai_source="", profile_source=function.source),)
