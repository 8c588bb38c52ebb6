"""Owns `preau codes`: what an authenticator application reads to make a person's one-time passwords."""

import sys

import click

from broker.commands.installation import Installation, with_installation
from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.login.one_time_passwords import OneTimePasswords
from broker.shared import Shared, make_shared


@click.command()
@click.argument("login")
@click.option("--issuer", default="academie", show_default=True, help="The guichet at which the person signs in.")
@with_installation
def codes(installation: Installation, *, login: str, issuer: str) -> None:
    """Print the otpauth address of LOGIN's codes: whoever has it can make them."""
    try:
        shared = make_shared(installation.settings, installation.workspace, installation.urls)
        found = _find_guichet(shared, issuer)
        person = _name_person(shared, found, login)
    except ConfigurationError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    secret = installation.workspace.read_secret("second-factor.key")
    click.echo(OneTimePasswords(secret, found.name).enrolment_uri(person, found.title.fr))


def _find_guichet(shared: Shared, name: str) -> Issuer:
    known = {one.name: one for one in shared.issuers if one.password and one.password.one_time_password}
    if name not in known:
        raise ConfigurationError((Problem(name, "issuer", "asks for no codes", f"one of {', '.join(known)}"),))
    return known[name]


def _name_person(shared: Shared, issuer: Issuer, login: str) -> str:
    """Return the name under which the guichet makes a person's codes."""
    project = issuer.password.project if issuer.password else None
    person = shared.directories[issuer.directory].find_person("login", login, project)
    if person is None:
        raise ConfigurationError((Problem(issuer.name, "login", "nobody is called so there", "preau people"),))
    return f"{person.login}@{person.key.project}"
