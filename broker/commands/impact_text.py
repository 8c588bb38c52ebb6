"""Owns how `preau impact` prints a report: tables for a person to read, from the very data of its JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Column, Table

from broker.core.refusals.listing import find_refusal
from broker.impact.figures import VERBS

_EFFECTS = {
    "affected": "people",
    "entering": "get in",
    "shut_out": "shut out",
    "more": "more sent",
    "less": "less sent",
    "other": "other value",
}
_MOST_SCHOOLS = 12
Told = Mapping[str, Any]


def print_report(data: Told, console: Console) -> None:
    """Print a report."""
    for change in data["changes"]:
        console.print(f"change: {_tell_change(change)}", highlight=False, markup=False)
    if data["supposed_approved"]:
        console.print("contracts are taken as if they were approved (--as-it-stands takes them as they are)")
    people, smallest = data["people"], data["smallest_shown"]
    console.print(f"people: {_say(people['before'], smallest)} before, {_say(people['after'], smallest)} after")
    if smallest > 1:
        console.print(f"(each number may be short by up to {smallest - 1}: \\[statistics] smallest_shown)")
    summary = [(resource["contract"], resource["effects"]) for resource in data["resources"]]
    _print_effects("resource", summary, smallest, console)
    for resource in data["resources"]:
        _print_resource(resource, smallest, console)
    names = ", ".join(resource["contract"] for resource in data["unchanged"])
    console.print(f"unchanged: {names or 'none'}", highlight=False, markup=False)
    unjudged = ", ".join(resource["contract"] for resource in data["unjudged"])
    if unjudged:
        console.print(f"of hubs that no directory serves, not judged: {unjudged}", highlight=False, markup=False)


def _print_resource(resource: Told, smallest: int, console: Console) -> None:
    people = resource["people"]
    before, after = _say(people["before"], smallest), _say(people["after"], smallest)
    console.print(f"\n{resource['title']['en']} ({resource['resource']})", style="bold", highlight=False, markup=False)
    console.print(f"opens to {before} before, {after} after", highlight=False)
    _print_effects("by profile", [(row["title"]["en"], row) for row in resource["profiles"]], smallest, console)
    schools = [(f"{row['uai']} {row['name']}".strip(), row) for row in resource["schools"]]
    _print_effects("by school", schools[:_MOST_SCHOOLS], smallest, console)
    if len(schools) > _MOST_SCHOOLS:
        console.print(f"… and {len(schools) - _MOST_SCHOOLS} other schools: --json has them all")
    _print_rows(("attribute", *VERBS), resource["attributes"], ("code", *VERBS), smallest, console)
    for outcome in resource["outcomes"]:
        moved = f"{_outcome(outcome['before'])} → {_outcome(outcome['after'])}"
        console.print(f"{_say(outcome['people'], smallest)}: {moved}", highlight=False, markup=False)
    for example in resource["examples"]:
        console.print(f"e.g. {_example(example)}", highlight=False, markup=False)


def _print_effects(title: str, rows: Sequence[tuple[str, Told]], smallest: int, console: Console) -> None:
    named = [{"name": name, **row, "who": name} for name, row in rows]
    _print_rows((title, *_EFFECTS.values()), named, ("who", *_EFFECTS), smallest, console)


def _print_rows(
    heads: Sequence[str], rows: Sequence[Told], names: Sequence[str], smallest: int, console: Console
) -> None:
    if not rows:
        return
    table = Table(Column(heads[0], no_wrap=True, overflow="ellipsis"), box=SIMPLE, padding=(0, 1, 0, 0))
    for head in heads[1:]:
        table.add_column(head, justify="right", no_wrap=True, min_width=len(head))
    for row in rows:
        table.add_row(str(row[names[0]]), *(_say(row[name], smallest) for name in names[1:]))
    console.print(table)


def _say(number: int | None, smallest: int) -> str:
    return f"< {smallest}" if number is None else str(number)


def _example(example: Told) -> str:
    return f"{example['who']['en']}: {'; '.join(_effects_of(example))}"


def _effects_of(example: Told) -> Iterator[str]:
    if bool(example["before"]) != bool(example["after"]):
        yield f"{_outcome(example['before'])} → {_outcome(example['after'])}"
    for verb in VERBS:
        if example[verb]:
            yield f"{verb} {', '.join(example[verb])}"


def _outcome(code: str) -> str:
    """Say an outcome: what leaves, nobody there, or a refusal by its code and the attribute that it wants."""
    name, _, wanted = code.partition(":")
    refusal = find_refusal(name)
    if refusal is None:
        return {"": "opens", "absent": "not there"}.get(name, name)
    return f"refused, {name}{f' ({wanted})' if wanted else ''}: {refusal.rule.en}"


def _tell_change(change: Told) -> str:
    kind = change["kind"]
    if kind == "contract":
        sides = [(fingerprint or "none")[:12] for fingerprint in change["fingerprints"].values()]
        return f"contract {change['contract']} {' → '.join(sides)} {', '.join(change['fields'])}".rstrip()
    return f"{kind} {', '.join(_words(change))}"


def _words(change: Told) -> Iterator[str]:
    for name, value in change.items():
        if name != "kind" and value:
            yield f"{name} {', '.join(value) if isinstance(value, list) else value}"
