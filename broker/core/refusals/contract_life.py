"""Owns the refusals of a contract's life: a step out of turn, a role that may not take it, a reason that is missing."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence

_SOURCE = "docs/contracts.md; docs/decisions/0030-a-contract-is-the-version-in-force.md"


class ContractUnknown(Refusal):
    """Refuse to act on a contract that is not there, or of which there is no such version."""

    code = "contract.unknown"
    status = 404
    sentence = Sentence("Ce contrat, ou cette version, n’existe pas ici.", "There is no such contract or version here.")
    rule = Sentence("Un contrat se nomme par le nom de son fichier.", "A contract is named by the name of its file.")
    source = _SOURCE
    remedy = Sentence(
        "La page des contrats les nomme ; preau contract versions NOM en liste les versions.",
        "The page of contracts names them; preau contract versions NAME lists its versions.",
    )


class ContractStepOutOfTurn(Refusal):
    """Refuse a step that does not follow from where the contract stands."""

    code = "contract.step"
    status = 409
    sentence = Sentence(
        "Ce contrat n’en est pas là : cette étape ne suit pas de son état.",
        "This contract does not stand there: this step does not follow from its state.",
    )
    rule = Sentence(
        "Brouillon, soumis, approuvé ou refusé par attribut, actif, suspendu : chaque étape suit de la précédente.",
        "Draft, submitted, approved or refused by attribute, active, suspended: each step follows from the one before.",
    )
    source = _SOURCE
    remedy = Sentence(
        "Regardez l’état du contrat sur sa page, et prenez l’étape qui suit.",
        "Look at the contract's state on its page, and take the step that follows.",
    )


class SecondRoleNeeded(Refusal):
    """Refuse an approval in the role that submitted."""

    code = "contract.second_role"
    sentence = Sentence(
        "Qui a soumis un contrat ne l’approuve pas.", "Whoever submitted a contract does not approve it."
    )
    rule = Sentence(
        "Élargir un contrat demande deux rôles différents ; soumettre vaut la première signature.",
        "Widening a contract takes two different roles; submitting is the first signature.",
    )
    source = _SOURCE
    remedy = Sentence("Faites approuver par un autre rôle.", "Have another role approve it.")


class ContractChangedMeanwhile(Refusal):
    """Refuse an approval of another content than the one that was looked at."""

    code = "contract.changed"
    status = 409
    sentence = Sentence(
        "Ce contrat a changé depuis que vous l’avez lu : rien n’est approuvé.",
        "This contract has changed since you read it: nothing is approved.",
    )
    rule = Sentence("Une décision porte sur ce qui a été lu.", "A ruling is about what was read.")
    source = _SOURCE
    remedy = Sentence("Relisez le contrat, puis décidez.", "Read the contract again, then rule.")


class RulingIncomplete(Refusal):
    """Refuse a ruling that names an attribute not asked for, or refuses one without a reason."""

    code = "contract.ruling"
    status = 400
    sentence = Sentence(
        "Un attribut refusé l’est avec un motif, et doit être demandé.",
        "An attribute is refused with a reason, and must have been asked for.",
    )
    rule = Sentence(
        "Chaque attribut soumis est approuvé, ou refusé avec son motif.",
        "Each attribute submitted is approved, or refused with its reason.",
    )
    source = _SOURCE
    remedy = Sentence("Écrivez le motif en face de l’attribut.", "Write the reason beside the attribute.")


class SuspensionUnexplained(Refusal):
    """Refuse to suspend or resume a contract without saying why."""

    code = "contract.reason"
    status = 400
    sentence = Sentence("Dites pourquoi, en une phrase.", "Say why, in one sentence.")
    rule = Sentence(
        "Une suspension et une reprise portent leur motif.", "A suspension and a resumption carry their reason."
    )
    source = _SOURCE
    remedy = Sentence("Écrivez le motif.", "Write the reason.")


class ContractNotYours(Refusal):
    """Refuse to let somebody act on a contract that is another's, or in a role that takes no such step."""

    code = "contract.not_yours"
    sentence = Sentence(
        "Votre rôle ne permet pas cela sur ce contrat.", "Your role does not allow that with this contract."
    )
    rule = Sentence(
        "Un éditeur rédige et soumet les contrats de ses ressources ; l’auditeur et l’exploitant approuvent et suspendent.",
        "A publisher drafts and submits the contracts of its resources; reviewer and operator approve and suspend.",
    )
    source = _SOURCE
    remedy = Sentence("Prenez le rôle qu’il faut, ou demandez à qui l’a.", "Take the role, or ask whoever has it.")
