"""Owns the page of roles: as whom a visitor uses the console; by a click on this machine, by a code beyond it."""

import hmac
import re
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from flask import redirect, request, session
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

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
_PARTS_KEPT = 3  # role, name, proof
_PAGES = {
    Role.DISTRIBUTOR: "/distributor",
    Role.PUBLISHER: "/publisher",
    Role.REVIEWER: "/review",
    Role.OPERATOR: "/review",
}
_WORK = {
    Role.DISTRIBUTOR: Sentence(
        "Ses abonnements, leurs licences, le décompte des affectations, et les appels de son service web.",
        "Its subscriptions, their licences, the count of assignments, and the calls of its web service.",
    ),
    Role.PUBLISHER: Sentence(
        "Ses ressources : notice, contrat, familles, accès.",
        "Its resources: notice, contract, families, accesses.",
    ),
    Role.REVIEWER: Sentence(
        "Les contrats, leur approbation, ce qui sort et pourquoi, la preuve, le journal, les droits des personnes ; "
        "les statistiques et les parcours.",
        "The contracts, their approval, what leaves and why, the proof, the journal, the rights of people; "
        "the statistics and the journeys.",
    ),
    Role.OPERATOR: Sentence(
        "Tout ce que voit l’auditeur, et le dépôt de ressources.",
        "All that the reviewer sees, and the registration of resources.",
    ),
}
# Browsers drop tabs and line ends from an address, and read a backslash as a slash: `/<tab>/x` is another site (J200).
_OWN_PATH = re.compile(r"/(?:[!-.0-\[\]-~][!-\[\]-~]*)?")


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """Show one role that may be taken: `names` are those of whom one is then, empty where the role has none.

    `work` says what it sees and does, `page` is where.
    """

    role: Role
    title: Sentence
    work: Sentence
    names: tuple[tuple[str, str], ...]
    held: str | None
    wanted: bool
    page: str


@dataclass(frozen=True, slots=True)
class RoleBanner:
    """Show on every page which roles are held, each with the name as whom, and the form that lays them down."""

    held: tuple[tuple[Sentence, str], ...]
    url: str
    leave_action: str
    csrf_token: str


@dataclass(frozen=True, slots=True)
class RoleDesk:
    """Hand out the console's roles: `secret` makes the codes, None where this machine alone reaches the console.

    A role taken by a click does not outlive the moment from which others reach the console, nor one taken by a code
    the secret that made it.
    """

    secret: bytes | None
    find_names: Callable[[Role], tuple[tuple[str, str], ...]]

    def pages(self) -> Routes:
        """Make the page on which roles are taken and laid down."""
        blueprint = Routes("roles", __name__, ANYBODY)
        blueprint.add_url_rule(ROLES, "show", self._show, methods=["GET"])
        blueprint.add_url_rule(ROLES, "take", self._take, methods=["POST"])
        blueprint.add_url_rule(f"{ROLES}/leave", "leave", _leave, methods=["POST"])
        blueprint.add_app_template_global(self._banner, "role_banner")
        return blueprint

    def held(self) -> tuple[Holder, ...]:
        """Return the console's roles that this browser has taken, from its signed cookie."""
        kept = (Holder(Role(one[0]), one[1]) for one in session.get(_HELD, ()) if self._is_proved(one))
        return tuple(kept)

    def _is_proved(self, one: list[str]) -> bool:
        if len(one) != _PARTS_KEPT or one[0] not in CONSOLE_ROLES:
            return False
        return hmac.compare_digest(one[2], self._proof(Holder(Role(one[0]), one[1])))

    def _proof(self, holder: Holder) -> str:
        """Return what ties a role in a cookie to the secret in force; it is none of the codes."""
        if self.secret is None:
            return ""
        return hmac.new(self.secret, f"held:{holder.role}:{holder.name}".encode(), sha256).hexdigest()

    def _banner(self) -> RoleBanner | None:
        held = self.held()
        if not held:
            return None
        names = {one.role: dict(self.find_names(one.role)) for one in held}
        titles = tuple((TITLES[one.role], names[one.role].get(one.name) or one.name) for one in held)
        return RoleBanner(titles, ROLES, f"{ROLES}/leave", generate_csrf())

    def _show(self) -> Response:
        wanted = set((read_query("for") or "").split(","))
        held = {holder.role: holder.name for holder in self.held()}
        return render(
            "console/roles.html",
            choices=[
                RoleChoice(
                    role, TITLES[role], _WORK[role], self.find_names(role), held.get(role), role in wanted, _PAGES[role]
                )
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
        held = (*(one for one in self.held() if one.role is not holder.role), holder)
        session[_HELD] = [[one.role.value, one.name, self._proof(one)] for one in held]
        parts().acts.record_administration("role.taken", actor=holder.role.value, issuer=parts().issuer.name)
        return redirect(_own_path(read_form("next")) or ROLES, 303)

    def _check_code(self, holder: Holder, code: str) -> None:
        if self.secret is None:
            return
        store, address, whose = parts().store, request.remote_addr or "", f"{holder.role} {holder.name}"
        check_attempts(store, "roles", address, whose)
        given = code.strip().replace("-", "").upper()
        if not hmac.compare_digest(code_of(self.secret, holder).encode(), given.encode()):
            count_failure(store, "roles", address, whose)
            raise RoleCodeWrong(expected="the code of this role", received="another")


def code_of(secret: bytes, holder: Holder) -> str:
    """Return the code that opens a role where the console is reached from elsewhere."""
    digest = hmac.new(secret, f"{holder.role}:{holder.name}".encode(), sha256).digest()
    return b32encode(digest).decode()[:_CODE_LETTERS]


def _leave() -> Response:
    session.pop(_HELD, None)
    return redirect(ROLES, 303)


def _own_path(path: str | None) -> str:
    """Return a path of this very console, empty for anything else (J200)."""
    return path if path is not None and _OWN_PATH.fullmatch(path) else ""
