"""Owns the catalogue: every attribute that any contract may name, and the vocabularies from which it is gathered.

A contract speaks one vocabulary: the words that one family of services knows. One word may stand in several.
"""

from broker.core.vocabularies import agents, educonnect, ent, federation, franceconnect, gar, proconnect

_FAMILIES = (gar, ent, educonnect, agents, federation, franceconnect, proconnect)
CATALOGUE = {row.code: row for family in _FAMILIES for row in family.ROWS}
VOCABULARIES = {
    name: {code: CATALOGUE[code] for code in codes}
    for family in _FAMILIES
    for name, codes in family.VOCABULARIES.items()
}
