"""Owns under which name and in which encoding a language carries a value to a service."""

from dataclasses import dataclass

from broker.core.sentence import Sentence

ALWAYS = Sentence("", "")


@dataclass(frozen=True, slots=True)
class CarriedName:
    """Hold where one language puts a value: `place` is the part of its message, `name` how it is called there.

    `details` are its further names, as (name, value) pairs. `encoding` says how the values are written, `condition`
    what a service must ask for to be told, empty where nothing.
    """

    protocol: str
    place: str
    name: str
    encoding: Sentence
    details: tuple[tuple[str, str], ...] = ()
    condition: Sentence = ALWAYS


MOMENTARY = Sentence("valeur du moment, tirée au hasard : ne dit rien", "value of the moment, at random: says nothing")
PSEUDONYM = Sentence("l’identifiant opaque de la personne", "the person's opaque identifier")
EACH_VALUE = Sentence("un élément par valeur", "one element per value")
