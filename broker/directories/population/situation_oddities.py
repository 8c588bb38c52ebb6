"""Owns the situations that break things: hostile, rare or missing names, codes and accounts."""

from broker.core.sentence import Sentence
from broker.directories.levels import LEVELS
from broker.directories.population.situation_parts import Person, Role, Situation, SituationCard, Studies
from broker.directories.population.subjects import HEAD, OFFICE, PRIMARY, UNLISTED, teach

_ELV = ("ELV",)
_FIFTH = Studies(LEVELS["5"], ("5A",))
_LONG = "de la Rochefontaine-Montgaillard de Saint-Christophe-en-Brionnais d’Entraygues-sur-Truyère et du Vieux-Moulin"


def _card(slug: str, title: Sentence, explanation: Sentence, point: str) -> SituationCard:
    return SituationCard(slug, "odd", title, explanation, point)


ODDITIES = (
    Situation(
        _card(
            "name-very-long",
            Sentence("Nom très long", "Very long name"),
            Sentence(
                "Plus de cent caractères : que devient la page ?",
                "Over a hundred characters: what becomes of the page?",
            ),
            "NOM and PRE length",
        ),
        Person(
            "Marie-Philippine-Éléonore-Antoinette-Wilhelmine",
            _LONG,
            _ELV,
            "college",
            "Mme",
            login="philippine.rochefontaine",
            studies=_FIFTH,
        ),
    ),
    Situation(
        _card(
            "name-composed",
            Sentence("Nom composé", "Composed name"),
            Sentence("Traits d’union, espaces et apostrophe.", "Hyphens, spaces and an apostrophe."),
            "NOM and PRE punctuation",
        ),
        Person("Jean-Loup", "d'Aboville-N’Guessan", _ELV, "college", "M.", studies=_FIFTH),
    ),
    Situation(
        _card(
            "name-not-latin",
            Sentence("Nom en d’autres écritures", "Name in other scripts"),
            Sentence("Chinois et arabe dans un même nom.", "Chinese and Arabic in one name."),
            "UTF-8 from end to end",
        ),
        Person("小龍", "بن يوسف", _ELV, "college", "M.", login="xiaolong.benyoussef", studies=_FIFTH),
    ),
    Situation(
        _card(
            "name-diacritics",
            Sentence("Accents et ligatures", "Diacritics and ligatures"),
            Sentence("Des lettres hors du français courant.", "Letters beyond everyday French."),
            "UTF-8, login in plain letters",
        ),
        Person("Œdipe-Łukasz", "Çağlayan Nœuvéglise", _ELV, "college", "M.", login="oedipe.caglayan", studies=_FIFTH),
    ),
    Situation(
        _card(
            "name-hostile",
            Sentence("Nom hostile aux pages", "Name hostile to pages"),
            Sentence(
                "Des caractères que XML, HTML et LDAP doivent protéger.",
                "Characters that XML, HTML and LDAP must escape.",
            ),
            "J197, J202: escaping everywhere",
        ),
        Person("Bobby\\2a*)(uid=*", "O'<b>&\"Hara]]>", _ELV, "college", "M.", login="bobby.hara", studies=_FIFTH),
    ),
    Situation(
        _card(
            "homonym-first",
            Sentence("Homonyme, la première", "Namesake, the first"),
            Sentence("Même nom, même prénom, même classe.", "Same surname, first name and class."),
            "login with a number, two IDO",
        ),
        Person("Léa", "Martin", _ELV, "college", "Mme", studies=_FIFTH),
    ),
    Situation(
        _card(
            "homonym-second",
            Sentence("Homonyme, la seconde", "Namesake, the second"),
            Sentence("Même nom, même prénom, même classe.", "Same surname, first name and class."),
            "login with a number, two IDO",
        ),
        Person("Léa", "Martin", _ELV, "college", "Mme", "30/11/2014", studies=_FIFTH),
    ),
    Situation(
        _card(
            "name-one-letter",
            Sentence("Nom d’une lettre", "One-letter name"),
            Sentence("Un nom et un prénom d’une seule lettre.", "A surname and a first name of one letter each."),
            "shortest values",
        ),
        Person("Y", "O", _ELV, "college", "M.", studies=_FIFTH),
    ),
    Situation(
        _card(
            "name-no-given",
            Sentence("Sans prénom", "No first name"),
            Sentence("L’annuaire ne connaît qu’un nom.", "The directory knows a surname only."),
            "PRE 0: withheld, or refused where required",
        ),
        Person("", "Ravindran", _ELV, "college", "Mme", studies=_FIFTH),
    ),
    Situation(
        _card(
            "name-no-civility",
            Sentence("Sans civilité", "No civility"),
            Sentence(
                "Ni civilité ni adresse : un dossier presque vide.",
                "Neither civility nor e-mail: a record nearly empty.",
            ),
            "CIV 0, P_MEL 0",
        ),
        Person("Camille", "Aubin", ("ETA",), "ecole", has_mail=False, roles=(Role("ecole", OFFICE),)),
    ),
    Situation(
        _card(
            "account-expired",
            Sentence("Compte expiré", "Expired account"),
            Sentence(
                "Le mot de passe est bon, mais le compte n’ouvre plus rien.",
                "The password is right; the account opens nothing.",
            ),
            "person.expired",
        ),
        Person("Lorenzo", "Humbert", _ELV, "college", "M.", expires="2026-07-11", studies=_FIFTH),
    ),
    Situation(
        _card(
            "account-expiring",
            Sentence("Compte qui expire à la rentrée", "Account expiring with the school year"),
            Sentence("Valable jusqu’au 31 août 2027 inclus.", "Valid up to and including 31 August 2027."),
            "last day of an account",
        ),
        Person(
            "Garance", "Mokrani", _ELV, "lycee", "Mme", expires="2027-09-01", studies=Studies(LEVELS["TG"], ("TGA",))
        ),
    ),
    Situation(
        _card(
            "division-malformed",
            Sentence("Code de classe mal formé", "Malformed class code"),
            Sentence(
                "Un dièse dans le code : le format code##libellé casse.",
                "A hash in the code breaks the code##label format.",
            ),
            "DIV withheld: malformed",
        ),
        Person("Octave", "Simonin", _ELV, "college", "M.", studies=Studies(LEVELS["3"], ("3#B",))),
    ),
    Situation(
        _card(
            "pupil-no-school",
            Sentence("Élève sans établissement", "Pupil without a school"),
            Sentence(
                "Radié d’un établissement, pas encore inscrit ailleurs.",
                "Left one school, not yet enrolled in another.",
            ),
            "school.none",
        ),
        Person("Tiana", "Grangé", _ELV, civility="Mme", studies=Studies(LEVELS["4"])),
    ),
    Situation(
        _card(
            "head-who-teaches",
            Sentence("Directrice qui enseigne", "Head who teaches"),
            Sentence(
                "Deux profils dans la même école : il faut choisir.", "Two profiles in one school: one must choose."
            ),
            "choice of profile in one school",
        ),
        Person(
            "Agathe",
            "Soumaré",
            ("DIR", "ENS"),
            "ecole-p1",
            "Mme",
            roles=(Role("ecole-p1", HEAD), Role("ecole-p1", teach(PRIMARY))),
        ),
    ),
    Situation(
        _card(
            "function-unknown",
            Sentence("Fonction inconnue", "Unknown function"),
            Sentence(
                "Un code de fonction hors nomenclature : le profil déclaré vaut.",
                "A function code of no list: the profile holds.",
            ),
            "ENTPersonFonctions tolerated",
        ),
        Person(
            "Solal",
            "Wagner",
            ("EVS",),
            "lycee-p1",
            "M.",
            roles=(Role("lycee-p1", UNLISTED),),
        ),
    ),
)
