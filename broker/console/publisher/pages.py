"""Owns the routes of the publisher's view: its resources, one of them, and whom they would refuse."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response

from broker.console.people_cards import all_carded, find_carded
from broker.console.publisher.trial import people_to_try, try_person
from broker.console.publisher.views import (
    BY_SUBSCRIPTION,
    NO_CONTRACT,
    NOWHERE,
    TO_ALL,
    Member,
    ResourceRow,
    WholeResource,
    flip_of,
    kind_of,
    presentation_of,
    terms_of,
)
from broker.console.resource_pages import IN_FORCE, status_of
from broker.core.contract import Contract
from broker.core.refusals.decision import PersonUnknown, UnknownResource
from broker.core.rights.notice import Notice
from broker.core.roles import Role
from broker.core.sentence import Sentence
from broker.flows.explain import Explain
from broker.flows.rights_ports import Notices, Subscriptions, SubscriptionSearch
from broker.stats.desk import StatisticsDesk
from broker.stats.groupings import Grouping
from broker.stats.periods import Unit, period_of
from broker.stats.question import Question
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.role_check import find_holder
from broker.web.routes import Routes
from broker.web.single_values import read_query

PATH = "/publisher"


@dataclass(frozen=True, slots=True)
class PublisherPages:
    """Show a publisher its own: the publisher is the one whose role the browser holds, never a parameter."""

    notices: Notices
    subscriptions: Subscriptions
    statistics: StatisticsDesk
    explain: Explain
    find_names: Callable[[], Iterable[tuple[str, str]]]

    def pages(self) -> Routes:
        """Make the blueprint of the view."""
        blueprint = Routes("publisher", __name__, frozenset({Role.PUBLISHER}))
        blueprint.add_url_rule(PATH, "list", self._list, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/resource", "show", self._show, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/trial", "trial", self._try, methods=["GET"])
        return blueprint

    def _list(self) -> Response:
        accesses = self._accesses()
        return self._render("list.html", resources=[self._row(notice, accesses) for notice in self._own()])

    def _show(self) -> Response:
        ark = read_query("id") or ""
        notice = next((one for one in self._own() if one.resource == ark), None)
        if notice is None:
            raise UnknownResource(expected="a resource of the publisher's own", received=ark[:100])
        whole = self._whole(notice)
        return self._render("resource.html", resource=whole, **self._trial_form(ark))

    def _try(self) -> Response:
        name, ark = read_query("person") or "", read_query("id") or ""
        carded = find_carded(name)
        if carded is None or name not in dict(people_to_try(all_carded())):
            raise PersonUnknown(expected="the name of a card of the schools' people")
        tried = [(one.resource, one.title) for one in self._own() if ark in {"", one.resource}]
        outcomes = try_person(carded, tried, self.explain)
        return self._render("trial.html", outcomes=outcomes, title=carded.card.title, **self._trial_form(ark, name))

    def _trial_form(self, ark: str = "", person: str = "") -> dict[str, object]:
        return {"people": people_to_try(all_carded()), "person": person, "ark": ark, "trial_url": f"{PATH}/trial"}

    def _render(self, template: str, **context: object) -> Response:
        name = dict(self.find_names()).get(self._publisher, "")
        usual = {"name": name, "identifier": self._publisher, "home": PATH, "statistics_url": "/statistics"}
        people = {} if "people" in context else self._trial_form()
        return render(f"console/publisher/{template}", 200, **{**usual, **people, **context})

    @property
    def _publisher(self) -> str:
        return find_holder(Role.PUBLISHER).name

    def _own(self) -> list[Notice]:
        """Return the notices of the publisher's own: those that name it, and those whose contract is with it."""
        contracted = {one.resource for one in self._contracts() if one.provider.identifier == self._publisher}
        found = (
            one
            for one in self.notices.all()
            if one.publisher.identifier == self._publisher or one.resource in contracted
        )
        return sorted(found, key=lambda notice: (notice.title.fr, notice.resource))

    def _contracts(self) -> tuple[Contract, ...]:
        return parts().contracts.all(parts().issuer.name)

    def _accesses(self) -> Mapping[str, int]:
        """Return the accesses of this school year by resource, as far as they may be shown."""
        year = period_of(parts().clock.now().date(), Unit.YEAR)
        answer = self.statistics.answer(Question(year))
        tables = {table.by: dict(table.rows) for table in answer.report.tables}
        return tables[Grouping.RESOURCE]

    def _row(self, notice: Notice, accesses: Mapping[str, int]) -> ResourceRow:
        contract = parts().contracts.by_resource(parts().issuer.name, notice.resource)
        status = status_of(contract, parts().clock.now().date()) if contract else NO_CONTRACT
        shown = accesses.get(notice.resource, 0)
        return ResourceRow(
            title=notice.title,
            resource=notice.resource,
            url=_url(notice),
            kind=kind_of(notice),
            contract=status,
            in_force=status is IN_FORCE,
            opening=_opening(notice, contract),
            subscriptions=self.subscriptions.count(SubscriptionSearch({"resource": notice.resource})),
            accesses=shown if shown or self.statistics.smallest == 1 else None,
        )

    def _whole(self, notice: Notice) -> WholeResource:
        contract = parts().contracts.by_resource(parts().issuer.name, notice.resource)
        own = {one.resource for one in self._own()}
        mother = self.notices.find(notice.mother) if notice.mother else None
        no_switch = Sentence("", "")
        return WholeResource(
            row=self._row(notice, self._accesses()),
            description=notice.description,
            address=notice.url,
            presentation=presentation_of(notice),
            terms=terms_of(notice),
            technical_distributor=notice.technical_distributor,
            distributors=notice.commercial_distributors,
            validator=notice.validator,
            thumbnail=notice.thumbnail,
            mother=_member(mother, own) if mother else None,
            daughters=tuple(_member(one, own) for one in self.notices.daughters(notice.resource)),
            page_url=f"/resources/{contract.name}" if contract else "",
            grade_url=_grade_url(contract, self._publisher),
            flip=flip_of(contract.name, is_open_to_all=contract.open_to_all) if contract else no_switch,
            statistics_url=f"/statistics?{urlencode({'resource': notice.resource})}",
        )


def _grade_url(contract: Contract | None, publisher: str) -> str:
    """Return where the publisher reads the grade of a contract of its own; nowhere for another provider's."""
    if contract is None or contract.provider.identifier != publisher:
        return ""
    return f"{PATH}/grade?{urlencode({'id': contract.resource})}"


def _opening(notice: Notice, contract: Contract | None) -> Sentence:
    if contract is None or notice.is_mother or not notice.distributable:
        return NOWHERE
    return TO_ALL if contract.open_to_all else BY_SUBSCRIPTION


def _member(notice: Notice, own: set[str]) -> Member:
    return Member(notice.title, notice.resource, _url(notice) if notice.resource in own else "")


def _url(notice: Notice) -> str:
    return f"{PATH}/resource?{urlencode({'id': notice.resource})}"
