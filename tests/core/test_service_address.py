"""Owns the tests of what address falls under a registered one: the table of tricks, and properties over addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from broker.core.service_address import find_fault, gather_addresses

BELOW, EXACT = "https://app.example/gar/*", "https://app.example/?sso_id=gar"
KNOWN = gather_addresses((BELOW, EXACT, "http://localhost:8010/*", "https://app.example/gar/deep*"))

UNDER = (
    ("https://app.example/gar/", BELOW),
    ("https://app.example/gar/x", BELOW),
    ("https://app.example/gar/x/y?url=https://elsewhere.example/../%2F%2e", BELOW),
    ("https://app.example:443/gar/x", BELOW),
    ("HTTPS://APP.example/gar/x", BELOW),
    ("https://app.example/gar/%C3%A9;v=1/$&'()*+,=", BELOW),
    ("https://app.example/gar/x?list[]=1&b=~", BELOW),
    ("https://app.example/gar/x?filter={a|b}&c=^`", BELOW),
    ("https://app.example/gar/deep", "https://app.example/gar/deep*"),
    ("https://app.example/gar/deep/er", "https://app.example/gar/deep*"),
    ("https://app.example/gar/deeper", BELOW),
    (EXACT, EXACT),
    ("http://localhost:8010", "http://localhost:8010/*"),
    ("http://localhost:8010/?a=1", "http://localhost:8010/*"),
)
TRICKS = (
    "",
    "/gar/x",
    "https://app.example",
    "https://app.example/",
    "https://app.example/gar",
    "https://app.example/garage/x",
    "https://app.example/GAR/x",
    "http://app.example/gar/x",
    "https://app.example:444/gar/x",
    "https://app.example:/gar/x",
    "https://app.example:443x/gar/x",
    "https://app.example./gar/x",
    "https://app.example.evil.example/gar/x",
    "https://evil.example/https://app.example/gar/x",
    "https://evilapp.example/gar/x",
    "https://app.example@evil.example/gar/x",
    "https://app.example:x@evil.example/gar/x",
    "https://user@app.example/gar/x",
    "https://app.example%40evil.example/gar/x",
    "https://app.example%2eevil.example/gar/x",
    "https://evil.example#https://app.example/gar/x",
    "https://app.example/gar/x#",
    "https://app.example/gar/x#fragment",
    "https://evil.example\\@app.example/gar/x",
    "https://app.example\\.evil.example/gar/x",
    "https:\\\\app.example/gar/x",
    "https:/app.example/gar/x",
    "https:app.example/gar/x",
    "https:///app.example/gar/x",
    "https://app.example//gar/x",
    "https://app.example/gar//x",
    "https://app.example/gar/../x",
    "https://app.example/gar/..",
    "https://app.example/gar/./x",
    "https://app.example/gar/..;/x",
    "https://app.example/gar/..;a=1/x",
    "https://app.example/gar/%2e%2e/x",
    "https://app.example/gar/%2E./x",
    "https://app.example/gar/.%2e/x",
    "https://app.example/gar/%252e%252e/x",
    "https://app.example/gar/..%2fx",
    "https://app.example/gar/%5c..%5cx",
    "https://app.example/gar/\\..\\x",
    "https://app.example/gar/%00",
    "https://app.example/gar/%0d%0aSet-Cookie:x",
    "https://app.example/gar/\r\nSet-Cookie: x",
    "https://app.example/gar/x\t",
    " https://app.example/gar/x",
    "https://app.example/gar/x ",
    "https://app.example/gar/é",
    "https://app.exаmple/gar/x",
    "https://app.example/gar/%zz",
    "https://app.example/gar/%",
    "https://app.example/gar/x?a=%zz",
    'https://app.example/gar/"><script>',
    "https://app.example/gar/x?ticket=ST-1",
    "https://app.example/gar/x?a=1&tic%6bet=ST-1",
    "javascript://app.example/gar/x",
    "//app.example/gar/x",
    "https://[app.example]/gar/x",
    "https://app.example/?sso_id=gar&grain=1",
    "https://app.example/?sso_id=GAR",
    "https://app.example?sso_id=gar",
)


@pytest.mark.parametrize(("address", "entry"), UNDER)
def test_an_address_falls_under_the_nearest_entry(address: str, entry: str) -> None:
    assert KNOWN.find(address) == entry


@pytest.mark.parametrize("address", TRICKS)
def test_an_address_that_only_looks_alike_falls_under_none(address: str) -> None:
    assert KNOWN.find(address) is None


@pytest.mark.parametrize("entry", ["https://*.example/*", "https://app.example*.evil/", "https://app.example/a/*/b*"])
def test_a_star_stands_for_what_is_below_and_for_nothing_else(entry: str) -> None:
    known = gather_addresses((entry,))
    for address in ("https://app.example/", "https://app.example/a/x/b", "https://app.example.evil/"):
        assert known.find(address) is None


@pytest.mark.parametrize(
    "entry",
    [
        "https://user@app.example/*",
        "https://app.example/../*",
        "https://app.example/?a=1*",
        "https://app.example/x?ticket=1",
        "https://*.example/",
        "ftp://app.example/",
        "*",
        "https://app.example/é",
    ],
)
def test_an_entry_that_is_not_beyond_doubt_cannot_be_registered_and_is_found_by_nobody(entry: str) -> None:
    assert find_fault(entry)
    assert gather_addresses((entry,)).find(entry) is None


_TEXT = some.text(some.characters(codec="utf-8"), max_size=40)


@given(_TEXT)
def test_whatever_is_written_after_the_entry_stays_on_its_site_and_below_its_path(text: str) -> None:
    found = KNOWN.find(f"https://app.example/gar/{text}")
    assert found in {None, BELOW, "https://app.example/gar/deep*"}
    if found is not None:
        path = text.partition("?")[0]
        assert not {"\\", "#", "\r", "\n", " "} & set(text)
        assert ".." not in path.split("/")


@given(_TEXT)
def test_whatever_is_written_instead_of_the_host_is_another_site(text: str) -> None:
    if text.lower() not in {"app.example", "app.example:443"}:
        found = KNOWN.find(f"https://{text}/gar/x")
        assert found is None


@given(_TEXT)
def test_an_exact_entry_takes_nothing_but_itself(text: str) -> None:
    assert KNOWN.find(EXACT + text) == (None if text else EXACT)
