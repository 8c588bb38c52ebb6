"""Owns the invented towns in which schools stand: no such names are known, and no postal code begins so in France."""

from broker.core.academies import OTHER_ACADEMY

_NAMES = """
Préau-sur-Lune|Saint-Aubrin-des-Billes|Marelle-la-Jolie|Quatrevents|Cordassaut|Vaudécole|Ardoisy|Encrier-le-Vieux
Taille-Crayon|Buvardin|Cartablière|Trousselle-en-Plaine|Règlemont|Compasval|Équerre-les-Bains|Gommeville-sur-Marge
"""
_TOWNS = tuple(_NAMES.strip().replace("\n", "|").split("|"))
_OF_OTHER_ACADEMY = ("Port-Brume", "99800")


def find_town(number: int, academy: str) -> tuple[str, str]:
    """Return the name and postal code of the town of the n-th school; two neighbours in number share one."""
    if academy == OTHER_ACADEMY:
        return _OF_OTHER_ACADEMY
    place = (number + 1) // 2 % len(_TOWNS)
    return _TOWNS[place], f"99{100 + 10 * place}"
