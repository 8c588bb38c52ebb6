"""Owns `preau starve`: what a resource really needs, by its own happy path with each attribute withheld or spoilt."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import click

from broker.commands.contract_choice import find_contract, issuer_option
from broker.commands.installation import Installation, with_installation
from broker.commands.login import find_person
from broker.commands.order_desk import OrderCounter
from broker.commands.starve_report import print_trial, tell_attempt
from broker.commands.whole_file import STDOUT, open_whole
from broker.core.contract import Contract
from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.core.refusals.decision import PersonUnknown
from broker.core.refusals.lab import NothingSaysSuccess
from broker.definitions.contract_narrowing import narrow, settle, show_difference
from broker.definitions.contract_source import read_source
from broker.definitions.workspace import DATA
from broker.lab.answers import Wishes
from broker.lab.campaign import Campaign, Course
from broker.lab.criteria import Criteria
from broker.lab.evidence import Trial, codes_of, write_evidence, write_reason
from broker.lab.probe import Probe, Visitor
from broker.shared import Shared, make_shared

_UNSOUND = 3


def _criteria_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say what success looks like."""
    for option in (
        click.option("--failure-text", "failure_texts", multiple=True, help="Text that the last page must not show."),
        click.option("--success-cookie", "cookies", multiple=True, help="Cookie that the browser must hold."),
        click.option("--success-text", "texts", multiple=True, help="Text that the last page must show."),
        click.option("--success-status", "status", type=click.IntRange(100, 599), help="Status of the last page."),
        click.option("--success-url", "url", default="", help="How the last page's address must begin."),
    ):
        command = option(command)
    return command


@click.command()
@click.option("--resource", required=True, help="Name of a resource.")
@click.option("--person", "people", required=True, multiple=True, help="Login of a person; several are tried in turn.")
@issuer_option
@click.option("--start", help="Address to begin at; the resource's own without it.")
@click.option("--guichet", help="Guichet to choose where one is asked.")
@click.option("--school", help="UAI of one of the person's schools.")
@click.option(
    "--profile", type=click.Choice([profile.value for profile in Profile]), help="One of the person's profiles."
)
@click.option("--password", help="Password, when the people are your own.")
@_criteria_options
@click.option("--out", help="File to write the narrower contract to: a proposal, which nothing installs.")
@click.option("--json", "as_json", is_flag=True, help="The evidence as one JSON document.")
@with_installation
def starve(  # noqa: PLR0913 - one argument per option
    installation: Installation,
    *,
    resource: str,
    people: tuple[str, ...],
    issuer_name: str | None,
    start: str | None,
    guichet: str | None,
    school: str | None,
    profile: str | None,
    password: str | None,
    url: str,
    status: int | None,
    texts: tuple[str, ...],
    cookies: tuple[str, ...],
    failure_texts: tuple[str, ...],
    out: str | None,
    as_json: bool,
) -> None:
    """Find out which attributes a resource really needs, and propose the narrower contract.

    The running sandbox signs the person on to the resource again and again, with each attribute of its contract
    withheld, emptied, renamed, multiplied. Give one criterion of success at least; all that are given must hold.

    Exit status: 0 when a report was made; 1 when refused, as where the whole sign-on fails already; 2 for wrong options
    or settings; 3 when the whole sign-on no longer succeeded at the end, so that nothing can be concluded.
    """
    criteria = Criteria(url, status, texts, cookies, failure_texts)
    if not criteria.says_something:
        raise NothingSaysSuccess(expected="--success-url, --success-status, --success-text or --success-cookie")
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    issuer, contract = find_contract(shared, resource, issuer_name)
    found = tuple(_known(shared, person) for person in people)
    run = _Run(shared, contract, criteria, Wishes(school, profile, guichet, issuer), start, password)
    trial = run.trial(found)
    before = read_source((DATA / "contracts", installation.workspace.contracts), contract)
    left = settle(contract, trial.left)
    proposal = narrow(before, left, write_reason(trial, left)) if left else ""
    if as_json:
        click.echo(json.dumps({**write_evidence(trial), "proposal": proposal}, ensure_ascii=False, indent=2))
    else:
        print_trial(trial, show_difference(before, proposal, contract.name) if proposal else "")
    if out and proposal:
        _write(out, proposal)
    raise SystemExit(0 if trial.is_sound else _UNSOUND)


@dataclass(frozen=True, slots=True)
class _Run:
    """Hold what every course of one trial has in common."""

    shared: Shared
    contract: Contract
    criteria: Criteria
    wishes: Wishes
    start: str | None
    password: str | None

    def trial(self, people: tuple[Identity, ...]) -> Trial:
        """Make the courses, one person after the other."""
        began, counter = self.shared.clock.now(), OrderCounter(self.shared, self.contract)
        courses = tuple(self._course(person, counter) for person in people)
        return Trial(self.contract, began, self.criteria.words(), courses)

    def _course(self, person: Identity, counter: OrderCounter) -> Course:
        issuer = self.wishes.issuer or self.shared.hub
        visitor = Visitor(
            issuers=self.shared.issuers,
            issuer=issuer,
            person=person,
            password=self.password or self.shared.demo_password or "",
            wishes=self.wishes,
            start=self.start or self.contract.access_url,
            authorities=self.shared.authorities,
        )
        attempt = Probe(visitor, self.criteria, counter.place).attempt
        return Campaign(attempt, codes_of(self.contract), tell_attempt).run()


def _known(shared: Shared, login: str) -> Identity:
    person = find_person(shared, login)
    if person is None:
        raise PersonUnknown(expected="the login of a person in the directory")
    return person


def _write(out: str, proposal: str) -> None:
    with open_whole(out) as file:
        file.write(proposal)
    if out != STDOUT:
        click.echo(f"written: {out} (a proposal: nothing has been installed)", err=True)
