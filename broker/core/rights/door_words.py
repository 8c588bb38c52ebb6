"""Owns what people read of a door: which subscription and which assignment opened a resource; it names nobody."""

from broker.core.rights.access import Door
from broker.core.rights.assignment import TargetKind
from broker.core.sentence import Sentence

TARGETS = {
    TargetKind.PERSON: Sentence("affecté à la personne", "assigned to the person"),
    TargetKind.DIVISION: Sentence("affecté à une division", "assigned to a division"),
    TargetKind.GROUP: Sentence("affecté à un groupe", "assigned to a group"),
    TargetKind.AUDIENCE: Sentence("affecté à tout un public", "assigned to a whole public"),
}
_TO_ALL = Sentence(
    "la ressource est ouverte à tous (open_to_all = true dans son contrat)",
    "the resource is open to everybody (open_to_all = true in its contract)",
)
_TO_SCHOOL = Sentence("ouvert à tout l’établissement", "open to the whole school")
_BY_FAMILY = Sentence(" à la ressource mère", " to the mother resource")


def describe_door(door: Door) -> Sentence:
    """Say in one sentence what opened the resource."""
    if not door.subscription:
        return _TO_ALL
    family = _BY_FAMILY if door.by_family else Sentence("", "")
    target = _TO_SCHOOL if door.target is None else TARGETS[door.target]
    by = f" ({door.assignment})" if door.assignment else ""
    return Sentence(
        f"abonnement {door.subscription}{family.fr}, {target.fr}{by}",
        f"subscription {door.subscription}{family.en}, {target.en}{by}",
    )


def door_facts(door: Door | None) -> dict[str, str]:
    """Return the facts that a trace notes of a door, by name; nothing where resources are not subscribed to."""
    if door is None:
        return {}
    if not door.subscription:
        return {"opened": "open_to_all"}
    facts = {
        "subscription": door.subscription,
        "assignment": door.assignment,
        "assigned_to": door.target or "",
        "subscribed": "the family's mother" if door.by_family else "",
        "licence": "taken now" if door.takes_licence else "held",
    }
    return {name: value for name, value in facts.items() if value}
