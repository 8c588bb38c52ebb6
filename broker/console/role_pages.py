"""Owns the page of roles: as whom a visitor uses the console; by a click on this machine, by a code beyond it."""

import hmac
from base64 import b32encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from flask import redirect, session
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.contract import Contract
from broker.core.refusals.journey import MalformedParameter
from broker.core.refusals.roles import RoleCodeWrong
from broker.core.roles import ANYBODY, CONSOLE_ROLES, TITLES, Holder, Role
from broker.core.sentence import Sentence
from broker.login.attempts import check_attempts, count_failure
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.role_check import ROLES
from broker.web.routes import Routes
from broker.web.single_values import read_form, read_query

ROLES_SECRET = "roles.key"  # noqa: S105 - the name of a file
_HELD = "roles"
_CODE_LETTERS = 20


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """Show one role that may be taken: `names` are those of whom one is then, empty where the role has none."""

    role: Role
    title: Sentence
    names: tuple[tuple[str, str], ...]
    held: str | None
    wanted: bool


@dataclass(frozen=True, slots=True)
class RoleDesk:
    """Hand out the console's roles: `secret` makes the codes, None where this machine alone reaches the console."""

    secret: bytes | None
    find_names: Callable[[Role], tuple[tuple[str, str], ...]]

    def pages(self) -> Routes:
        """Make the page on which roles are taken and laid down."""
        blueprint = Routes("roles", __name__, ANYBODY)
        blueprint.add_url_rule(ROLES, "show", self._show, methods=["GET"])
        blueprint.add_url_rule(ROLES, "take", self._take, methods=["POST"])
        blueprint.add_url_rule(f"{ROLES}/leave", "leave", _leave, methods=["POST"])
        return blueprint

    def _show(self) -> Response:
        wanted = set((read_query("for") or "").split(","))
        held = {holder.role: holder.name for holder in held_roles()}
        return render(
            "console/roles.html",
            choices=[
                RoleChoice(role, TITLES[role], self.find_names(role), held.get(role), role in wanted)
                for role in CONSOLE_ROLES
            ],
            next_path=_own_path(read_query("next")),
            asks_code=self.secret is not None,
            csrf_token=generate_csrf(),
            action=ROLES,
            leave_action=f"{ROLES}/leave",
        )

    def _take(self) -> Response:
        role, name = read_form("role") or "", read_form("name") or ""
        if role not in CONSOLE_ROLES:
            raise MalformedParameter(expected=", ".join(CONSOLE_ROLES), received=role[:40])
        known = self.find_names(Role(role))
        if name not in {one for one, _ in known} and not (name == "" and not known):
            raise MalformedParameter(expected="name: one of those offered", received="another")
        holder = Holder(Role(role), name)
        self._check_code(holder, read_form("code") or "")
        others = [[one.role.value, one.name] for one in held_roles() if one.role is not holder.role]
        session[_HELD] = [*others, [holder.role.value, holder.name]]
        return redirect(_own_path(read_form("next")) or ROLES, 303)

    def _check_code(self, holder: Holder, code: str) -> None:
        if self.secret is None:
            return
        found = parts()
        check_attempts(found.store, "roles", "", holder.role)
        if not hmac.compare_digest(code_of(self.secret, holder), code.strip().replace("-", "").upper()):
            count_failure(found.store, "roles", "", holder.role)
            raise RoleCodeWrong(expected="the code of this role", received="another")


def held_roles() -> tuple[Holder, ...]:
    """Return the console's roles that this browser has taken, from its signed cookie."""
    kept = session.get(_HELD, ())
    return tuple(Holder(Role(role), name) for role, name in kept if role in CONSOLE_ROLES)


def find_role_names(role: Role, contracts: Iterable[Contract]) -> tuple[tuple[str, str], ...]:
    """Return as whom a role may be taken, as (`SIREN_ISNI`, name): publishers and distributors are those declared."""
    if role not in {Role.PUBLISHER, Role.DISTRIBUTOR}:
        return ()
    known = {contract.provider.identifier: contract.provider.name for contract in contracts}
    return tuple(sorted(known.items()))


def code_of(secret: bytes, holder: Holder) -> str:
    """Return the code that opens a role where the console is reached from elsewhere."""
    digest = hmac.new(secret, f"{holder.role}:{holder.name}".encode(), sha256).digest()
    return b32encode(digest).decode()[:_CODE_LETTERS]


def _leave() -> Response:
    session.pop(_HELD, None)
    return redirect(ROLES, 303)


def _own_path(path: str | None) -> str:
    """Return a path of this very console, empty for anything else (J200)."""
    known = path is not None and path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if known and path is not None else ""
