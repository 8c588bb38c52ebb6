"""Owns the refusals of a message's envelope: transport, XML, schema, signature and encryption."""

from broker.core.errors import MessageRefused
from broker.core.sentence import Sentence

_ONE_TREE = "design.md decision 5"


class MessageMissing(MessageRefused):
    """Refuse a call that carries no message."""

    code = "message.missing"
    rule = Sentence("Le message doit être présent.", "The message must be there.")
    source = "SAML bindings 3.4.4, 3.5.4"
    remedy = Sentence(
        "Envoyez SAMLRequest ou SAMLResponse par la liaison annoncée dans les métadonnées.",
        "Send SAMLRequest or SAMLResponse by the binding that the metadata announces.",
    )


class ParameterRepeated(MessageRefused):
    """Refuse a parameter that comes twice."""

    code = "message.parameter_repeated"
    rule = Sentence("Chaque paramètre vient une seule fois.", "Each parameter comes once.")
    source = "security-catalogue.md D105"
    remedy = Sentence("N’envoyez chaque paramètre qu’une fois.", "Send each parameter once only.")


class MessageTooLarge(MessageRefused):
    """Refuse a message over its cap, before parsing or while inflating."""

    code = "message.too_large"
    status = 413
    rule = Sentence("Un message a une taille maximale.", "A message has a greatest size.")
    source = "security-catalogue.md D101, D104"
    remedy = Sentence("Envoyez un message plus court.", "Send a shorter message.")


class EncodingInvalid(MessageRefused):
    """Refuse what does not decode strictly: base64, deflate or percent-encoding."""

    code = "message.encoding"
    rule = Sentence(
        "Base64 standard sans rien autour, puis deflate brut pour HTTP-Redirect.",
        "Standard base64 with nothing around it, then raw deflate for HTTP-Redirect.",
    )
    source = "SAML bindings 3.4.4.1, 3.5.4; security-catalogue.md D101, D102"
    remedy = Sentence(
        "Encodez le message comme la liaison le prescrit (RFC 4648 4, RFC 1951).",
        "Encode the message as the binding prescribes (RFC 4648 4, RFC 1951).",
    )


class CharactersForbidden(MessageRefused):
    """Refuse bytes or characters that a message may not hold: other encodings than UTF-8, BOM, NUL, controls."""

    code = "message.characters"
    rule = Sentence(
        "Un message est en UTF-8, sans marque d’ordre, et n’a que des caractères permis par XML.",
        "A message is UTF-8 without byte order mark, and holds only characters that XML permits.",
    )
    source = "XML 1.0 2.2; security-catalogue.md D103, D106, B081"
    remedy = Sentence(
        "Encodez en UTF-8 et retirez les caractères de contrôle.", "Encode as UTF-8 and remove control characters."
    )


class DocumentTypeForbidden(MessageRefused):
    """Refuse a document type declaration, and with it every entity."""

    code = "message.document_type"
    rule = Sentence("Un message n’a ni DOCTYPE ni entité.", "A message has neither a DOCTYPE nor entities of its own.")
    source = "security-catalogue.md D098–D100, A028"
    remedy = Sentence("Retirez la déclaration DOCTYPE.", "Remove the DOCTYPE declaration.")


class XmlMalformed(MessageRefused):
    """Refuse what is not well-formed XML with absolute namespaces."""

    code = "message.xml"
    rule = Sentence(
        "Le message est du XML bien formé ; ses espaces de noms sont des URI absolus.",
        "The message is well-formed XML; its namespaces are absolute URIs.",
    )
    source = "XML 1.0; Namespaces in XML 1.0; security-catalogue.md A030"
    remedy = Sentence("Corrigez le XML à la ligne indiquée.", "Mend the XML at the line shown.")


class XmlTooComplex(MessageRefused):
    """Refuse a tree that is too deep or has too many elements or attributes."""

    code = "message.too_complex"
    status = 413
    rule = Sentence(
        "La profondeur et les nombres d’éléments et d’attributs sont limités.",
        "Depth and the numbers of elements and attributes are limited.",
    )
    source = "security-catalogue.md D104"
    remedy = Sentence("Simplifiez le message.", "Simplify the message.")


class IdentifierRepeated(MessageRefused):
    """Refuse two elements of one ID."""

    code = "message.id_repeated"
    rule = Sentence("Chaque ID est unique dans le message.", "Each ID is unique within the message.")
    source = "SAML core 1.3.4; security-catalogue.md A015"
    remedy = Sentence("Donnez à chaque élément un ID à lui.", "Give each element an ID of its own.")


class SoapUnsuitable(MessageRefused):
    """Refuse an envelope that is not plain SOAP 1.1 around one message."""

    code = "message.soap"
    rule = Sentence(
        "Une enveloppe SOAP 1.1 : un Body, un seul message, rien qui doive être compris en plus.",
        "A SOAP 1.1 envelope: one Body, a single message, nothing more that must be understood.",
    )
    source = "SAML bindings 3.2.2, 3.2.3"
    remedy = Sentence(
        "Envoyez le message seul dans le Body, en text/xml.", "Send the message alone in the Body, as text/xml."
    )


class SchemaInvalid(MessageRefused):
    """Refuse a message that the SAML schema does not accept."""

    code = "message.schema"
    rule = Sentence("Le message suit le schéma de SAML 2.0.", "The message follows the SAML 2.0 schema.")
    source = "SAML core, schemas; security-catalogue.md A009, B066"
    remedy = Sentence("Corrigez l’élément indiqué.", "Mend the element shown.")


class SignatureMissing(MessageRefused):
    """Refuse what should be signed and is not."""

    code = "message.signature_missing"
    rule = Sentence(
        "Ce que la politique du pair exige signé doit l’être ; le message n’en décide pas.",
        "What the peer's policy wants signed must be signed; the message has no say.",
    )
    source = "SAML profiles 4.1.3.5, 4.1.4.3; facts/gar.md 4.2; security-catalogue.md A010, A011, B088"
    remedy = Sentence(
        "Signez la demande, ou l’assertion, avec la clé publiée dans vos métadonnées.",
        "Sign the request, or the assertion, with the key that your metadata publishes.",
    )


class SignatureMisplaced(MessageRefused):
    """Refuse a signature whose structure or place is not the one allowed."""

    code = "message.signature_structure"
    rule = Sentence(
        "Une signature est l’enfant direct de l’élément qu’elle désigne, avec un seul SignedInfo, une seule Reference,"
        " les transformations enveloped-signature et exc-c14n, et aucun Object.",
        "A signature is the direct child of the element it references, with one SignedInfo, one Reference,"
        " the transforms enveloped-signature and exc-c14n, and no Object.",
    )
    source = "SAML core 5.4; security-catalogue.md A001–A016, A032; " + _ONE_TREE
    remedy = Sentence(
        "Signez l’assertion ou la réponse entière, avec une bibliothèque à jour.",
        "Sign the whole assertion or response, with an up-to-date library.",
    )


class AlgorithmForbidden(MessageRefused):
    """Refuse an algorithm that is not on the list."""

    code = "message.algorithm"
    rule = Sentence(
        "RSA ou ECDSA avec SHA-256, SHA-384 ou SHA-512 ; exc-c14n sans commentaires ; AES-256-GCM avec RSA-OAEP.",
        "RSA or ECDSA with SHA-256, SHA-384 or SHA-512; exc-c14n without comments; AES-256-GCM with RSA-OAEP.",
    )
    source = "facts/gar.md 4.2; security-catalogue.md A019, A021, A022, A031, A039, A043"
    remedy = Sentence(
        "Réglez votre bibliothèque sur rsa-sha256 (et sha256 pour l’empreinte).",
        "Set your library to rsa-sha256 (and sha256 for the digest).",
    )


class SignatureInvalid(MessageRefused):
    """Refuse a signature that none of the peer's published keys verifies."""

    code = "message.signature_invalid"
    rule = Sentence(
        "La signature se vérifie avec une clé publiée dans les métadonnées du pair ; KeyInfo ne compte pas.",
        "The signature verifies with a key that the peer's metadata publishes; KeyInfo does not count.",
    )
    source = "SAML core 5.4; security-catalogue.md A017, A018, A020, A023, A024, A036"
    remedy = Sentence(
        "Signez avec la clé publiée, ou publiez de nouvelles métadonnées ; ne modifiez rien après la signature.",
        "Sign with the published key, or publish new metadata; change nothing after signing.",
    )


class DecryptionFailed(MessageRefused):
    """Refuse an encrypted assertion that does not open; the same answer whatever failed."""

    code = "message.decryption"
    rule = Sentence(
        "L’assertion chiffrée s’ouvre avec notre clé et contient une seule assertion.",
        "The encrypted assertion opens with our key and holds a single assertion.",
    )
    source = "XML Encryption 1.1; security-catalogue.md A038–A040"
    remedy = Sentence(
        "Chiffrez pour le certificat de chiffrement publié dans nos métadonnées.",
        "Encrypt to the encryption certificate that our metadata publishes.",
    )
