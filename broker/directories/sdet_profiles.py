"""Owns the way from SDET profiles and function codes to national profiles (facts/identity-providers.md 6.2).

Consumers of the real feeds disagree on some codes (AES, BED, CIO…): this table follows the list that
cites the SDET itself. A code that is not here says nothing, as `-` does.
"""

from functools import lru_cache

from broker.core.profile import STAFF, Profile
from broker.directories.sdet_entries import Entry

_CODES = {
    Profile.SCHOOL_STAFF: "ADA ADF ADM ALB ASE ASH CFC CPD CTR LAB MDS ORI OUV",
    Profile.SCHOOL_LIFE: "AED AES EDU SUR",
    Profile.TEACHER: "BED ENS FCA FCP FIJ IS ISES PPA RH1D RPL UPI",
    Profile.HEAD: "DEC DECPR DIR DSES",
    Profile.LIBRARIAN: "DOC",
    Profile.ACADEMY_STAFF: "INJ INS",
    Profile.PUPIL: "ELE",
}
FUNCTION_PROFILES = {code: profile for profile, codes in _CODES.items() for code in codes.split()}

_SPELLINGS = {profile.value.casefold(): profile for profile in Profile}


def read_profiles(entry: Entry) -> tuple[Profile, ...]:
    """Return the profiles of ENTPersonProfils in order, whatever their case; unknown ones say nothing."""
    return _profiles_of(tuple(entry.values("ENTPersonProfils")))


@lru_cache(1024)
def _profiles_of(values: tuple[str, ...]) -> tuple[Profile, ...]:
    found = (_SPELLINGS.get(value.strip().casefold()) for value in values)
    return tuple(dict.fromkeys(profile for profile in found if profile is not None))


def read_functions(entry: Entry) -> tuple[tuple[str, Profile], ...]:
    """Return (structure, staff profile) of each ENTPersonFonctions, `structure$code$label$…`."""
    values = entry.values("ENTPersonFonctions")
    if not values:
        return ()
    parts = (value.split("$") for value in values)
    known = ((part[0], FUNCTION_PROFILES.get(part[1])) for part in parts if len(part) > 1)
    return tuple(
        dict.fromkeys((structure, profile) for structure, profile in known if profile is not None and profile in STAFF)
    )
