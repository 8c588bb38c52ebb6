"""Owns the manners in which an issuer answers SAML services: strict, or as a real ENT does (facts/gar.md 5)."""

from enum import StrEnum


class AnswerStyle(StrEnum):
    """Choose a manner; the looser ones exist so that a service can see whether it refuses or tolerates them.

    Loose: conditions of one day, a confirmation of five, only the assertion signed, its ID as SessionIndex. The third
    signs with RSA-SHA1 as well.
    """

    STRICT = "strict"
    LOOSE = "loose"
    LOOSE_SHA1 = "loose-sha1"
