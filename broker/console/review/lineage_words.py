"""Owns how a lineage is said in words: where a value is stated, and what carries it."""

from broker.core.catalogue import CATALOGUE
from broker.core.contract import PAGE, Clause
from broker.core.precision import Precision
from broker.core.review.complete_person import Holder, Source, SourceKind
from broker.core.review.lineage import SUBJECT
from broker.core.sentence import Sentence

_SUBJECT = Sentence("sujet (NameID, cas:user, sub)", "subject (NameID, cas:user, sub)")
_HOLDERS = {
    Holder.PERSON: Sentence("", ""),
    Holder.CHILD: Sentence(", de l’enfant", ", of the child"),
    Holder.STRUCTURE: Sentence(", de l’établissement", ", of the school"),
}
_KINDS = {
    SourceKind.DIRECTORY: Sentence("annuaire", "directory"),
    SourceKind.GUICHET: Sentence("dit par", "said by"),
    SourceKind.SIGN_ON: Sentence("la connexion elle-même", "the sign-on itself"),
    SourceKind.CONTRACT: Sentence("le contrat lui-même", "the contract itself"),
}
PROTOCOLS = {"saml": "SAML", "oidc": "OpenID Connect", "cas": "CAS", PAGE: "page"}
_REQUIRED = Sentence("obligatoire", "required")


def title_of(code: str) -> Sentence:
    """Return what an attribute means; the subject of the assertion is one here."""
    return _SUBJECT if code == SUBJECT else CATALOGUE[code].meaning


def origin_of(source: Source) -> Sentence:
    """Say where an attribute is stated."""
    kind, holder = _KINDS[source.kind], _HOLDERS[source.holder]
    origin = f" {source.origin}" if source.origin else ""
    return Sentence(f"{kind.fr}{origin}{holder.fr}", f"{kind.en}{origin}{holder.en}")


def conditions_of(clause: Clause | None) -> tuple[Sentence, ...]:
    """Say what a clause changes of a value, or asks of it: nothing of the subject."""
    if clause is None:
        return ()
    is_whole = clause.transformation.precision is Precision.AS_IT_IS
    coarser = () if is_whole else (clause.transformation.title,)
    return (*coarser, *((_REQUIRED,) if clause.required else ()))
