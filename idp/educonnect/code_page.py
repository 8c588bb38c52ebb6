"""Owns the page that asks for a code just sent, wherever one proves to hold a mobile or an address."""

from broker.core.sentence import Sentence
from idp.educonnect.account_form import CODE_FIELD, TICKET, AccountForm, AccountPage, Field

NO_MOBILE = Sentence("Ce n’est pas un numéro de mobile français.", "This is no French mobile number.")
NO_CONTACT = Sentence(
    "Ce n’est ni une adresse électronique ni un mobile.", "This is neither an e-mail nor a mobile number."
)
WRONG_CODE = Sentence(
    "Ce code n’est pas le bon, ou n’a plus cours. Recommencez pour en recevoir un autre.",
    "This code is wrong or over. Start again to get another.",
)
SENT_IF_KNOWN = Sentence(
    "Si ces renseignements sont ceux de l’établissement, un code de six chiffres est parti vers votre mobile.",
    "If what you said is what the school knows, a code of six digits went to your mobile.",
)
_TITLE = Sentence("Quel code avez-vous reçu ?", "Which code did you get?")


def make_code_page(
    sent: Sentence, button: Sentence, ticket: str, path: str, fields: tuple[Field, ...] = ()
) -> AccountPage:
    """Make the page: `sent` says where the code went, `fields` come after it, `ticket` is what the code belongs to."""
    form = AccountForm(button, (CODE_FIELD, *fields), hidden=((TICKET, ticket),), path=path)
    return AccountPage(_TITLE, sent, (form,))
