"""Owns the cards of the home page: every invented person worth being, of every directory, with the guichet of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from broker.console.views import Family, PersonCard
from broker.core.identity import Identity
from broker.core.issuer import PEOPLE, Issuer
from broker.core.sentence import Sentence
from broker.directories.population.situation_parts import SituationCard
from broker.directories.population.situations import find_card
from broker.web.parts import parts

_FAMILIES = {
    "pupil": Sentence("Élèves", "Pupils"),
    "guardian": Sentence("Responsables", "Guardians"),
    "teacher": Sentence("Enseignants", "Teachers"),
    "staff": Sentence("Autres personnels", "Other staff"),
    "agent": Sentence("Agents de l’administration", "Agents of the administration"),
    "member": Sentence(
        "Membres d’une fédération et d’un autre ministère", "Members of a federation, of another ministry"
    ),
    "citizen": Sentence("Usagers de FranceConnect", "Citizens, by FranceConnect"),
    "professional": Sentence("Professionnels, par ProConnect", "Professionals, by ProConnect"),
    "odd": Sentence("Cas particuliers", "Odd cases"),
}


@dataclass(frozen=True, slots=True)
class Carded:
    """Hold who stands on a card, what the card says, and where they sign in."""

    person: Identity
    guichet: Issuer
    card: SituationCard


def guichets() -> tuple[Issuer, ...]:
    """Return the issuers at which people sign in by themselves."""
    return tuple(issuer for issuer in parts().issuers if issuer.password is not None)


def card_families() -> tuple[Family, ...]:
    """Return the cards, family by family."""
    cards: dict[str, list[PersonCard]] = {}
    for name, carded in _by_name().items():
        cards.setdefault(carded.card.family, []).append(_show(name, carded))
    return tuple(Family(title, tuple(cards[name])) for name, title in _FAMILIES.items() if name in cards)


def all_carded() -> tuple[tuple[str, Carded], ...]:
    """Return everybody who stands on a card, each with its name, in order."""
    return tuple(_by_name().items())


def find_carded(name: str) -> Carded | None:
    """Return who stands on the card of that name."""
    return _by_name().get(name)


def _by_name() -> dict[str, Carded]:
    """Return the cards by the situation's name: no address says a login (K224)."""
    named: dict[str, Carded] = {}
    for carded in _find_all():
        situation = carded.card.slug
        named[f"{situation}-{len(named)}" if situation in named else situation] = carded
    return named


def _find_all() -> Iterator[Carded]:
    """Yield everybody worth being; a card that several directories fill shows who is in the first of them."""
    filled: set[str] = set()
    for name, directory in parts().directories.items():
        here = directory.find_situations()
        for person in here:
            card, guichet = find_card(person.situation or ""), _find_guichet(person, name)
            if card is not None and guichet is not None and card.slug not in filled:
                yield Carded(person, guichet, card)
        filled |= {person.situation or "" for person in here}


def _find_guichet(person: Identity, directory: str) -> Issuer | None:
    """Return where a person signs in: their own project's guichet, else ÉduConnect or their academy by profile."""
    profiles = {membership.profile for membership in person.memberships}
    academies = {key.partition("$")[0] for key in person.join_key.values}
    ways = [(issuer, issuer.password) for issuer in guichets() if issuer.password]
    if directory != PEOPLE:
        ways = [(issuer, way) for issuer, way in ways if issuer.directory == directory]
    own = next((issuer for issuer, way in ways if way.project == person.key.project), None)
    fitting = (one for one, way in ways if way.profiles & profiles and way.project in {None, *academies})
    return own or next(fitting, None)


def _show(name: str, carded: Carded) -> PersonCard:
    person = carded.person
    display_name = " ".join([*person.given_name.values[:1], *person.family_name.values[:1]]) or person.login
    return PersonCard(
        login=person.login,
        password=parts().demo_password or "",
        display_name=display_name,
        title=carded.card.title,
        explanation=carded.card.explanation,
        schools=", ".join(sorted({membership.school_name for membership in person.memberships if membership.uai})),
        sign_in_action=f"/people/sign-in?{urlencode({'card': name})}",
        guichet_title=carded.guichet.title,
    )
