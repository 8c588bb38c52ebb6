"""Owns the evidence of what a resource needs: what was tried, when, by which criteria, how it ended; never a value."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from broker.core.contract import Contract, Identifier
from broker.core.profile import Profile
from broker.core.sentence import Sentence
from broker.lab.attempt import Attempt
from broker.lab.campaign import Course
from broker.lab.findings import Finding, Need, judge, spared_profiles

_OF_THE_MOMENT = Sentence(
    "Le sujet (NameID, cas:user) change à chaque connexion : seul IDO, un attribut, désigne la personne.",
    "The subject (NameID, cas:user) changes at each sign-on: IDO alone, an attribute, tells who the person is.",
)
_PSEUDONYM = Sentence(
    "Le sujet (NameID, cas:user) porte toujours l’identifiant opaque : ce n’est pas un attribut, et aucun essai ne le "
    "retient. Une ressource qui s’en sert n’a pas besoin d’IDO en plus.",
    "The subject (NameID, cas:user) always carries the opaque identifier: it is no attribute, and no trial withholds "
    "it. A resource that uses it does not need IDO besides.",
)
_SUB = Sentence(
    "En OpenID Connect, sub porte toujours l’identifiant opaque : ce n’est pas un attribut, et aucun essai ne le "
    "retient.",
    "In OpenID Connect, sub always carries the opaque identifier: it is no attribute, and no trial withholds it.",
)

_UNSOUND = Sentence(
    "À la fin, la connexion entière ne réussissait plus : rien ne peut être conclu.",
    "At the end the whole sign-on no longer succeeded: nothing can be concluded.",
)
_NOTHING_SPARED = Sentence(
    "Pas de contrat plus étroit : rien ne s’est montré superflu.",
    "No narrower contract: nothing was shown to be spared.",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """Hold one trial of a resource: its contract, the criteria in words, and what each person's course brought."""

    contract: Contract
    began: datetime
    criteria: tuple[str, ...]
    courses: tuple[Course, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the contract's attributes, in its order."""
        return codes_of(self.contract)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what is known of each attribute."""
        return judge(self.courses, self.codes)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """Return the profiles as which somebody was tried."""
        return tuple(sorted({course.profile for course in self.courses if course.profile}))

    @property
    def unseen(self) -> tuple[Profile, ...]:
        """Return the contract's other profiles: the trial says nothing of what they need."""
        return tuple(sorted(self.contract.profiles - set(self.profiles)))

    @property
    def left(self) -> dict[str, frozenset[Profile]]:
        """Return what a narrower contract changes: attributes, with the profiles for which each stays."""
        covered = {clause.code: clause.profiles or self.contract.profiles for clause in self.contract.clauses}
        left = {code: known - spared_profiles(self.courses, code) for code, known in covered.items()}
        return {code: found for code, found in left.items() if found != covered[code]}

    @property
    def is_sound(self) -> bool:
        """Tell whether the sign-on still succeeded at the end of each course."""
        return all(course.is_sound for course in self.courses)


def codes_of(contract: Contract) -> tuple[str, ...]:
    """Return the attributes that a contract names, in its order."""
    return tuple(clause.code for clause in contract.clauses)


def subject_words(contract: Contract) -> tuple[Sentence, ...]:
    """Say what of the subject no trial touches, in each language that the resource speaks."""
    found = []
    if contract.saml or contract.cas:
        found.append(_PSEUDONYM if contract.identifier is Identifier.PSEUDONYM else _OF_THE_MOMENT)
    return (*found, _SUB) if contract.oidc else tuple(found)


def remarks_on(trial: Trial) -> list[Sentence]:
    """Say what a trial does not touch, what it does not prove, and what the contract leaves unsaid."""
    found = list(subject_words(trial.contract))
    if not trial.is_sound:
        found.append(_UNSOUND)
    tried, unseen = ", ".join(trial.profiles), ", ".join(trial.unseen)
    if unseen:
        found.append(
            Sentence(
                f"Essayé en tant que {tried}. Les autres gardent ce qu’ils ont : {unseen}.",
                f"Tried as {tried}. Others keep what they have: {unseen}.",
            )
        )
    required = {clause.code for clause in trial.contract.clauses if clause.required}
    lacking = ", ".join(one.code for one in trial.findings if one.need is Need.NECESSARY and one.code not in required)
    if lacking:
        found.append(
            Sentence(
                f"Nécessaire, sans que le contrat l’exige : {lacking}. Qui ne l’a pas échoue chez la ressource.",
                f"Necessary, yet not required by the contract: {lacking}. Who lacks one fails at the resource.",
            )
        )
    return found if trial.left else [*found, _NOTHING_SPARED]


def write_reason(trial: Trial, left: Iterable[str]) -> str:
    """Say on top of a narrower contract where it comes from, in both languages; `left` are the attributes narrowed."""
    codes, profiles = ", ".join(left), ", ".join(trial.profiles)
    return (
        f"Proposition du {trial.began:%Y-%m-%d}, à faire approuver : un essai a réussi sans {codes} ({profiles}).\n"
        f"A proposal of {trial.began:%Y-%m-%d}, to be approved: a trial has succeeded without {codes} ({profiles})."
    )


def write_evidence(trial: Trial) -> dict[str, object]:
    """Return the whole trial as JSON-able data."""
    return {
        "resource": trial.contract.resource,
        "issuer": trial.contract.issuer,
        "contract": trial.contract.name,
        "contract_version": trial.contract.version,
        "languages": list(trial.contract.protocols),
        "began": trial.began.isoformat(timespec="seconds"),
        "preau": version("preau"),
        "success": list(trial.criteria),
        "profiles": [profile.value for profile in trial.profiles],
        "profiles_not_tried": [profile.value for profile in trial.unseen],
        "sound": trial.is_sound,
        "subject": [words.en for words in subject_words(trial.contract)],
        "attributes": [_finding(finding, trial.contract) for finding in trial.findings],
        "left_out": [{"code": code, "kept_for": sorted(profiles)} for code, profiles in trial.left.items()],
        "attempts": [[_attempt(one) for one in course.attempts] for course in trial.courses],
    }


def _finding(finding: Finding, contract: Contract) -> dict[str, object]:
    clause = next(clause for clause in contract.clauses if clause.code == finding.code)
    return {
        "code": finding.code,
        "need": finding.need.value,
        "required_by_contract": clause.required,
        "endured": [one.value for one in finding.endured],
        "broken_by": [one.value for one in finding.broken],
    }


def _attempt(attempt: Attempt) -> dict[str, object]:
    return {
        "cuts": [{"code": cut.code, "alteration": cut.alteration.value} for cut in attempt.cuts],
        "altered": list(attempt.altered),
        "ending": attempt.ending.value,
        "where": attempt.where,
        "status": attempt.status,
        "not_met": list(attempt.unmet),
        "refusal": attempt.code,
    }
