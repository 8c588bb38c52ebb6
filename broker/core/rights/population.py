"""Owns a school's population as who assigns sees it: people under a public, with their divisions and groups."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from broker.core.identity import Identity, Membership, PersonKey
from broker.core.profile import Profile
from broker.core.rights.assignment import Target, TargetKind
from broker.core.rights.audience import Audience, audience_of
from broker.core.searching import searchable


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """Name a division or a group of a school: its code, and what people call it."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Member:
    """Hold one person of a school under one public; no `repr` shows who it is."""

    person: PersonKey
    profile: Profile
    audience: Audience
    family_name: str = field(repr=False)
    given_name: str = field(repr=False)
    divisions: tuple[Unit, ...] = ()
    groups: tuple[Unit, ...] = ()

    @property
    def name(self) -> str:
        """Return the person's name as lists show it."""
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def itself(self) -> Target:
        """Return this person as what an assignment is made to."""
        return Target(TargetKind.PERSON, self.person.identifier, self.audience, self.person.project)


@dataclass(frozen=True, slots=True)
class Population:
    """Hold who is in one school today, in order of name; somebody with two publics there stands under each.

    `named` says whom each target names, `titles` what people call each division and group; `population_of` makes both.
    """

    uai: str
    members: tuple[Member, ...]
    named: Mapping[Target, tuple[Member, ...]] = field(default_factory=dict, repr=False)
    titles: Mapping[Target, str] = field(default_factory=dict, repr=False)

    def concerned(self, target: Target) -> tuple[Member, ...]:
        """Return whom an assignment to a target is for, in order of name."""
        return self.named.get(target, ())

    def people(self, targets: Iterable[Target]) -> frozenset[PersonKey]:
        """Return the people whom at least one of these targets names."""
        return frozenset(member.person for target in targets for member in self.concerned(target))

    def knows(self, target: Target) -> bool:
        """Tell whether a target is one of this school: a public always is, even while nobody is in it."""
        return target.kind is TargetKind.AUDIENCE or target in self.named

    def units(self, kind: TargetKind, audience: Audience) -> tuple[Unit, ...]:
        """Return the divisions, or the groups, in which there is somebody of a public, in order of code."""
        found = ((one, title) for one, title in self.titles.items() if (one.kind, one.audience) == (kind, audience))
        return tuple(sorted(Unit(one.code, title) for one, title in found))

    def title_of(self, target: Target) -> str:
        """Return what people call a target, empty where the school has none such any more and for a whole public."""
        if target.kind is TargetKind.PERSON:
            return next((member.name for member in self.concerned(target)), "")
        return self.titles.get(target, "")


def population_of(uai: str, people: Iterable[Identity]) -> Population:
    """Return who of these people is in a school, each under their public; guardians, who have none, are left out."""
    found: dict[tuple[PersonKey, Audience], Member] = {}
    for identity in people:
        for membership in identity.memberships:
            audience = audience_of(membership.profile) if membership.uai == uai else None
            if audience is not None:
                member = _member(identity, membership, audience)
                found[identity.key, audience] = _joined(found.get((identity.key, audience)), member)
    ordered = sorted(found.values(), key=lambda member: (searchable(member.name), member.person.identifier))
    named, titles = defaultdict[Target, list[Member]](list), dict[Target, str]()
    for member in ordered:
        for target, title in _targets(member):
            named[target].append(member)
            if title:
                titles.setdefault(target, title)
    return Population(uai, tuple(ordered), {target: tuple(members) for target, members in named.items()}, titles)


def _targets(member: Member) -> Iterator[tuple[Target, str]]:
    """Yield what names a person, each once, with the title of a division or group."""
    yield member.itself, ""
    yield Target(TargetKind.AUDIENCE, member.audience, member.audience), ""
    for kind, units in ((TargetKind.DIVISION, member.divisions), (TargetKind.GROUP, member.groups)):
        for code, title in {unit.code: unit.title for unit in units}.items():
            yield Target(kind, code, member.audience), title


def _member(identity: Identity, membership: Membership, audience: Audience) -> Member:
    return Member(
        person=identity.key,
        profile=membership.profile,
        audience=audience,
        family_name=next(iter(identity.family_name.values), ""),
        given_name=next(iter(identity.given_name.values), ""),
        divisions=_units(membership.divisions.values),
        groups=_units(membership.groups.values),
    )


def _joined(former: Member | None, member: Member) -> Member:
    """Return somebody who has two profiles of one public in a school as one: a member of all their divisions."""
    if former is None:
        return member
    return Member(
        person=former.person,
        profile=former.profile,
        audience=former.audience,
        family_name=former.family_name,
        given_name=former.given_name,
        divisions=tuple(dict.fromkeys((*former.divisions, *member.divisions))),
        groups=tuple(dict.fromkeys((*former.groups, *member.groups))),
    )


def _units(values: tuple[str, ...]) -> tuple[Unit, ...]:
    split = (value.partition("##") for value in values)
    return tuple(Unit(code, title or code) for code, _, title in split)
