"""Owns the documents of subscriptions: `<abonnement>` read and written, `<abonnements>` and its JSON written.

The namespace is required: every public client sends it (facts/gar.md 7.3). JSON, for who asks for it by Accept, has
the shape that one public client reads [C1]. Attributes are passed over, and the order of elements is free: both are
simulated assumptions.
"""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from html import escape

from broker.core.refusals.subscription_body import DocumentOfAnotherKind
from broker.core.rights.subscription import Subscription
from broker.core.rights.subscription_draft import SubscriptionDraft
from broker.core.rights.subscription_fields import FIELDS
from broker.core.rights.subscription_shape import unknown_element
from broker.core.rights.subscription_writing import write_subscription
from broker.core.violation import MOST_SAID, Violation
from broker.saml.xml_tree import Element, parse, text_of
from broker.webservices.forms import without_controls

NAMESPACE = "http://www.atosworldline.com/wsabonnement/v1.0/"
MOST_BODY_BYTES = 1024 * 1024
_PREFIX = f"{{{NAMESPACE}}}"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHOWN_CHARACTERS = 100


def read_draft(body: bytes) -> SubscriptionDraft:
    """Return what an `<abonnement>` says, and what it says besides that nobody knows.

    Raises `DocumentOfAnotherKind`, or the refusal of XML that is not acceptable: no DTD, at most 1 MiB and 20,000
    elements.
    """
    texts: dict[str, list[str]] = {}
    unknown: list[Element] = []
    for element in read_root(body, "abonnement"):
        name = name_of(element)
        if name not in FIELDS or len(element):
            unknown.append(element[0] if name in FIELDS else element)
        elif text := (element.text or "").strip():
            texts.setdefault(name, []).append(text)
    return SubscriptionDraft(
        {name: tuple(found) for name, found in texts.items()},
        tuple(_unknown(element) for element in unknown[:MOST_SAID]),
    )


def read_root(body: bytes, name: str) -> Element:
    """Return the root of a document of this service; raises `DocumentOfAnotherKind` where it is another."""
    root = parse(body, MOST_BODY_BYTES)
    if name_of(root) != name:
        raise DocumentOfAnotherKind(expected=f"{_PREFIX}{name}", received=str(root.tag)[:_SHOWN_CHARACTERS])
    return root


def name_of(element: Element) -> str:
    """Return the name of an element of the service's namespace; of any other, behind its namespace in braces."""
    tag = str(element.tag)
    return tag.removeprefix(_PREFIX) if tag.startswith((_PREFIX, "{")) else f"{{}}{tag}"


def trimmed(element: Element) -> str:
    """Return the text of an element without children, and without white space around it."""
    return text_of(element).strip()


def write_document(subscription: Subscription) -> bytes:
    """Write one subscription as XML; that it answers a PUT or POST is a simulated assumption."""
    return f'{_DECLARATION}<abonnement xmlns="{NAMESPACE}">{_fields(subscription)}\n</abonnement>'.encode()


def write_list(subscriptions: Iterable[Subscription]) -> bytes:
    """Write the answer of a search as XML, in the order given."""
    rows = "".join(f"\n<abonnement>{_fields(one)}\n</abonnement>" for one in subscriptions)
    return f'{_DECLARATION}<abonnements xmlns="{NAMESPACE}">{rows}\n</abonnements>'.encode()


def write_json(subscription: Subscription) -> str:
    """Write one subscription as JSON."""
    return json.dumps(_object(subscription), ensure_ascii=False)


def write_json_list(subscriptions: Iterable[Subscription]) -> str:
    """Write the answer of a search as JSON: `{"abonnements": [{…}, …]}`; `uaiEtab` and `publicCible` are lists."""
    return json.dumps({"abonnements": [_object(one) for one in subscriptions]}, ensure_ascii=False)


def _unknown(element: Element) -> Violation:
    name = name_of(element)
    bare = name.rpartition("}")[2][:_SHOWN_CHARACTERS]
    nearest = bare if bare in FIELDS else "".join(get_close_matches(bare, FIELDS, n=1))
    return unknown_element(name[:_SHOWN_CHARACTERS], element.sourceline or 0, nearest if nearest != name else "")


def _fields(subscription: Subscription) -> str:
    """Write the elements of its fields; a page of thousands is written several times as fast as through a tree."""
    written = write_subscription(subscription)
    return "".join(
        f"\n<{name}>{escape(without_controls(text), quote=False)}</{name}>" for name, texts in written for text in texts
    )


def _object(subscription: Subscription) -> dict[str, object]:
    return {
        name: list(texts) if FIELDS[name].is_repeated else texts[0] for name, texts in write_subscription(subscription)
    }
