"""Owns the pages of trials: which attributes a resource really needs, tried from the console as `preau starve` does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from broker.console.lab.order_routes import LAB_ROLES
from broker.console.lab.ownership import check_own, is_own
from broker.console.lab.trial_book import Outcome, TrialState
from broker.console.lab.trial_runner import Asked, TrialRunner
from broker.console.lab.trial_views import view_trial
from broker.console.people_cards import Carded, all_carded, find_carded
from broker.console.review.home_page import Section
from broker.core.contract import Contract
from broker.core.refusals.decision import NoContract, PersonUnknown
from broker.core.refusals.journey import MalformedParameter
from broker.core.refusals.lab import LabClosed, NothingSaysSuccess, TrialRunning, TrialUnknown
from broker.core.roles import Role
from broker.core.sentence import Sentence
from broker.flows.rights_ports import Notices
from broker.lab.answers import Wishes
from broker.lab.criteria import Criteria
from broker.lab.probe import Visitor
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.single_values import read_form, read_query

PATH = "/starvation"
_STATUS = re.compile(r"[1-5][0-9]{2}")
_LOOK_AGAIN_SECONDS = "2"


@dataclass(frozen=True, slots=True)
class TrialPages:
    """Show the form of a trial, how it stands, and its two files; a publisher's own resources alone."""

    notices: Notices
    runner: TrialRunner
    is_open: bool

    def section(self) -> Section:
        """Return the part of a review that these pages are."""
        return Section(
            self.pages(),
            PATH,
            Sentence("Qu’est-ce qui est vraiment nécessaire ?", "What is really needed?"),
            Sentence(
                "Chaque attribut est retenu, vidé, renommé, multiplié : la ressource s’en passe-t-elle ?",
                "Each attribute is withheld, emptied, renamed, multiplied: does the resource do without it?",
            ),
        )

    def pages(self) -> Routes:
        """Make the blueprint of the pages."""
        blueprint = Routes("starvation", __name__, LAB_ROLES | {Role.REVIEWER})
        blueprint.before_request(self._check_open)
        blueprint.add_url_rule(PATH, "ask", self._ask, methods=["GET"])
        blueprint.add_url_rule(PATH, "start", self._start, methods=["POST"])
        blueprint.add_url_rule(f"{PATH}/trial", "show", self._show, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/proposal.toml", "proposal", self._give_proposal, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/evidence.json", "evidence", self._give_evidence, methods=["GET"])
        return blueprint

    def _check_open(self) -> None:
        if not self.is_open:
            raise LabClosed(received="a trial")

    def _ask(self) -> Response:
        return render(
            "console/lab/ask.html",
            resources=[(one.name, one.title, one.resource) for one in self._own()],
            people=[(name, carded.card.title) for name, carded in all_carded()],
            action=PATH,
            csrf_token=generate_csrf(),
        )

    def _start(self) -> AnyResponse:
        asked = self._read()
        name = self.runner.book.begin()
        if name is None:
            raise TrialRunning(received="another")
        self.runner.start(name, asked)
        return redirect(_url("trial", name), 303)

    def _show(self) -> Response:
        state = self._find()
        shown = render("console/lab/trial.html", trial=view_trial(state), urls=_urls(state), ask_url=PATH)
        if not state.is_over:
            shown.headers["Refresh"] = _LOOK_AGAIN_SECONDS
        return shown

    def _give_proposal(self) -> Response:
        state, outcome = self._find_outcome()
        if not outcome.proposal:
            raise TrialUnknown(expected="a trial with a proposal")
        return _file(f"{state.contract}.toml", outcome.proposal, "application/toml; charset=utf-8")

    def _give_evidence(self) -> Response:
        state, outcome = self._find_outcome()
        return _file(f"{state.contract}-essai.json", outcome.evidence, "application/json")

    def _find_outcome(self) -> tuple[TrialState, Outcome]:
        state = self._find()
        if state.outcome is None:
            raise TrialUnknown(expected="a trial that has ended with a result")
        return state, state.outcome

    def _find(self) -> TrialState:
        state = self.runner.book.find(read_query("id") or "")
        contract = parts().contracts.by_resource(state.issuer, state.resource) if state else None
        if state is None or contract is None or not is_own(contract, self.notices, parts().find_holders()):
            raise TrialUnknown(expected="a trial of the last hour")
        return state

    def _own(self) -> Iterator[Contract]:
        holders = parts().find_holders()
        ours = tuple(f"{issuer.url}/" for issuer in parts().issuers)
        every = (one for issuer in parts().issuers for one in parts().contracts.all(issuer.name))
        services = (one for one in every if not one.access_url.startswith(ours))  # a hub above is no resource
        return (one for one in services if is_own(one, self.notices, holders))

    def _read(self) -> Asked:
        name, person = read_form("resource") or "", find_carded(read_form("person") or "")
        contract = next((one for one in self._own() if one.name == name), None)
        if contract is None:
            raise NoContract(expected="the contract of a resource that is listed", received=name[:100])
        if person is None:
            raise PersonUnknown(expected="the name of a card")
        check_own(contract, self.notices)
        return Asked(contract, _visitor(contract, person), person.card.title, _read_criteria())


def _visitor(contract: Contract, carded: Carded) -> Visitor:
    found = parts()
    issuer = next(one for one in found.issuers if one.name == contract.issuer)
    return Visitor(
        issuers=found.issuers,
        issuer=issuer,
        person=carded.person,
        password=found.demo_password or "",
        wishes=Wishes(None, None, carded.guichet.name, issuer),
        start=contract.access_url,
        authorities=found.authorities,
    )


def _read_criteria() -> Criteria:
    status = (read_form("status") or "").strip()
    if status and not _STATUS.fullmatch(status):
        raise MalformedParameter(expected="status: three digits", received=status[:20])
    criteria = Criteria(
        url=(read_form("url") or "").strip(),
        status=int(status) if status else None,
        texts=_given("text"),
        cookies=_given("cookie"),
        failure_texts=_given("failure_text"),
    )
    if not criteria.says_something:
        raise NothingSaysSuccess(expected="an address, a status, a text or a cookie")
    return criteria


def _given(name: str) -> tuple[str, ...]:
    text = (read_form(name) or "").strip()
    return (text,) if text else ()


def _urls(state: TrialState) -> dict[str, str]:
    return {name: _url(place, state.id) for name, place in _FILES.items()}


_FILES = {"again": "trial", "proposal": "proposal.toml", "evidence": "evidence.json"}


def _url(place: str, name: str) -> str:
    return f"{PATH}/{place}?{urlencode({'id': name})}"


def _file(name: str, text: str, kind: str) -> Response:
    return Response(text, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
