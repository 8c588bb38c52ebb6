"""Owns `preau login`: the whole HTTP chain against the running sandbox, and what the resource received."""

import base64
import json

import click
import requests
from lxml import etree, html

from broker.commands.contract_choice import find_contract, issuer_option
from broker.commands.fetched import read_fetched, was_handed_over
from broker.commands.installation import Installation, stop_with, with_installation
from broker.commands.opening import find_door
from broker.core.access_link import access_link
from broker.core.contract import Contract
from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.core.refusals.decision import PersonUnknown, ProfileNotCovered, SchoolToChoose
from broker.core.rights.door_words import door_facts
from broker.lab.answers import Answers, Wishes, doors_of, walk
from broker.lab.browser import Browser, forms_of, link_of
from broker.shared import Shared, make_shared

_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"


@click.command()
@click.option("--person", required=True, help="Login of a person.")
@click.option("--resource", required=True, help="Name of a resource.")
@issuer_option
@click.option(
    "--guichet", help="Guichet to choose where one is asked; at the access broker, the person's own without it."
)
@click.option("--school", help="UAI of one of the person's schools.")
@click.option(
    "--profile", type=click.Choice([profile.value for profile in Profile]), help="One of the person's profiles."
)
@click.option("--password", help="Password, when the people are your own.")
@click.option("--mediacentre/--direct", default=True, help="Start from the médiacentre's link, or at the resource.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def login(  # noqa: PLR0913 - one argument per option
    installation: Installation,
    *,
    person: str,
    resource: str,
    issuer_name: str | None,
    guichet: str | None,
    school: str | None,
    profile: str | None,
    password: str | None,
    mediacentre: bool,
    as_json: bool,
) -> None:
    """Sign a person on to a resource over HTTP and print what the resource received."""
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    issuer, contract = find_contract(shared, resource, issuer_name)
    identity = find_person(shared, person)
    if identity is None:
        raise PersonUnknown(expected="the login of a person in the directory")
    theirs = {membership.profile.value for membership in identity.memberships}
    if profile is not None and profile not in theirs:
        raise ProfileNotCovered(expected=f"one of the person's: {', '.join(sorted(theirs))}", received=profile)
    answers = Answers(
        shared.issuers, identity, password or shared.demo_password or "", Wishes(school, profile, guichet, issuer)
    )
    browser = Browser.trusting(shared.authorities)
    mediacentre = mediacentre and issuer.entry_path is not None
    try:
        page = walk(browser, answers, _start(shared, contract, identity, school, mediacentre=mediacentre))
    except requests.ConnectionError as error:
        stop_with("login", *_who_is_silent(shared, error))
    document = _document(shared, browser, page, contract)
    received = document.get("attributes")
    door = find_door(shared, contract, identity, received) if isinstance(received, dict) else None
    if door is not None:
        document["opened_by"] = door_facts(door)
    click.echo(json.dumps(document, ensure_ascii=False, indent=2) if as_json else _text(document))
    raise SystemExit(0 if document["decision"] == "release" else 1)


def find_person(shared: Shared, login: str) -> Identity | None:
    """Return the person of that login in the first directory that knows one: that of the schools comes first."""
    found = (directory.find_person("login", login, None) for directory in shared.directories.values())
    return next((person for person in found if person is not None), None)


def _start(shared: Shared, contract: Contract, person: Identity, school: str | None, *, mediacentre: bool) -> str:
    """Return the address to begin at: the médiacentre's link, as one would click it, or the resource."""
    if not mediacentre:
        return contract.access_url
    return access_link(shared.hub.entry_url, contract.resource, project=person.key.project, uai=school)


def _document(shared: Shared, browser: Browser, page: requests.Response, contract: Contract) -> dict[str, object]:
    """Return what the resource says it received, else what was posted to it or fetched by it, else the refusal."""
    received = link_of(page, "alternate") if page.ok else None
    if received:
        return {"decision": "release", "resource": contract.resource, **browser.http.get(received, timeout=15).json()}
    own = tuple(f"{issuer.url}/" for issuer in shared.issuers)
    posted = [encoded for action, encoded in browser.responses if not action.startswith(own)]
    if page.ok and posted:
        return {
            "decision": "release",
            "resource": contract.resource,
            "attributes": _attributes(posted[-1]),
            "status": page.status_code,
        }
    found: dict[str, object] = {"decision": "refusal", "resource": contract.resource, "status": page.status_code}
    if was_handed_over(browser.places, contract):
        issuer = next(issuer for issuer in shared.issuers if issuer.name == contract.issuer)
        return {**found, **read_fetched(browser, issuer, contract)}
    choices = [value for form in forms_of(page) for value in form.choices.get("membership", ())]
    if choices:
        return {**found, "code": SchoolToChoose.code, "sentence": SchoolToChoose.sentence.en, "choices": choices}
    return {**found, **_read_refusal(page)}


def _read_refusal(page: requests.Response) -> dict[str, str]:
    """Return what the last page says: the refusal's code, sentence and trace, or where the chain stopped."""
    tree = html.fromstring(page.content) if page.content.strip() else html.fromstring("<p></p>")
    tree.make_links_absolute(page.url)
    where = page.url.partition("?")[0]
    code = str(tree.xpath("string(//*[@id='refusal-code'])")).strip()
    if not code:
        sentence = str(tree.xpath("string(//*[@role='alert'])") or tree.xpath("string(//title)")).strip()
        doors = [name for _, name in doors_of(page)]
        offered = f" (--guichet {' or '.join(doors)})" if doors else ""
        return {"code": "login.stopped", "sentence": f"the chain stopped at {where}: {sentence}{offered}", "trace": ""}
    links = [str(url) for url in tree.xpath("//main//a/@href") if "/journeys/" in url]
    sentence = str(tree.xpath("string(//main//*[contains(@class, 'lead')])")).strip()
    return {"code": code, "sentence": sentence, "trace": next(iter(links), "")}


def _who_is_silent(shared: Shared, error: requests.ConnectionError) -> tuple[str, str]:
    """Return who does not answer, the sandbox or the resource, and what to do about it."""
    address = str(getattr(error.request, "url", "") or "the sandbox").partition("?")[0]
    ours = tuple(f"{url}/" for url in shared.urls.values())
    start = "start it: preau run, with the same --workspace, --first-port and --tls"
    hint = start if address == "the sandbox" or address.startswith(ours) else "the resource is to be running"
    return f"{address} does not answer ({type(error).__name__})", hint


def _attributes(encoded: str) -> dict[str, list[str]]:
    tree = etree.fromstring(base64.b64decode(encoded), etree.XMLParser(resolve_entities=False, no_network=True))
    return {
        attribute.get("Name", ""): [value.text or "" for value in attribute.iter(f"{_SAML}AttributeValue")]
        for attribute in tree.iter(f"{_SAML}Attribute")
    }


def _text(document: dict[str, object]) -> str:
    attributes = document.get("attributes")
    if isinstance(attributes, dict):
        lines = [f"{name}: {' | '.join(values)}" for name, values in attributes.items()]
        opened = document.get("opened_by")
        if isinstance(opened, dict) and lines:
            lines.append(f"opened by: {', '.join(f'{name} {value}' for name, value in opened.items())}")
        return "\n".join(lines or ["received, encrypted for the resource: only the resource can read it"])
    lines = [f"refused: {document['code']}: {document['sentence']}"]
    lines += [f"  {name}: {document[name]}" for name in ("choices", "trace") if document.get(name)]
    return "\n".join(lines)
