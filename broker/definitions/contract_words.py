"""Owns the kinds of value that contract files are written in: words, names, addresses, days, switches."""

from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.duration import read_duration
from broker.core.profile import Profile
from broker.definitions.contract_rules import nearest


def fault(what: str, hint: str) -> PydanticCustomError:
    """Return an error that says what is wrong and what to change."""
    return PydanticCustomError("contract", "{what}", {"what": what, "hint": hint})


def _is_in_catalogue(code: str) -> str:
    if code not in CATALOGUE:
        raise fault(f"no attribute is called {code}", nearest(code, CATALOGUE))
    return code


def _is_vocabulary(name: str) -> str:
    if name not in VOCABULARIES:
        raise fault(f"no vocabulary is called {name}", nearest(name, VOCABULARIES))
    return name


def _is_web_address(address: str) -> str:
    if not address.startswith("{") and not urlsplit(address).hostname:
        raise fault("this address names no host", "write https://host/path")
    return address


def _is_duration(text: str) -> str:
    try:
        read_duration(text or "P0D")
    except ValueError as error:
        raise fault(str(error), "leave it out where nothing is said") from None
    return text


Words = Annotated[str, Field(min_length=1, max_length=1000)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,60}$")]
StableName = Annotated[str, Field(pattern=r"^\S{1,1024}$")]
Address = Annotated[
    str, Field(pattern=r"^(https?://|\{[a-z][a-z0-9-]*\})[^\s#]{0,1000}$"), AfterValidator(_is_web_address)
]
Code = Annotated[str, AfterValidator(_is_in_catalogue), Field(json_schema_extra={"enum": list(CATALOGUE)})]
Vocabulary = Annotated[
    str,
    AfterValidator(_is_vocabulary),
    Field(json_schema_extra={"enum": list(VOCABULARIES)}, description="The words that the attributes are taken from."),
]
Day = Annotated[date, Strict()]
Retention = Annotated[str, AfterValidator(_is_duration), Field(description="A duration (ISO 8601): P1Y, P6M, P30D.")]
Switch = Annotated[bool, Strict()]
Profiles = Annotated[frozenset[Profile], Field(min_length=1)]


class StrictTable(BaseModel):
    """Refuse unknown keys, and stay as it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")
