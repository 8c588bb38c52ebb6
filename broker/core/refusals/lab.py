"""Owns the refusals of the lab: what may not be altered, by whom, and a trial that could show nothing."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence


class LabClosed(Refusal):
    """Refuse to alter releases where other machines may reach the issuer, unless it is opened."""

    code = "lab.closed"
    sentence = Sentence("Ici, rien ne s’altère exprès.", "Here, nothing is altered on purpose.")
    rule = Sentence(
        "Dès que d’autres machines atteignent le gestionnaire d’accès, personne ne peut y priver une ressource d’attributs.",
        "As soon as other machines reach the access broker, nobody can starve a resource of attributes there.",
    )
    source = "simulated assumption"
    remedy = Sentence(
        "Essayez sur votre machine, ou mettez [lab] starvation = true dans preau.toml si ce réseau est le vôtre ; pour les "
        "essais de la console, [fetching] beyond_loopback = true aussi.",
        "Try on your own machine, or set [lab] starvation = true in preau.toml where the network is yours; for trials of the "
        "console, [fetching] beyond_loopback = true as well.",
    )


class OrderUnknown(Refusal):
    """Refuse a token that opens no order: used, over, or of another issuer."""

    code = "lab.order_unknown"
    status = 404
    sentence = Sentence("Cet essai n’existe pas, ou plus.", "This trial does not exist, or no longer.")
    rule = Sentence(
        "Un essai s’ouvre une fois, dans un seul navigateur, chez l’émetteur qu’il nomme, dans la minute.",
        "A trial opens once, in one browser, at the issuer that it names, within a minute.",
    )
    source = "simulated assumption"
    remedy = Sentence("Demandez-en un autre.", "Ask for another.")


class OrderFromElsewhere(Refusal):
    """Refuse that a page of another site has a browser take an order: who browses would not know of it."""

    code = "lab.order_from_elsewhere"
    status = 403
    sentence = Sentence("Un autre site demande cet essai.", "Another site asks for this trial.")
    rule = Sentence(
        "Un navigateur ne prend un essai que de lui-même, jamais parce que la page d’un autre site l’y envoie.",
        "A browser takes a trial of its own accord only, never because a page of another site sends it.",
    )
    source = "docs/starvation.md"
    remedy = Sentence("Ouvrez l’adresse de l’essai vous-même.", "Open the address of the trial yourself.")


class OrderUnreadable(Refusal):
    """Refuse an order whose alterations are not of the contract, or not of the list."""

    code = "lab.order_unreadable"
    status = 400
    sentence = Sentence("Cet essai n’est pas compris.", "This trial is not understood.")
    rule = Sentence(
        "Un essai nomme des attributs du contrat, chacun avec une altération : withheld, emptied, renamed, multiplied.",
        "A trial names attributes of the contract, each with an alteration: withheld, emptied, renamed, multiplied.",
    )
    source = "simulated assumption"
    remedy = Sentence("Corrigez la liste des altérations.", "Correct the list of alterations.")


class BaselineFails(Refusal):
    """Refuse to conclude anything where the sign-on fails, by the caller's own criteria, with nothing altered."""

    code = "lab.baseline_fails"
    status = 409
    sentence = Sentence(
        "La connexion échoue déjà quand rien n’est altéré : un échec de plus ne prouverait rien.",
        "The sign-on fails already with nothing altered: one more failure would prove nothing.",
    )
    rule = Sentence(
        "Ce dont une ressource a besoin se lit contre une connexion entière qui réussit selon les critères donnés.",
        "What a resource needs is read against a whole sign-on that succeeds by the criteria given.",
    )
    source = "simulated assumption"
    remedy = Sentence(
        "Vérifiez les critères de succès, puis la connexion elle-même (preau login montre où elle s’arrête).",
        "Check the criteria of success, then the sign-on itself (preau login shows where it stops).",
    )


class TrialRunning(Refusal):
    """Refuse a second campaign from the console while one is running."""

    code = "lab.trial_running"
    status = 409
    sentence = Sentence("Un essai est déjà en cours.", "A trial is already running.")
    rule = Sentence(
        "La console mène un essai à la fois : chacun ouvre des dizaines de sessions.",
        "The console runs one trial at a time: each opens dozens of sessions.",
    )
    source = "simulated assumption"
    remedy = Sentence("Attendez sa fin, en quelques secondes.", "Wait for its end, some seconds.")


class NothingSaysSuccess(Refusal):
    """Refuse a campaign where nothing says what success looks like."""

    code = "lab.no_criterion"
    status = 400
    sentence = Sentence("À quoi reconnaît-on que la connexion réussit ?", "By what is a successful sign-on known?")
    rule = Sentence(
        "Seul l’éditeur sait à quoi ressemble le succès : une adresse, un statut, un texte ou un cookie.",
        "Only the publisher knows what success looks like: an address, a status, a text or a cookie.",
    )
    source = "simulated assumption"
    remedy = Sentence("Donnez au moins un critère de succès.", "Give one criterion of success at least.")


class TrialTooLong(Refusal):
    """Stop a campaign of the console that takes too long: the resource answers slowly."""

    code = "lab.trial_too_long"
    status = 504
    sentence = Sentence("L’essai a duré trop longtemps.", "The trial took too long.")
    rule = Sentence(
        "La console borne la durée d’un essai ; la ligne de commande, non.",
        "The console bounds how long a trial takes; the command line does not.",
    )
    source = "simulated assumption"
    remedy = Sentence("Employez preau starve.", "Use preau starve.")


class TrialUnknown(Refusal):
    """Refuse to show a trial that nobody has run within the hour, or of another publisher's resource."""

    code = "lab.trial_unknown"
    status = 404
    sentence = Sentence("Cet essai n’existe pas, ou plus.", "This trial does not exist, or no longer.")
    rule = Sentence(
        "Un essai se garde une heure, pour qui peut voir la ressource.",
        "A trial is kept for an hour, for whoever may see the resource.",
    )
    source = "simulated assumption"
    remedy = Sentence("Lancez-en un autre.", "Run another.")
