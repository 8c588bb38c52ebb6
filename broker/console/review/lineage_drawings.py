"""Owns what is drawn of lineages: of one service to the names it reads, of an attribute or a source to the services."""

from collections.abc import Iterable, Sequence

from broker.console.review.lineage_diagram import Band, Box, Drawing
from broker.console.review.lineage_words import PROTOCOLS, conditions_of, origin_of, title_of
from broker.core.contract import Contract
from broker.core.profile import TITLES, Profile
from broker.core.review.carried_name import CarriedName
from broker.core.review.complete_person import Source
from broker.core.review.lineage import Thread, Way
from broker.core.sentence import Sentence
from broker.flows.lineage_desk import Lineage

_FROM = Sentence("d’où il vient", "where it comes from")
_WHAT = Sentence("l’attribut", "the attribute")
_HOW = Sentence("ce qui en est fait", "what is done to it")
_NAMED = Sentence("sous quel nom il part", "under which name it leaves")
_TO = Sentence("à qui il part", "to whom it leaves")
_MORE = Sentence("… et {n} autres", "… and {n} more")
_FEW = 2


def draw_contract(lineages: Sequence[Lineage], contract: Contract, language: str) -> Drawing:
    """Draw what one service is told: a band for each attribute and its profiles, to the names that carry it."""
    bands = tuple(
        Band(
            (
                _sources(one.thread.sources, language),
                (_attribute(one.thread, language),),
                (_how(one.thread, language),),
                tuple(_name(carried) for carried in one.carried),
            )
        )
        for one in lineages
    )
    return _drawing(contract.title, bands, _NAMED, language)


def draw_ends(lineages: Sequence[Lineage], title: Sentence, language: str, *, name: str = "") -> Drawing:
    """Draw where something ends up: a band for each attribute that carries it; `name` keeps to sources called so."""
    by_way: dict[tuple[str, tuple[Source, ...], tuple[Way, ...]], list[Lineage]] = {}
    for one in lineages:
        thread = one.thread
        by_way.setdefault((thread.code, _kept(thread.sources, name), thread.ways), []).append(one)
    bands = tuple(
        Band(
            (
                _sources(sources, language),
                (Box(code, title_of(code).in_language(language)),),
                (_how(alike[0].thread, language),),
                tuple(_service(one, language) for one in alike),
            )
        )
        for (code, sources, _), alike in by_way.items()
    )
    return _drawing(title, bands, _TO, language)


def _kept(sources: tuple[Source, ...], name: str) -> tuple[Source, ...]:
    named = tuple(one for one in sources if one.name.casefold() == name.rpartition(":")[2].casefold())
    return named or sources


def _drawing(title: Sentence, bands: tuple[Band, ...], last: Sentence, language: str) -> Drawing:
    headings = tuple(words.in_language(language) for words in (_FROM, _WHAT, _HOW, last))
    return Drawing(title.in_language(language), headings, bands, _MORE.in_language(language))


def _sources(sources: tuple[Source, ...], language: str) -> tuple[Box, ...]:
    boxes = tuple(Box(one.name, origin_of(one).in_language(language)) for one in sources)
    return boxes or (Box("—"),)


def _attribute(thread: Thread, language: str) -> Box:
    return Box(thread.code, short_profiles(thread.profiles, language))


def _how(thread: Thread, language: str) -> Box:
    words = dict.fromkeys(words.in_language(language) for _, words in thread.ways)
    conditions = ", ".join(words.in_language(language) for words in conditions_of(thread.clause))
    return Box(" / ".join(words), conditions)


def _name(carried: CarriedName) -> Box:
    return Box(carried.name, f"{PROTOCOLS[carried.protocol]}, {carried.place}")


def _service(lineage: Lineage, language: str) -> Box:
    via = "".join(f"{one.name} → " for one in lineage.via)
    note = f"{via}{short_profiles(lineage.thread.profiles, language)}"
    return Box(lineage.contract.title.in_language(language), note)


def short_profiles(profiles: Iterable[Profile], language: str) -> str:
    """Name profiles, or count them where they are many."""
    found = tuple(profiles)
    if len(found) <= _FEW:
        return ", ".join(TITLES[profile].in_language(language) for profile in found)
    return Sentence(f"{len(found)} profils", f"{len(found)} profiles").in_language(language)
