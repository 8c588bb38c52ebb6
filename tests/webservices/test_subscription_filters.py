"""Holds the reading of a search to every filter, date, sort and page of the facts, and to clear refusals."""

import pytest

from broker.core.french_time import read_moment
from broker.core.refusals.subscription_body import DocumentOfAnotherKind, PageInvalid, SearchInvalid
from broker.flows.rights_ports import DateFilter, SubscriptionSearch
from broker.webservices.subscription_filters import read_search
from tests.subscription_bodies import COLLEGE, NAMESPACE, SOURCES


def _filters(inside: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<filtres xmlns="{NAMESPACE}">{inside}</filtres>'.encode()


def _read(inside: str) -> SubscriptionSearch:
    return read_search(_filters(inside), None, None)


def _filter(name: str, value: str) -> str:
    return f"<filtre><filtreNom>{name}</filtreNom><filtreValeur>{value}</filtreValeur></filtre>"


@pytest.mark.parametrize("body", [b"", b" \n", _filters("")])
def test_nothing_said_searches_everything_by_identifier(body: bytes) -> None:
    assert read_search(body, None, None) == SubscriptionSearch(equals={}, limit=5000)


def test_every_filter_of_the_facts_is_known() -> None:
    said = {
        "idDistributeurCom": SOURCES,
        "idAbonnement": "abo-1",
        "typeAffectation": "INDIV",
        "categorieAffectation": "transferable",
        "codeProjetRessource": "PRJ1",
        "uaiEtab": COLLEGE,
        "publicCible": "AUTRE PERSONNEL",
    }
    search = _read("".join(_filter(name, value) for name, value in said.items()))
    assert search.equals == {
        "distributor": SOURCES,
        "id": "abo-1",
        "kind": "INDIV",
        "category": "transferable",
        "project_code": "PRJ1",
    }
    assert (search.school, search.audience) == (COLLEGE, "AUTRE PERSONNEL")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("dateCreation", "created"),
        ("dateModification", "modified"),
        ("debutValidite", "starts"),
        ("finValidite", "ends"),
    ],
)
def test_a_date_filter_has_both_limits_or_one(name: str, field: str) -> None:
    before, after = "2026-09-01T00:00:00", "2025-09-01"
    limits = f"<dateAvant>{before}</dateAvant><dateApres>{after}</dateApres>"
    search = _read(
        f"<filtreParDate><dateName>{name}</dateName>{limits}</filtreParDate>"
        f"<filtreParDate><dateName>{name}</dateName><dateApres>{after}</dateApres></filtreParDate>"
    )
    both, one = search.dates
    assert both == DateFilter(field, before=read_moment(before), after=read_moment(after))
    assert one == DateFilter(field, after=read_moment(after))


@pytest.mark.parametrize(
    ("said", "sort"),
    [("idRessource", "resource"), ("libelleRessource", "label"), ("finValidite", "ends"), ("publicCible", "audiences")],
)
def test_the_order_is_as_asked(said: str, sort: str) -> None:
    search = _read(f"<triPar>{said}</triPar><tri>DSC</tri>")
    assert (search.sort, search.descending) == (sort, True)
    assert not _read(f"<triPar>{said}</triPar><tri>ASC</tri>").descending


@pytest.mark.parametrize(("said", "deleted"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_those_deleted_are_seen_where_asked(said: str, *, deleted: bool) -> None:
    assert _read(f"<aboSuppr>{said}</aboSuppr>").deleted is deleted


@pytest.mark.parametrize(
    ("debut", "fin", "offset", "limit"),
    [
        (None, None, 0, 5000),
        ("0", "100", 0, 100),
        ("5000", "10000", 5000, 5000),
        ("7", None, 7, 5000),
        ("3", "3", 3, 0),
    ],
)
def test_a_page_goes_from_the_first_to_before_the_end(
    debut: str | None, fin: str | None, offset: int, limit: int
) -> None:
    search = read_search(b"", debut, fin)
    assert (search.offset, search.limit) == (offset, limit)


@pytest.mark.parametrize(
    ("debut", "fin"), [("0", "5001"), ("5", "4"), ("-1", "3"), ("a", None), ("0", "9" * 10), ("٣", None)]
)
def test_a_page_that_is_none_or_too_large_is_refused(debut: str | None, fin: str | None) -> None:
    with pytest.raises(PageInvalid):
        read_search(b"", debut, fin)


@pytest.mark.parametrize(
    ("inside", "received"),
    [
        ("\n<limite>3</limite>", "limite (ligne 3)"),
        (_filter("idRessource", "ark:/77777/marelle"), "filtreNom=idRessource"),
        (_filter("uaiEtab", ""), ""),
        (_filter("uaiEtab", COLLEGE) * 2, COLLEGE),
        (_filter("idAbonnement", "x" * 46), "46"),
        ("<filtre><nom>uaiEtab</nom></filtre>", "nom"),
        ("<filtre><filtreNom>uaiEtab</filtreNom><filtreNom>uaiEtab</filtreNom></filtre>", "filtreNom"),
        ("<filtreParDate><dateName>date</dateName></filtreParDate>", "dateName=date"),
        ("<filtreParDate><dateName>dateCreation</dateName><dateAvant>hier</dateAvant></filtreParDate>", "hier"),
        ("<triPar>prix</triPar>", "triPar=prix"),
        ("<tri>DESC</tri>", "tri=DESC"),
        ("<aboSuppr>oui</aboSuppr>", "aboSuppr=oui"),
    ],
)
def test_what_a_search_cannot_say_is_named_with_its_line(inside: str, received: str) -> None:
    with pytest.raises(SearchInvalid) as refused:
        _read(inside)
    assert refused.value.received.startswith(received)
    assert "(ligne " in refused.value.received


def test_a_body_without_the_namespace_is_refused() -> None:
    with pytest.raises(DocumentOfAnotherKind):
        read_search(b"<filtres/>", None, None)
