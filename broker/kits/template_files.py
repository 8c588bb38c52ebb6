"""Owns the filling in of one template of a kit: each value is quoted for its file. Touches no network or workspace."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from broker.core.sentence import Sentence
from broker.kits.quoting import comment_for, quote_for, write_remarks

_TEMPLATES = Path(__file__).parent / "templates"


def fill_in(place: str, remarks: Sequence[Sentence], values: Mapping[str, object]) -> str:
    """Return the text of the template `<language>/<client>/<file>`, with remarks at its top where it takes any."""
    name = place.rpartition("/")[2]
    template = _environment(name).get_template(f"{place}.jinja")
    return template.render(values, remarks=write_remarks(name, remarks)).rstrip("\n") + "\n"


@cache
def _environment(file_name: str) -> Environment:
    # Every value passes through `finalize`, which quotes it for the kind of file: HTML's autoescape has no say here.
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        finalize=quote_for(file_name),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["comment"] = comment_for(file_name)
    return environment
