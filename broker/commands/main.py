"""Owns the command line's front door; each command is imported only when it is called."""

from importlib import import_module

import click

_COMMANDS = {
    "run": ("run:run", "Start the whole sandbox on loopback and stay up."),
    "serve": ("serve:serve", "Serve one issuer with several worker processes."),
    "people": ("listing:people", "List invented people."),
    "resources": ("listing:resources", "List the resources."),
    "issuers": ("listing:issuers", "List the issuers."),
    "statistics": ("statistics:statistics", "Count accesses; small numbers are not shown."),
    "impact": ("impact:impact", "Say who would gain and lose what, before a change."),
    "explain": ("explain:explain", "Print a decision without signing on; or every setting."),
    "matrix": ("matrix:matrix", "Print what leaves of whom to each resource, and why."),
    "lineage": ("lineage:lineage", "Follow values from the directory to the names that services read, and back."),
    "login": ("login:login", "Sign on over HTTP to the running sandbox."),
    "starve": ("starve:starve", "Find out which attributes a resource really needs."),
    "resource": ("resource:resource", "Register a resource of one's own."),
    "contract": ("contract:contract", "Check, compare, approve and suspend contracts."),
    "risk": ("risk:risk", "Count how many people share what each resource is sent."),
    "grade": ("grade:grade", "Grade contracts from A to F, with the reasons."),
    "prove": ("prove:prove", "Prove that nothing outside the contracts leaves; verify such a proof."),
    "notice": ("notice:notice", "Check notices of resources, print their schema."),
    "kit": ("kit:kit", "Print a ready configuration for a client."),
    "codes": ("codes:codes", "Print what makes a person's one-time passwords."),
    "keys": ("keys:keys", "Announce, use, retire or remove the keys that sign."),
    "certificates": ("certificates:certificates", "Make the certificates of the web services' clients."),
    "federations": ("federations:federations", "List the federations; fetch their metadata now."),
    "records": ("records:records", "Export, import the durable records; forget a person."),
    "journal": ("journal:journal", "List, verify and seal the journal; give and check receipts."),
    "person": ("person:person", "Show what was transmitted and is kept about a person; erase it."),
    "check": ("check:check", "Validate settings, contracts, issuers and metadata."),
    "register": ("register:register", "Print the record of processing (GDPR, article 30)."),
    "retention": ("retention:retention", "Apply the retention periods to what is kept."),
    "reports": ("reports:reports", "Make the assignment reports that distributors fetch."),
    "roles": ("roles:roles", "Print the codes of the console's roles."),
    "population": ("population:population", "Generate invented people as LDIF."),
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the table."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command when it is called or named in the help."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name][0].partition(":")
        found = getattr(import_module(f"broker.commands.{module}"), name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the table without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.command(cls=_LazyGroup)
@click.version_option(package_name="preau")
def main() -> None:
    """Préau: a sandbox twin of the French school federation. Everybody in it is invented."""
