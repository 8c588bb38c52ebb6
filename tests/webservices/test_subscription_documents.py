"""Holds the documents of subscriptions to what real clients send and read (facts/gar.md 7.3)."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from broker.core.errors import Refusal
from broker.core.refusals.message import DocumentTypeForbidden, MessageTooLarge, XmlMalformed, XmlTooComplex
from broker.core.refusals.subscription_body import DocumentOfAnotherKind
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind, Subscription
from broker.core.rights.subscription_draft import SubscriptionDraft
from broker.core.rights.subscription_fields import FIELDS
from broker.core.rights.subscription_reading import read_subscription
from broker.webservices.subscription_documents import (
    MOST_BODY_BYTES,
    read_draft,
    write_document,
    write_json,
    write_json_list,
    write_list,
)
from tests.builders import NOON
from tests.subscription_bodies import NAMESPACE, SOURCES, Text, a_body, a_draft, texts

OBSERVED = Subscription(
    id="marelle_1630592291",
    distributor=SOURCES,
    resource="ark:/77777/marelle",
    label="Marelle & compagnie",
    starts=datetime(2021, 9, 2, 14, 18, 27, tzinfo=UTC),
    ends=datetime(2022, 8, 14, 22, tzinfo=UTC),
    schools=frozenset({"9990001A"}),
    audiences=frozenset(Audience),
    kind=AssignmentKind.INDIVIDUAL,
    licences_overall=UNLIMITED,
    created=NOON,
    modified=NOON,
)


def test_a_whole_body_is_read_text_by_text() -> None:
    assert read_draft(a_body()) == a_draft()


def test_the_list_is_written_as_observed() -> None:
    expected = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<abonnements xmlns="{NAMESPACE}">
    <abonnement>
        <idAbonnement>marelle_1630592291</idAbonnement>
        <idDistributeurCom>{SOURCES}</idDistributeurCom>
        <idRessource>ark:/77777/marelle</idRessource>
        <typeIdRessource>ark</typeIdRessource>
        <libelleRessource>Marelle &amp; compagnie</libelleRessource>
        <debutValidite>2021-09-02T16:18:27.000+02:00</debutValidite>
        <finValidite>2022-08-15T00:00:00.000+02:00</finValidite>
        <uaiEtab>9990001A</uaiEtab>
        <categorieAffectation>transferable</categorieAffectation>
        <typeAffectation>INDIV</typeAffectation>
        <nbLicenceGlobale>ILLIMITE</nbLicenceGlobale>
        <publicCible>ELEVE</publicCible>
        <publicCible>ENSEIGNANT</publicCible>
        <publicCible>DOCUMENTALISTE</publicCible>
        <publicCible>AUTRE PERSONNEL</publicCible>
    </abonnement>
</abonnements>"""
    assert write_list((OBSERVED,)).decode() == "\n".join(line.strip() for line in expected.splitlines())


@pytest.mark.parametrize(
    "changes",
    [
        {"debutValidite": "2026-03-01T00:00:00.000+01:00", "finValidite": "2027-08-15T00:00:00.000+02:00"},
        {"finValidite": "", "anneeFinValidite": "2026-2027", "uaiEtab": "", "codeNatureUAI": "306,340"},
        {"nbLicenceGlobale": "", "nbLicenceEleve": "30", "nbLicenceEnseignant": "ILLIMITE"},
        {"commentaireAbonnement": "<essai>", "codeProjetRessource": "PRJ1", "uaiEtab": ("9990001A", "9990002B")},
    ],
)
def test_what_was_written_is_answered_in_the_order_of_the_facts(changes: dict[str, Text]) -> None:
    usual: dict[str, Text] = {
        "debutValidite": "2026-03-01T00:00:00.000+01:00",
        "finValidite": "2027-08-15T00:00:00.000+02:00",
    }
    sent = texts(**{**usual, **changes})
    kept = read_subscription(SubscriptionDraft(sent), NOON)
    answered = read_draft(write_document(kept)).texts
    assert answered == sent
    assert list(answered) == [name for name in FIELDS if name in sent]
    assert json.loads(write_json(kept)) == {
        name: list(found) if name in {"uaiEtab", "publicCible"} else found[0] for name, found in sent.items()
    }


def test_json_holds_the_list_under_one_name() -> None:
    (row,) = json.loads(write_json_list((OBSERVED,)))["abonnements"]
    assert (row["idAbonnement"], row["uaiEtab"], row["nbLicenceGlobale"]) == (OBSERVED.id, ["9990001A"], "ILLIMITE")


def test_a_label_that_came_another_way_leaves_no_broken_document() -> None:
    strange = replace(OBSERVED, label="\x0bMarelle ]]> <b>\ud800")
    assert etree.fromstring(write_document(strange)).findtext(f"{{{NAMESPACE}}}libelleRessource") == "Marelle ]]> <b>"


def test_an_empty_list_is_a_list() -> None:
    assert etree.fromstring(write_list(())).tag == f"{{{NAMESPACE}}}abonnements"
    assert json.loads(write_json_list(())) == {"abonnements": []}


def test_empty_elements_and_white_space_say_nothing() -> None:
    body = a_body("<codeProjetRessource></codeProjetRessource><commentaireAbonnement>  </commentaireAbonnement>")
    assert read_draft(body) == a_draft()
    assert read_draft(a_body(libelleRessource="\n  Marelle & compagnie\n")) == a_draft()


@pytest.mark.parametrize(
    ("more", "named", "line"),
    [
        ("\n<nbLicencesEleve>3</nbLicencesEleve>", "<nbLicencesEleve> ≈ nbLicenceEleve", 2),
        ('<x:uaiEtab xmlns:x="urn:autre">1</x:uaiEtab>', "<{urn:autre}uaiEtab> ≈ uaiEtab", 1),
        ('<uaiEtab xmlns="">1</uaiEtab>', "<{}uaiEtab> ≈ uaiEtab", 1),
        ("\n\n<commentaireAbonnement><b>gras</b></commentaireAbonnement>", "<b>", 3),
    ],
)
def test_an_element_that_nobody_knows_is_named_with_its_line(more: str, named: str, line: int) -> None:
    (unknown,) = read_draft(a_body(more)).unknown
    assert (unknown.code, unknown.received, unknown.line) == ("INCONNU", named, line)
    assert f"(ligne {line})" in unknown.in_language("fr")
    assert f"(line {line})" in unknown.in_language("en")


def test_thousands_of_unknown_elements_are_named_in_part_and_at_once() -> None:
    body = a_body("".join(f"<x{number}{'y' * 30}/>" for number in range(15_000)))
    began = time.process_time()
    assert len(read_draft(body).unknown) == 50
    assert time.process_time() - began < 2


def test_thousands_of_schools_are_read_at_once() -> None:
    body = a_body(uaiEtab=tuple(f"{number:07}A" for number in range(19_000)))
    began = time.process_time()
    assert len(read_draft(body).all("uaiEtab")) == 19_000
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"<abonnement/>", DocumentOfAnotherKind),
        (f'<filtres xmlns="{NAMESPACE}"/>'.encode(), DocumentOfAnotherKind),
        (b"bonjour", XmlMalformed),
        (a_body()[:-4], XmlMalformed),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + a_body()[38:], DocumentTypeForbidden),
        (a_body(f"<!--{'x' * MOST_BODY_BYTES}-->"), MessageTooLarge),
        (a_body("<uaiEtab/>" * 20_000), XmlTooComplex),
        (a_body("<uaiEtab>" * 80 + "</uaiEtab>" * 80), XmlTooComplex),
    ],
)
def test_a_document_that_is_none_is_refused(body: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_draft(body)
