"""Owns the refusals of a peer's metadata."""

from broker.core.errors import MetadataRefused
from broker.core.sentence import Sentence


class MetadataUnreadable(MetadataRefused):
    """Refuse metadata that is not XML following the schema."""

    code = "metadata.unreadable"
    rule = Sentence(
        "Les métadonnées suivent le schéma de SAML 2.0, sans DOCTYPE.",
        "Metadata follows the SAML 2.0 schema, without DOCTYPE.",
    )
    source = "SAML metadata 2; security-catalogue.md E110"
    remedy = Sentence("Corrigez l’élément à la ligne indiquée.", "Mend the element at the line shown.")


class MetadataExpired(MetadataRefused):
    """Refuse metadata past its validUntil."""

    code = "metadata.expired"
    rule = Sentence("validUntil est à venir.", "validUntil lies ahead.")
    source = "SAML metadata 2.3.1, 2.3.2; security-catalogue.md E107"
    remedy = Sentence("Déposez des métadonnées à jour.", "Register up-to-date metadata.")


class MetadataUnsigned(MetadataRefused):
    """Refuse an aggregate that its federation's key did not sign."""

    code = "metadata.signature"
    rule = Sentence(
        "Cet agrégat est signé par la clé de sa fédération.", "This aggregate is signed by its federation's key."
    )
    source = "SAML metadata 3; security-catalogue.md E107"
    remedy = Sentence(
        "Reprenez l’agrégat chez la fédération, ou corrigez le certificat réglé.",
        "Fetch the aggregate from the federation again, or mend the certificate that is set.",
    )


class MetadataRolledBack(MetadataRefused):
    """Refuse an aggregate older than one already seen."""

    code = "metadata.rollback"
    rule = Sentence("validUntil ne recule jamais.", "validUntil never moves back.")
    source = "security-catalogue.md E107"
    remedy = Sentence("Reprenez la version la plus récente.", "Fetch the newest version.")


class MetadataValidTooLong(MetadataRefused):
    """Refuse an aggregate that would count for too long: its withdrawal could be hidden all that time."""

    code = "metadata.validity"
    rule = Sentence(
        "validUntil n’est pas plus loin que ne le règle max_validity_days.",
        "validUntil lies no further ahead than max_validity_days allows.",
    )
    source = "SAML metadata 2.3.1; security-catalogue.md E107"
    remedy = Sentence(
        "Demandez à la fédération une échéance plus proche, ou réglez federations.max_validity_days.",
        "Ask the federation for a nearer end, or set federations.max_validity_days.",
    )


class MetadataKeyWeak(MetadataRefused):
    """Refuse a key that is too short or of an unknown kind."""

    code = "metadata.key_weak"
    rule = Sentence(
        "Une clé est RSA d’au moins 2048 bits ou ECDSA d’au moins 256 bits.",
        "A key is RSA of at least 2048 bits or ECDSA of at least 256 bits.",
    )
    source = "security-catalogue.md E115"
    remedy = Sentence("Publiez une clé plus longue.", "Publish a longer key.")


class MetadataKeyMissing(MetadataRefused):
    """Refuse a peer without a readable certificate to verify it with."""

    code = "metadata.key_missing"
    rule = Sentence(
        "Un KeyDescriptor de signature porte un X509Certificate lisible.",
        "A signing KeyDescriptor holds a readable X509Certificate.",
    )
    source = "SAML metadata 2.4.1.1; SAML metadata interoperability 2.3"
    remedy = Sentence("Publiez votre certificat de signature.", "Publish your signing certificate.")


class MetadataEndpointForbidden(MetadataRefused):
    """Refuse an address to which no message may go."""

    code = "metadata.endpoint"
    rule = Sentence(
        "Une adresse est http(s), absolue, sans identifiants ni fragment.",
        "An address is http(s), absolute, without credentials or fragment.",
    )
    source = "security-catalogue.md B088"
    remedy = Sentence("Corrigez Location.", "Mend Location.")


class MetadataEndpointMissing(MetadataRefused):
    """Refuse a peer with no address that can be used in the role it is asked to play."""

    code = "metadata.endpoint_missing"
    rule = Sentence(
        "Un service a un AssertionConsumerService HTTP-POST ; un guichet, un SingleSignOnService HTTP-Redirect ou HTTP-POST.",
        "A service has an AssertionConsumerService HTTP-POST; a guichet, a SingleSignOnService HTTP-Redirect or HTTP-POST.",
    )
    source = "facts/gar.md 4.2"
    remedy = Sentence("Déclarez l’adresse avec la bonne liaison.", "Declare the address with the right binding.")


class MetadataAmbiguous(MetadataRefused):
    """Refuse an entityID that several descriptors claim."""

    code = "metadata.ambiguous"
    rule = Sentence("Un entityID est décrit une seule fois.", "An entityID is described once only.")
    source = "security-catalogue.md E109"
    remedy = Sentence("Retirez les fichiers en trop.", "Remove the superfluous files.")


class MetadataEntityOther(MetadataRefused):
    """Refuse metadata that describes another entity than the one asked for."""

    code = "metadata.entity_other"
    rule = Sentence("L’entityID décrit est celui demandé.", "The entityID described is the one asked for.")
    source = "Metadata Query Protocol 3.2; security-catalogue.md E108"
    remedy = Sentence("Vérifiez l’adresse et l’entityID.", "Check the address and the entityID.")


class MetadataAddressForbidden(MetadataRefused):
    """Refuse to fetch from an address that is not allowed."""

    code = "metadata.address"
    rule = Sentence(
        "L’adresse est http(s), sans redirection ; hors de la boucle locale seulement si le réglage le permet, jamais vers un réseau privé.",
        "The address is http(s), without redirection; beyond loopback only where the setting allows, never to a private network.",
    )
    source = "security-catalogue.md E111, J201"
    remedy = Sentence(
        "Déposez le fichier de métadonnées plutôt que son adresse, ou permettez les adresses extérieures.",
        "Register the metadata file instead of its address, or allow outside addresses.",
    )


class MetadataFetchFailed(MetadataRefused):
    """Refuse metadata that could not be fetched within the caps."""

    code = "metadata.fetch"
    status = 502
    rule = Sentence(
        "Le serveur répond 200, dans les limites de temps et de taille.",
        "The server answers 200, within the caps of time and size.",
    )
    source = "security-catalogue.md E111"
    remedy = Sentence("Vérifiez que l’adresse sert les métadonnées.", "Check that the address serves the metadata.")
