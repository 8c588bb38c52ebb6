"""Owns the page that registers a publisher's own resource by a form, and the page that follows."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response
from flask_wtf.csrf import generate_csrf

from broker.console.language_settings import settings_by_language
from broker.console.registering import register
from broker.console.registration_checks import FieldProblem
from broker.console.registration_form import AUTH_METHODS, OFFERED, FormValues, blank_form, read_values
from broker.core.access_link import access_link
from broker.core.catalogue import CATALOGUE
from broker.core.contract import PROTOCOLS, Contract
from broker.core.journal.release_act import mark_of
from broker.core.profile import NATIONAL, TITLES
from broker.core.refusals.console import RegistrationClosed
from broker.core.roles import Role
from broker.core.sentence import Sentence
from broker.kits.registered_clients import read_secret
from broker.kits.registrar import Registrar
from broker.web.parts import parts
from broker.web.rendering import read_again_at, render
from broker.web.routes import Routes

PATH = "/resources/new"
_METHOD_TITLES = {
    "client_secret_basic": Sentence("secret, en HTTP Basic (comme au GAR)", "secret, by HTTP Basic (as at the GAR)"),
    "client_secret_post": Sentence("secret, dans le formulaire", "secret, in the form"),
    "private_key_jwt": Sentence("clé privée (private_key_jwt)", "private key (private_key_jwt)"),
    "none": Sentence("aucune : application publique", "none: a public application"),
}


@dataclass(frozen=True, slots=True)
class _Choice:
    """Show one box to tick, or one of several methods."""

    name: str
    code: str
    title: Sentence
    ticked: bool


def make_registration_pages(registrar: Registrar, roles: frozenset[Role], *, is_open: bool) -> Blueprint:
    """Make the blueprint of the form, for these roles; where it is not open, each of its addresses says so and why."""
    blueprint = Routes("registration", __name__, roles)

    def guarded(view: Callable[[Registrar], Response]) -> Callable[[], Response]:
        def answer() -> Response:
            if not is_open:
                raise RegistrationClosed(expected="a console that only this machine reaches")
            return view(registrar)

        return answer

    blueprint.add_url_rule(PATH, "form", guarded(_ask), methods=["GET"])
    blueprint.add_url_rule(PATH, "register", guarded(_register), methods=["POST"])
    return blueprint


def _ask(_registrar: Registrar) -> Response:
    return _show_form(blank_form(), ())


def _register(registrar: Registrar) -> Response:
    values = read_values()
    outcome = register(values, registrar, parts().issuer.name)
    if outcome.registered is None:
        return _show_form(values, outcome.problems, 422)
    contract = outcome.registered.contract
    roles = ",".join(sorted({holder.role.value for holder in parts().find_holders()})) or Role.VISITOR.value
    parts().acts.record_contract_change("registered", mark_of(contract), issuer=contract.issuer, actor=roles)
    read_again_at(f"/resources/{contract.name}")
    return _show_registered(contract, read_secret(registrar.workspace, contract))


def _show_form(values: FormValues, problems: tuple[FieldProblem, ...], http_status: int = 200) -> Response:
    beside: dict[str, list[FieldProblem]] = {}
    for problem in problems:
        beside.setdefault(problem.field, []).append(problem)
    method = values.texts["oidc_auth_method"]
    return render(
        "console/register.html",
        http_status,
        action=PATH,
        csrf_token=generate_csrf(),
        texts=values.texts,
        problems=beside,
        profiles=[_tick(f"profile_{profile}", profile, TITLES[profile], values) for profile in NATIONAL],
        attributes=[_tick(f"attribute_{code}", code, CATALOGUE[code].meaning, values) for code in OFFERED],
        languages={protocol: protocol in values.ticked for protocol in PROTOCOLS},
        methods=[_Choice("oidc_auth_method", name, _METHOD_TITLES[name], name == method) for name in AUTH_METHODS],
        resources_url="/resources",
    )


def _show_registered(contract: Contract, secret: str | None) -> Response:
    issuer = parts().issuer
    return render(
        "console/registered.html",
        201,
        title=contract.title,
        resource=contract.resource,
        access_url=contract.access_url,
        entry_link=access_link(issuer.entry_url, contract.resource),
        page_url=f"/resources/{contract.name}",
        settings=settings_by_language(issuer, contract),
        secret=secret,
        explain_command=f"preau explain --person {_somebody(contract)} --resource {contract.resource}",
    )


def _tick(name: str, code: str, title: Sentence, values: FormValues) -> _Choice:
    return _Choice(name, code, title, name in values.ticked)


def _somebody(contract: Contract) -> str:
    """Return the login of somebody whom the contract covers."""
    for person in parts().directory.find_situations():
        if contract.profiles & {membership.profile for membership in person.memberships}:
            return person.login
    return "LOGIN"
