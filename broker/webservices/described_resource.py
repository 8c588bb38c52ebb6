"""Owns what a list says of one resource: the fields of the web service, by name, in the order observed.

Source: facts/gar.md 7.1, where `description` and `urlSourceEtiquette` came later: that they are last is a simulated
assumption, as is the picture of the source.
"""

from collections.abc import Mapping, Sequence

from broker.core.rights.notice import Notice, Term

Said = str | Mapping[str, "Said"] | Sequence[Mapping[str, "Said"]]
LINK = "urlAccesRessource"
_KIND = "ARK"
_SOURCE = "Accessible via le Gestionnaire d'accès aux ressources (GAR)"


def describe_before_link(notice: Notice) -> dict[str, Said]:
    """Return the fields that come before the access link."""
    return {
        "idRessource": notice.resource,
        "idType": _KIND,
        "nomRessource": notice.title.fr,
        "idEditeur": notice.publisher.identifier,
        "nomEditeur": notice.publisher.name,
        "urlVignette": notice.thumbnail,
        "typePresentation": {"code": notice.presentation.code, "nom": notice.presentation.title},
        "typePedagogique": _terms(notice.pedagogical_types),
        "typologieDocument": _terms(notice.document_types),
        "niveauEducatif": _terms(notice.levels),
        "domaineEnseignement": _terms(notice.subjects),
    }


def describe_after_link(notice: Notice, label_url: str) -> dict[str, Said]:
    """Return the fields that come after the access link."""
    return {
        "nomSourceEtiquetteGar": _SOURCE,
        "distributeurTech": notice.technical_distributor.identifier,
        "validateurTech": notice.validator,
        "description": notice.description.fr,
        "urlSourceEtiquette": label_url,
    }


def _terms(terms: tuple[Term, ...]) -> list[Mapping[str, Said]]:
    return [{"uri": term.code, "nom": term.title} for term in terms]
