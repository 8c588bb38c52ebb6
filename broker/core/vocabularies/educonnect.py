"""Owns the words of ÉduConnect (facts/identity-providers.md 1, 2)."""

import re

from broker.core import derivation
from broker.core.catalogue_attribute import CONFIRMED, WORD, row

_ECT = "facts/identity-providers.md 1.4"

ROWS = (
    row(
        "FrEduCtId",
        "identifiant ÉduConnect opaque",
        "opaque ÉduConnect identifier",
        re.compile(r"[0-9a-f]{96}"),
        1,
        CONFIRMED,
        _ECT,
        derivation.guichet_pseudonym,
    ),
    row(
        "FrEduCtPersonAffiliation",
        "qualité à ÉduConnect",
        "affiliation at ÉduConnect",
        re.compile(r"(eleve|resp)[12]d"),
        None,
        CONFIRMED,
        _ECT,
        derivation.affiliation,
    ),
    row(
        "FrEduCtRefId",
        "vecteur d’identité",
        "identity vector",
        re.compile(rf"\{{(ECT|ECT-ENT|AAF)\}}{WORD}{{1,200}}"),
        None,
        CONFIRMED,
        "facts/identity-providers.md 1.5",
        derivation.identity_vector,
    ),
)

VOCABULARIES = {
    "educonnect-service": ("FrEduCtId", "FrEduCtPersonAffiliation"),
    "educonnect-ent": ("FrEduCtRefId", "FrEduCtPersonAffiliation"),
}
