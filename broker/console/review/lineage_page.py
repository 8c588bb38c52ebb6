"""Owns the pages of lineages: where what leaves comes from, where what is stated ends up; drawn, told and as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, request
from markupsafe import Markup

from broker.console.review.home_page import ROLES, Section
from broker.console.review.lineage_diagram import draw_alone, draw_inside
from broker.console.review.lineage_documents import write_json
from broker.console.review.lineage_drawings import short_profiles
from broker.console.review.lineage_following import Followed, follow
from broker.console.review.lineage_words import PROTOCOLS, conditions_of, origin_of, title_of
from broker.core.profile import TITLES
from broker.core.refusals.decision import UnknownResource
from broker.core.review.carried_name import CarriedName
from broker.core.review.complete_person import Source
from broker.core.review.lineage import SUBJECT, Way
from broker.core.sentence import Sentence
from broker.flows.lineage_desk import Lineage, LineageDesk
from broker.web.rendering import language, render
from broker.web.routes import Routes
from broker.web.single_values import read_query

PATH = "/review/lineage"
_DIAGRAM = "diagram-title"
_NAMES = ("resource", "issuer", "source", "attribute")


@dataclass(frozen=True, slots=True)
class ServiceView:
    """Show one service that is told, about whom, by which hubs, and why where it is the only one shown."""

    title: Sentence
    url: str
    via: tuple[Sentence, ...]
    profiles: str
    purpose: str


@dataclass(frozen=True, slots=True)
class LineageView:
    """Show one way of an attribute as a row, with every service that it leads to."""

    code: str
    meaning: Sentence
    sources: tuple[tuple[str, Sentence], ...]
    ways: tuple[Way, ...]
    conditions: tuple[Sentence, ...]
    services: tuple[ServiceView, ...]
    carried: tuple[tuple[str, CarriedName], ...]


def lineage_section(desk: LineageDesk) -> Section:
    """Return the lineages as a part of a review."""
    return Section(
        make_lineage_pages(desk),
        PATH,
        Sentence("D’où vient ce qui part, et où va ce qu’on sait ?", "Where does it come from, and where does it go?"),
        Sentence(
            "De l’attribut de l’annuaire au nom que lit le service, et le chemin inverse, en schéma et en données.",
            "From the directory's attribute to the name that the service reads, and back, as a drawing and as data.",
        ),
    )


def make_lineage_pages(desk: LineageDesk) -> Routes:
    """Make the page, and what it shows as JSON and as a drawing of its own."""
    blueprint = Routes("review_lineage", __name__, ROLES)

    def show() -> Response:
        return _show(desk)

    def give_json() -> Response:
        return Response(write_json(_followed(desk).lineages, language()), content_type="application/json")

    def give_svg() -> Response:
        headers = {"Content-Disposition": 'attachment; filename="lignage.svg"'}
        return Response(draw_alone(_followed(desk).drawing), content_type="image/svg+xml", headers=headers)

    blueprint.add_url_rule(PATH, "show", show, methods=["GET"])
    blueprint.add_url_rule(f"{PATH}.json", "json", give_json, methods=["GET"])
    blueprint.add_url_rule(f"{PATH}.svg", "svg", give_svg, methods=["GET"])
    return blueprint


def _asked() -> dict[str, str]:
    texts = {name: read_query(name) or "" for name in _NAMES if name in request.args}
    return {name: text for name, text in texts.items() if text}


def _followed(desk: LineageDesk) -> Followed:
    """Return what was asked; a file of nothing is no file."""
    found = follow(desk, _asked(), language())
    if found is None:
        raise UnknownResource(expected="resource, source or attribute", received="none of them")
    return found


def _show(desk: LineageDesk) -> Response:
    asked = _asked()
    found = follow(desk, asked, language())
    query = urlencode(asked)
    contracts = [contract for issuer in desk.issuers for contract in desk.find_contracts(issuer)]
    return render(
        "console/review/lineage.html",
        action=PATH,
        asked=asked,
        resources=sorted(
            ((one.name, one.title) for one in contracts), key=lambda pair: pair[1].in_language(language())
        ),
        sources=sorted({one.name for one in desk.known_sources()}, key=str.casefold),
        attributes=sorted({clause.code for one in contracts for clause in one.clauses}, key=str.casefold),
        origins=[] if found else _by_origin(desk.sources()),
        silent=[] if found else _by_origin(desk.silent_sources()),
        title=found.title if found else None,
        refusal=found.refusal if found else None,
        diagram=_diagram(found),
        lineages=_views(found),
        json_url=f"{PATH}.json?{query}",
        svg_url=f"{PATH}.svg?{query}",
    )


def _diagram(found: Followed | None) -> Markup | None:
    return draw_inside(found.drawing, _DIAGRAM) if found and found.lineages else None


def _by_origin(sources: Sequence[Source]) -> list[tuple[Sentence, list[tuple[str, str]]]]:
    """Return the names of sources with their addresses, origin by origin."""
    groups: dict[Sentence, list[tuple[str, str]]] = {}
    for one in sources:
        url = f"{PATH}?{urlencode({'source': f'{one.origin}:{one.name}' if one.origin else one.name})}"
        groups.setdefault(origin_of(one), []).append((one.name, url))
    return list(groups.items())


def _views(found: Followed | None) -> tuple[LineageView, ...]:
    """Return a row for each attribute of one service, or for each way to many."""
    if found is None:
        return ()
    if found.contract is not None:
        return tuple(_view((one,), alone=True) for one in found.lineages)
    by_way: dict[tuple[str, tuple[Source, ...], tuple[Way, ...]], list[Lineage]] = {}
    for one in found.lineages:
        by_way.setdefault((one.thread.code, one.thread.sources, one.thread.ways), []).append(one)
    return tuple(_view(tuple(alike), alone=False) for alike in by_way.values())


def _view(alike: tuple[Lineage, ...], *, alone: bool) -> LineageView:
    thread = alike[0].thread
    carried = dict.fromkeys(name for one in alike for name in one.carried)
    return LineageView(
        code="" if thread.code == SUBJECT else thread.code,
        meaning=title_of(thread.code),
        sources=tuple((one.name, origin_of(one)) for one in thread.sources),
        ways=thread.ways,
        conditions=conditions_of(thread.clause) if alone else (),
        services=tuple(_service(one, alone=alone) for one in alike),
        carried=tuple((PROTOCOLS[one.protocol], one) for one in carried),
    )


def _service(lineage: Lineage, *, alone: bool) -> ServiceView:
    thread, contract = lineage.thread, lineage.contract
    named = ", ".join(TITLES[profile].in_language(language()) for profile in thread.profiles)
    return ServiceView(
        title=contract.title,
        url="" if alone else f"{PATH}?{urlencode({'resource': contract.name})}",
        via=tuple(one.title for one in lineage.via),
        profiles=named if alone else short_profiles(thread.profiles, language()),
        purpose=thread.clause.purpose if alone and thread.clause else "",
    )
