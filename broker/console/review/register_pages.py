"""Owns the pages of the register of processing: its entries, one or all of them whole, and as CSV and JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response

from broker.console.review.home_page import ROLES, Section
from broker.core.contract import Contract
from broker.core.review.register import Processing, describe_processing
from broker.core.review.register_writing import Controller, register_document, write_register
from broker.core.sentence import Sentence
from broker.web.parts import parts
from broker.web.rendering import language, render
from broker.web.routes import Routes
from broker.web.single_values import read_query

PATH = "/review/register"
_ISSUER, _CONTRACT, _WHOLE = "issuer", "contract", "whole"


@dataclass(frozen=True, slots=True)
class RegisterPages:
    """Show the register: `find_contracts` gives every contract of one issuer by its name, `issuers` their titles."""

    controller: Controller
    issuers: tuple[tuple[str, Sentence], ...]
    find_contracts: Callable[[str], tuple[Contract, ...]]

    def section(self) -> Section:
        """Make the pages, as a part of the review."""
        blueprint = Routes("register", __name__, ROLES)
        blueprint.add_url_rule(PATH, "show", self._show, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}.csv", "csv", self._give_csv, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}.json", "json", self._give_json, methods=["GET"])
        return Section(
            blueprint,
            PATH,
            Sentence("Quels traitements, et sur quelle base ?", "Which processing, and on what basis?"),
            Sentence(
                "Le registre des traitements (RGPD, article 30), tiré des contrats : finalités, personnes, données, "
                "destinataires, durées, sécurité.",
                "The record of processing (GDPR, article 30), drawn from the contracts: purposes, people, data, "
                "recipients, durations, security.",
            ),
        )

    def _show(self) -> Response:
        chosen, contract = self._issuer(), read_query(_CONTRACT)
        entries, is_whole = self._entries(), read_query(_WHOLE) is not None
        shown = [entry for entry in entries if is_whole or entry.contract == contract]
        asked = urlencode({_ISSUER: chosen})
        return render(
            "console/review/register.html",
            action=PATH,
            controller=self.controller,
            issuers=self.issuers,
            chosen=chosen,
            entries=[] if shown else [(entry, f"{PATH}?{_address(entry)}") for entry in entries],
            shown=shown,
            whole_url=f"{PATH}?{asked}&{_WHOLE}=1",
            csv_url=f"{PATH}.csv?{asked}",
            json_url=f"{PATH}.json?{asked}",
        )

    def _give_csv(self) -> Response:
        text = write_register(self._entries(), self.controller, language())
        disposition = {"Content-Disposition": 'attachment; filename="registre.csv"'}
        return Response(text, content_type="text/csv; charset=utf-8", headers=disposition)

    def _give_json(self) -> Response:
        document = register_document(self._entries(), self.controller, language())
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        return Response(text, content_type="application/json")

    def _issuer(self) -> str:
        """Return the issuer asked for, the one of this console where none is; empty for all of them."""
        asked = read_query(_ISSUER)
        known = {name for name, _ in self.issuers}
        if asked is None:
            return parts().issuer.name
        return asked if asked in known else ""

    def _entries(self) -> list[Processing]:
        chosen, today = self._issuer(), parts().clock.now().date()
        names = [chosen] if chosen else [name for name, _ in self.issuers]
        return [describe_processing(contract, today) for name in names for contract in self.find_contracts(name)]


def _address(entry: Processing) -> str:
    return f"{urlencode({_ISSUER: entry.issuer, _CONTRACT: entry.contract})}#{entry.contract}"
