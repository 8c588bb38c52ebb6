"""Owns the refusals of the guichets' accounts: suspended, waiting, changed meanwhile, or kept where nothing answers."""

from broker.core.errors import JourneyRefused, Refusal
from broker.core.sentence import Sentence


class AccountSuspended(JourneyRefused):
    """Refuse the right password of an account that the helpdesk or the school has suspended."""

    code = "account.suspended"
    status = 403
    sentence = Sentence("Votre compte est suspendu.", "Your account is suspended.")
    rule = Sentence(
        "Un compte suspendu par l’établissement ou l’assistance n’ouvre rien, même avec son mot de passe.",
        "An account that the school or the helpdesk has suspended opens nothing, even with its password.",
    )
    source = "simulated assumption"
    remedy = Sentence(
        "Adressez-vous à l’établissement ou à l’assistance, qui peut le rétablir.",
        "Ask the school or the helpdesk, which can restore it.",
    )


class AccountWaits(JourneyRefused):
    """Slow the guessing of one account's password from wherever it comes, for longer each time."""

    code = "account.waits"
    status = 429
    sentence = Sentence(
        "Trop d’essais infructueux pour cet identifiant. Attendez avant de recommencer.",
        "Too many failed attempts for this login. Wait before trying again.",
    )
    rule = Sentence(
        "Après cinq échecs, l’identifiant attend une minute, puis deux, puis quatre, une heure au plus ; les personnes partagées du bac à sable n’attendent jamais.",
        "After five failures the login waits a minute, then two, then four, an hour at the most; the shared people of the sandbox never wait.",
    )
    source = "security-catalogue.md J206"
    remedy = Sentence(
        "Attendez, ou faites débloquer le compte par l’assistance.", "Wait, or have the helpdesk unlock the account."
    )


class CodesTooMany(JourneyRefused):
    """Send no more codes to one contact for a while."""

    code = "account.too_many_codes"
    status = 429
    sentence = Sentence(
        "Trop de codes ont été demandés. Attendez une heure.", "Too many codes were asked for. Wait an hour."
    )
    rule = Sentence(
        "Dix messages par heure au plus vont à la même adresse ou au même téléphone.",
        "Ten messages an hour at the most go to the same address or telephone.",
    )
    source = "simulated assumption"
    remedy = Sentence("Attendez une heure.", "Wait an hour.")


class AccountShared(JourneyRefused):
    """Refuse to take a shared person of the sandbox away from everybody else."""

    code = "account.shared_person"
    status = 403
    sentence = Sentence(
        "Cette personne est partagée : son compte ne se suspend ni ne se réattribue.",
        "This person is shared: the account is neither suspended nor reassigned.",
    )
    rule = Sentence(
        "Le mot de passe du bac à sable ouvre toujours le compte des personnes de la page d’accueil.",
        "The sandbox's password always opens the accounts of the people on the home page.",
    )
    source = "security-catalogue.md J206"
    remedy = Sentence(
        "Choisissez une personne qui n’est pas sur la page d’accueil.",
        "Choose a person who is not on the home page.",
    )


class AccountUnknown(JourneyRefused):
    """Refuse a change to an account, or to a person, that is not there."""

    code = "account.unknown"
    status = 404
    sentence = Sentence("Ce compte n’existe pas ici.", "There is no such account here.")
    rule = Sentence(
        "L’assistance agit sur les personnes de l’annuaire du guichet, l’établissement sur les siennes.",
        "The helpdesk acts on the people of the guichet's directory, a school on its own.",
    )
    source = "simulated assumption"
    remedy = Sentence("Vérifiez l’identifiant et l’établissement.", "Check the login and the school.")


class AccountChanged(JourneyRefused):
    """Refuse a change to an account that another change has overtaken."""

    code = "account.changed_meanwhile"
    status = 409
    sentence = Sentence(
        "Ce compte a été modifié entre-temps. Rien n’a été changé.",
        "This account was changed meanwhile. Nothing was changed.",
    )
    rule = Sentence(
        "Un changement s’applique à l’état du compte qui a été lu, ou pas du tout.",
        "A change applies to the state of the account that was read, or not at all.",
    )
    source = "simulated assumption"
    remedy = Sentence("Relisez le compte, puis recommencez.", "Read the account again, then start over.")


class RecordsUnavailable(JourneyRefused):
    """Close the door while the durable records cannot be read or written."""

    code = "records.unavailable"
    status = 503
    sentence = Sentence(
        "Les comptes et les abonnements ne peuvent pas être lus en ce moment.",
        "Accounts and subscriptions cannot be read at this moment.",
    )
    rule = Sentence(
        "Sans ses enregistrements durables, un guichet n’ouvre aucun compte, ni le gestionnaire aucune ressource.",
        "Without its durable records, a guichet opens no account, and the broker no resource.",
    )
    source = "security-catalogue.md J214"
    remedy = Sentence(
        "Vérifiez records.url dans preau.toml, et que la base répond.",
        "Check records.url in preau.toml, and that the database answers.",
    )


class DeskClosed(Refusal):
    """Refuse the helpdesk's and the school's screens where other machines may reach them: they have no log-in."""

    code = "account.desk_closed"
    sentence = Sentence("Ici, les écrans d’assistance sont fermés.", "Here, the helpdesk's screens are closed.")
    rule = Sentence(
        "Les écrans d’assistance et la boîte d’envoi n’ont pas de mot de passe : dès que d’autres machines les atteignent, ils sont fermés.",
        "The helpdesk's screens and the outbox have no password: as soon as other machines reach them, they are closed.",
    )
    source = "simulated assumption"
    remedy = Sentence(
        "Mettez [accounts] desk = true dans preau.toml si ce réseau est le vôtre.",
        "Set [accounts] desk = true in preau.toml where the network is yours.",
    )
