"""Owns the pages of contracts: the list, one contract with its life, what changed between two versions, its file."""

from dataclasses import dataclass

from flask import Response
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from broker.console.review.contract_actors import ROLES, check_seen, held_roles, may_see
from broker.console.review.contract_acts import act, take_in
from broker.console.review.contract_views import (
    PATH,
    Lint,
    clause_row,
    compare_versions,
    contract_row,
    finding_rows,
    profile_titles,
    proposed_changes,
    signature_rows,
    version_rows,
)
from broker.console.review.home_page import Section
from broker.core.catalogue import VOCABULARIES
from broker.core.contract import STATUSES, Contract, Status
from broker.core.errors import ConfigurationError
from broker.core.precision import PRECISIONS
from broker.core.refusals.contract_life import ContractUnknown
from broker.core.review.contract_change import as_if_approved
from broker.core.roles import TITLES as ROLE_TITLES
from broker.core.roles import Holder
from broker.core.sentence import Sentence
from broker.definitions.contract_desk import DECIDING, ContractDesk
from broker.definitions.contract_register import Standing
from broker.definitions.impact_attached import facts_of, find_impact, read_impact
from broker.web.parts import parts
from broker.web.rendering import read_again_at, render
from broker.web.routes import Routes
from broker.web.single_values import read_query

_TOML = "application/toml; charset=utf-8"
_WORKING = Sentence("copie de travail", "working copy")


@dataclass(frozen=True, slots=True)
class ContractsPages:
    """Show contracts and lead them through their life, as the browser's roles allow."""

    desk: ContractDesk
    lint: Lint

    def section(self) -> Section:
        """Make the pages, as a part of the review."""
        blueprint = Routes("contracts", __name__, ROLES)
        blueprint.add_url_rule(PATH, "list", self._list, methods=["GET"])
        blueprint.add_url_rule(PATH, "import", self._take_in, methods=["POST"])
        blueprint.add_url_rule(f"{PATH}/<name>", "show", self._show, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/<name>.toml", "export", self._export, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/<name>/diff", "diff", self._diff, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/<name>/impact", "impact", self._impact, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/<name>/<step>", "act", self._act, methods=["POST"])
        return Section(
            blueprint,
            PATH,
            Sentence("Quels contrats, et où en sont-ils ?", "Which contracts, and where do they stand?"),
            Sentence(
                "Chaque contrat, ses versions, ce qui les élargit ; soumettre, approuver par attribut, suspendre.",
                "Each contract, its versions, what widens them; submit, approve by attribute, suspend.",
            ),
        )

    def _list(self) -> Response:
        return self._show_list(())

    def _show_list(self, problems: tuple[str, ...]) -> Response:
        if problems:
            read_again_at(PATH)
        seen = [one for one in self.desk.contracts.standings().values() if may_see(one.working.contract)]
        today = parts().clock.now().date()
        rows = [contract_row(standing, self.lint, today) for standing in seen]
        return render(
            "console/review/contracts.html",
            422 if problems else 200,
            rows=sorted(rows, key=lambda row: (row.issuer, row.name)),
            problems=problems,
            action=PATH,
            acting=_roles(held_roles()),
            csrf_token=generate_csrf(),
        )

    def _show(self, name: str) -> Response:
        return self._show_contract(name, ())

    def _show_contract(self, name: str, problems: tuple[str, ...]) -> Response:
        standing = check_seen(self.desk.find(name))
        url = f"{PATH}/{name}"
        if problems:
            read_again_at(url)
        contract, held = standing.working.contract, standing.in_force
        impact = find_impact(self.desk.register, standing.working)
        return render(
            "console/review/contract.html",
            422 if problems else 200,
            contract=contract,
            status=STATUSES[contract.status],
            held=held,
            held_status=STATUSES[held.status] if held else None,
            clauses=[clause_row(clause, contract) for clause in contract.clauses],
            changes=proposed_changes(standing),
            profiles=profile_titles(contract.profiles),
            waiting=[str(problem) for problem in standing.problems],
            findings=finding_rows(self.lint(contract)),
            signatures=signature_rows(contract),
            versions=version_rows(self.desk.register, name, held.version if held else 0),
            impact_facts=facts_of(read_impact(impact)) if impact else (),
            impact_url=f"{url}/impact" if impact else "",
            problems=problems,
            codes=list(VOCABULARIES[contract.vocabulary].values()),
            precisions=list(PRECISIONS.items()),
            acts=_acts_of(standing),
            acting=_roles(held_roles()),
            deciding=_roles(tuple(holder for holder in held_roles() if holder.role in DECIDING)),
            url=url,
            list_url=PATH,
            csrf_token=generate_csrf(),
        )

    def _diff(self, name: str) -> Response:
        standing = check_seen(self.desk.find(name))
        former, latter = self._version(standing, read_query("from")), self._version(standing, read_query("to"))
        return render(
            "console/review/contract_diff.html",
            contract=standing.working.contract,
            former=read_query("from") or _WORKING,
            latter=read_query("to") or _WORKING,
            changes=compare_versions(former, latter),
            url=f"{PATH}/{name}",
        )

    def _export(self, name: str) -> Response:
        check_seen(self.desk.find(name))
        number = read_query("version") or ""
        text = self.desk.export(name, int(number) if number.isdecimal() else None)
        headers = {"Content-Disposition": f'attachment; filename="{name}.toml"'}
        return Response(text, content_type=_TOML, headers=headers)

    def _impact(self, name: str) -> Response:
        standing = check_seen(self.desk.find(name))
        file = find_impact(self.desk.register, standing.working)
        if file is None:
            raise ContractUnknown(expected="a report attached to this content", received=name[:60])
        return Response(file.read_bytes(), content_type="application/json")

    def _act(self, name: str, step: str) -> AnyResponse:
        return act(self.desk, name, step, self._show_contract)

    def _take_in(self) -> AnyResponse:
        return take_in(self.desk, self._show_list)

    def _version(self, standing: Standing, number: str | None) -> Contract:
        """Return a version by its number, the working copy without one."""
        if number is None:
            return as_if_approved(standing.working.contract)
        name = standing.working.contract.name
        if not number.isdecimal() or int(number) not in self.desk.register.versions_of(name).numbers():
            raise ContractUnknown(expected=f"a version of {name}", received=number[:20])
        try:
            return self.desk.register.read_version(name, int(number))
        except ConfigurationError as error:
            raise ContractUnknown(expected="a version that can still be read", cause=str(error)) from None


def _roles(holders: tuple[Holder, ...]) -> list[tuple[str, Sentence]]:
    return [(str(holder.role), ROLE_TITLES[holder.role]) for holder in holders]


def _acts_of(standing: Standing) -> frozenset[str]:
    """Return the steps that follow from where a contract stands."""
    status = standing.working.contract.status
    if status is Status.SUSPENDED:
        return frozenset({"resume"})
    if status is Status.SUBMITTED:
        return frozenset({"approve", "suspend"})
    waits = status is Status.DRAFT or bool(standing.problems)
    return frozenset({"attribute", "suspend"} | ({"submit"} if waits else set()))
