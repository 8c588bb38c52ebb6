"""Owns the forms by which a contract is led through its life: each does one act, then shows where it stands."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from broker.console.review.contract_actors import check_seen, read_actor
from broker.console.review.contract_views import PATH
from broker.core.errors import ConfigurationError
from broker.core.precision import Precision
from broker.core.refusals.journey import MalformedParameter
from broker.core.sentence import Sentence
from broker.definitions.contract_desk import Actor, ContractDesk
from broker.web.rendering import say
from broker.web.single_values import read_form

Show = Callable[[str, tuple[str, ...]], Response]
_MOST_TEXT = 200_000
_MOST_WORDS = 1000
_REFUSE = "refuse_"
DONE = {
    "attribute": Sentence("Attribut demandé.", "Attribute asked for."),
    "remove": Sentence("Attribut retiré.", "Attribute removed."),
    "submit": Sentence("Contrat soumis.", "Contract submitted."),
    "approve": Sentence("Décision enregistrée.", "Ruling recorded."),
    "suspend": Sentence(
        "Contrat suspendu : plus rien ne sort par lui.", "Contract suspended: nothing leaves by it any more."
    ),
    "resume": Sentence("Reprise demandée.", "Resumption asked for."),
    "import": Sentence("Contrat pris en compte.", "Contract taken in."),
}


def act(desk: ContractDesk, name: str, step: str, show: Show) -> Response:
    """Do one step as the form says, and go back to the contract; show what is wrong in it where it cannot be."""
    check_seen(desk.find(name))
    doing = _STEPS.get(step)
    if doing is None:
        raise MalformedParameter(expected=", ".join(_STEPS), received=step[:40])
    try:
        doing(desk, name, read_actor())
    except ConfigurationError as error:
        return show(name, tuple(str(problem) for problem in error.problems))
    return _done(name, step)


def take_in(desk: ContractDesk, show: Callable[[tuple[str, ...]], Response]) -> Response:
    """Take in a file that was uploaded, or a text that was pasted, under the name that the form says."""
    uploaded = request.files.get("file")
    text = read_form("text", _MOST_TEXT) or ""
    name = (read_form("name") or "").strip()
    try:
        if uploaded is not None and uploaded.filename:
            text = uploaded.read(_MOST_TEXT).decode("utf-8")
            name = name or uploaded.filename.rpartition("/")[2].removesuffix(".toml")
        desk.take_in(name, text.replace("\r\n", "\n"), read_actor(), signatures_believed=False)
    except UnicodeDecodeError:
        return show(("this is not UTF-8",))
    except ConfigurationError as error:
        return show(tuple(str(problem) for problem in error.problems))
    return _done(name, "import")


def _done(name: str, step: str) -> Response:
    flash(say(DONE[step]), "good")
    return redirect(f"{PATH}/{name}", 303)


def _put(desk: ContractDesk, name: str, actor: Actor) -> object:
    precision = read_form("precision") or ""
    values: dict[str, Any] = {"ruling": None, "ruled_because": None}
    values |= {key: text for key in ("purpose", "necessity") if (text := (read_form(key, _MOST_WORDS) or "").strip())}
    if precision in set(Precision):
        values["transformation"] = None if precision == Precision.AS_IT_IS else precision
    return desk.put_attribute(name, actor, read_form("code") or "", values)


def _remove(desk: ContractDesk, name: str, actor: Actor) -> object:
    return desk.remove_attribute(name, actor, read_form("code") or "")


def _submit(desk: ContractDesk, name: str, actor: Actor) -> object:
    return desk.submit(name, actor)


def _approve(desk: ContractDesk, name: str, actor: Actor) -> object:
    given = ((field.removeprefix(_REFUSE), read_form(field, _MOST_WORDS) or "") for field in request.form)
    refused = {code: reason.strip() for code, reason in given if f"{_REFUSE}{code}" in request.form and reason.strip()}
    return desk.approve(name, actor, refused, read_form("content") or "")


def _suspend(desk: ContractDesk, name: str, actor: Actor) -> object:
    return desk.suspend(name, actor, read_form("reason", _MOST_WORDS) or "")


def _resume(desk: ContractDesk, name: str, actor: Actor) -> object:
    return desk.resume(name, actor, read_form("reason", _MOST_WORDS) or "")


_STEPS: dict[str, Callable[[ContractDesk, str, Actor], object]] = {
    "attribute": _put,
    "remove": _remove,
    "submit": _submit,
    "approve": _approve,
    "suspend": _suspend,
    "resume": _resume,
}
