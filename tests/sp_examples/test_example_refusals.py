"""Owns the tests of answers that an example resource must refuse, each beside a control that it accepts."""

import base64
from collections.abc import Callable

import pytest
from lxml import etree

from sp_examples.refusals import Why
from tests.sp_examples.hub_side import SAML, SUCCESS, Answer, Signer, encode, refusal, sign
from tests.sp_examples.yard import Yard

Spoil = Callable[[Answer], str]


@pytest.fixture
def yard(shared_yard: Yard) -> Yard:
    return shared_yard


def _with_value(answer: Answer, old: bytes, new: bytes) -> str:
    tree = etree.fromstring(etree.tostring(answer.tree()).replace(old, new, 1))
    return encode(tree)


def _wrapped(answer: Answer) -> str:
    # The signed assertion is moved aside, and a forged one with the same ID takes its place.
    response = answer.tree()
    signed = response.find(f"{SAML}Assertion")
    forged = etree.fromstring(etree.tostring(signed).replace(b"0561641E", b"0690037R"))
    signature = forged.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    response.replace(signed, forged)
    etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object").append(signed)
    return encode(response)


def _moved_to_the_side(answer: Answer) -> str:
    # A forged assertion with an ID of its own carries the signature of the true one, which stands in Extensions.
    response = answer.tree()
    signed = response.find(f"{SAML}Assertion")
    forged = etree.fromstring(etree.tostring(signed).replace(b"0561641E", b"0690037R"))
    forged.set("ID", "_forged")
    response.replace(signed, forged)
    extensions = etree.Element("{urn:oasis:names:tc:SAML:2.0:protocol}Extensions")
    extensions.append(signed)
    response.insert(1, extensions)
    return encode(response)


def _with_document_type(answer: Answer) -> str:
    return base64.b64encode(b"<!DOCTYPE samlp:Response>" + etree.tostring(answer.tree())).decode()


def _twice(answer: Answer) -> str:
    response = answer.tree()
    second = etree.fromstring(answer._assertion_text().replace("_assertion1", "_assertion2"))  # noqa: SLF001
    sign(second, answer.signer, "Sha256")
    response.append(second)
    return encode(response)


SPOILED: dict[str, tuple[Spoil, Why]] = {
    "a value changed after signing": (lambda a: _with_value(a, b"0561641E", b"0690037R"), Why.SIGNATURE),
    "an unsigned assertion": (lambda a: a.changed(signed=False).encoded(), Why.SIGNATURE),
    "a key that only the message knows": (lambda a: a.changed(signer=Signer()).encoded(), Why.SIGNATURE),
    "a signature by SHA-1": (lambda a: a.changed(signature_method="Sha1").encoded(), Why.SIGNATURE),
    "a wrapped signature, in an Object": (_wrapped, Why.SIGNATURE),
    "a wrapped signature, in Extensions": (_moved_to_the_side, Why.SIGNATURE),
    "an issuer without metadata": (lambda a: a.changed(issuer="https://else.example.test").encoded(), Why.SIGNATURE),
    "a document type declaration": (_with_document_type, Why.SIGNATURE),
    "another resource's audience": (
        lambda a: a.changed(audience="http://localhost/atelier/saml/metadata").encoded(),
        Why.NOT_FOR_US,
    ),
    "no audience": (lambda a: a.changed(audience=None).encoded(), Why.NOT_FOR_US),
    "another recipient": (lambda a: a.changed(recipient="http://localhost/else/saml/acs").encoded(), Why.NOT_FOR_US),
    "another destination": (
        lambda a: a.changed(destination="http://localhost/else/saml/acs").encoded(),
        Why.NOT_FOR_US,
    ),
    "a lifetime that is over": (lambda a: a.changed(lifetime=-120).encoded(), Why.NOT_FOR_US),
    "two assertions": (_twice, Why.NOT_FOR_US),
    "a request never made": (lambda a: a.changed(request_id="_never").encoded(), Why.UNSOLICITED),
    "another request inside": (lambda a: a.changed(request_id_inside="_never").encoded(), Why.UNSOLICITED),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_answer_is_refused_with_its_reason_and_the_right_one_then_accepted(yard: Yard, name: str) -> None:
    spoil, why = SPOILED[name]
    browser = yard.browser()
    answer = yard.answer(yard.ask(browser))
    refused = yard.post(browser, spoil(answer))
    assert (refused.status_code, why.french in refused.text) == (403, True), refused.text
    assert browser.get("/carnet/received.json").status_code == 401
    assert yard.post(browser, answer.encoded()).status_code == 303


def test_an_answer_to_nobodys_question_is_refused(yard: Yard) -> None:
    unsolicited = yard.answer(yard.ask(yard.browser(), "atelier")).changed(
        acs_url="http://localhost/carnet/saml/acs", audience="http://localhost/carnet/saml/metadata"
    )
    refused = yard.post(yard.browser(), unsolicited.encoded())
    assert (refused.status_code, Why.UNSOLICITED.french in refused.text) == (403, True)


def test_an_answer_is_used_once(yard: Yard) -> None:
    browser = yard.browser()
    message = yard.answer(yard.ask(browser)).encoded()
    assert yard.post(browser, message).status_code == 303
    refused = yard.post(browser, message)
    assert (refused.status_code, Why.REPLAYED.french in refused.text) == (403, True)


def test_an_encrypted_assertion_cannot_be_put_into_the_answer_to_another_question(yard: Yard) -> None:
    browser = yard.browser()
    keys = yard.keys("studio")
    assert keys.encryption is not None
    certificate = keys.encryption.certificate_file.read_bytes()
    stolen = yard.answer(yard.ask(browser, "studio")).changed(encrypt_for=certificate)
    mine = yard.ask(browser, "studio")
    spliced = stolen.changed(request_id=mine.request_id, request_id_inside=stolen.request_id)
    refused = yard.post(browser, spliced.encoded(), "studio")
    assert (refused.status_code, Why.UNSOLICITED.french in refused.text) == (403, True)
    assert yard.post(browser, stolen.encoded(), "studio").status_code == 303


def test_an_assertion_encrypted_for_somebody_else_is_refused(yard: Yard) -> None:
    browser = yard.browser()
    keys = yard.keys("carnet")
    answer = yard.answer(yard.ask(browser, "studio"))
    refused = yard.post(
        browser, answer.changed(encrypt_for=keys.signing.certificate_file.read_bytes()).encoded(), "studio"
    )
    assert (refused.status_code, "decryption" in refused.text) == (403, True)
    assert yard.post(browser, answer.encoded(), "studio").status_code == 303


def test_an_encrypted_assertion_must_be_signed_inside(yard: Yard) -> None:
    browser = yard.browser()
    keys = yard.keys("studio")
    assert keys.encryption is not None
    answer = yard.answer(yard.ask(browser, "studio")).changed(encrypt_for=keys.encryption.certificate_file.read_bytes())
    refused = yard.post(browser, answer.changed(signed=False).encoded(), "studio")
    assert (refused.status_code, Why.SIGNATURE.french in refused.text) == (403, True)
    assert yard.post(browser, answer.encoded(), "studio").status_code == 303


def test_a_status_other_than_success_is_shown_with_its_code_and_its_words_made_inert(yard: Yard) -> None:
    browser = yard.browser()
    question = yard.ask(browser)
    code = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied"
    page = yard.post(browser, refusal(question.request_id, question.acs_url, code, "contract.expired <b>no</b>"))
    assert page.status_code == 403
    assert Why.STATUS.french in page.text
    assert code in page.text
    assert "contract.expired &lt;b&gt;no&lt;/b&gt;" in page.text


@pytest.mark.parametrize("message", ["", "%%%", "bm90IHhtbA==", "PHVuY2xvc2Vk"])
def test_what_is_not_a_saml_message_is_refused_as_unreadable(yard: Yard, message: str) -> None:
    page = yard.post(yard.browser(), message)
    assert (page.status_code, Why.UNREADABLE.french in page.text) == (400, True)


def test_an_answer_beyond_all_measure_is_refused_unread(yard: Yard) -> None:
    assert yard.post(yard.browser(), "A" * 300_000).status_code == 413


def test_success_without_assertion_is_refused(yard: Yard) -> None:
    browser = yard.browser()
    response = yard.answer(yard.ask(browser)).tree()
    response.remove(response.find(f"{SAML}Assertion"))
    assert SUCCESS in etree.tostring(response, encoding="unicode")
    assert yard.post(browser, encode(response)).status_code == 403
