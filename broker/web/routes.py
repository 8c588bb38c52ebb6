"""Owns routes that say who may come: a blueprint names its roles, and nobody else reaches a view of it."""

from typing import Any

from flask import Blueprint, Flask

from broker.core.roles import Role


class Routes(Blueprint):
    """Be a blueprint whose every rule is for some roles; `page` is the page at which a person signs in for it."""

    def __init__(self, name: str, import_name: str, roles: frozenset[Role], *, page: str | None = None) -> None:
        """Name the roles of all its rules; one rule may name others."""
        super().__init__(name, import_name)
        self.page = page
        self._roles = roles
        self._own: dict[str, frozenset[Role]] = {}

    def add_url_rule(self, rule: str, endpoint: str | None = None, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as Flask
        """Add a rule; `roles` are those that may come, where they are not the blueprint's."""
        roles: frozenset[Role] | None = options.pop("roles", None)
        if roles is not None:
            assert endpoint is not None, "a rule with roles of its own has a name of its own"
            self._own[endpoint] = roles
        super().add_url_rule(rule, endpoint, *args, **options)

    def roles_of(self, endpoint: str) -> frozenset[Role]:
        """Return who may reach an endpoint, by its full name."""
        return self._own.get(endpoint.rpartition(".")[2], self._roles)


def roles_at(app: Flask, endpoint: str | None) -> frozenset[Role]:
    """Return who may reach an endpoint: nobody where its blueprint says nothing of roles, or there is none."""
    blueprint = app.blueprints.get((endpoint or "").rpartition(".")[0])
    return blueprint.roles_of(endpoint or "") if isinstance(blueprint, Routes) else frozenset()
