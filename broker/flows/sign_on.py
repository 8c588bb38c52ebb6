"""Owns the signing-on: from a service's request to a release. Knows ports, no adapter, no protocol."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from broker.core.assurance import asks_two_factors, check_context, check_strength
from broker.core.contract import Contract
from broker.core.identity import Identity, Membership, PersonKey
from broker.core.issuer import Guichet, Issuer
from broker.core.journey import Authentication, Hint, Journey, ServiceRequest, Step, next_step
from broker.core.minimisation import SessionChoice, with_mark
from broker.core.preselection import take_preselection
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.refusals.condition import AuthenticationTooOld
from broker.core.refusals.decision import NoContract, SchoolNotYours
from broker.core.refusals.exchange import RequestReplayed
from broker.core.refusals.journey import BrowserMismatch, JourneyUnknown, PassiveImpossible, SessionOver, UnknownProject
from broker.core.refusals.said import MemberNotSupporting
from broker.core.release import Release
from broker.core.rights.access import Door
from broker.core.session import Grant, Session
from broker.core.session_reuse import find_only_guichet, grant_of, is_good_for
from broker.core.sign_on_facts import SignOnFacts, with_sign_on
from broker.flows.access_desk import AccessDesk
from broker.flows.issuance import Issuance
from broker.flows.matching import find_vouched
from broker.flows.ports import Clock, Contracts, Directory, JourneyBook, SessionBook
from broker.flows.service_contracts import ServiceContracts

JOURNEY_SECONDS = 900
_INTERACTIVE = frozenset({Step.CHOOSE_GUICHET, Step.CHOOSE_ACCOUNT, Step.SECOND_FACTOR, Step.CHOOSE_MEMBERSHIP})


def browser_digest(browser: str) -> str:
    """Return what is stored of a browser's secret: enough to recognise it, not to become it."""
    return hashlib.sha256(browser.encode()).hexdigest()


def _expect(journey: Journey, *steps: Step) -> None:
    """Refuse a choice or an answer that comes when the journey is elsewhere: a second tab, the back button."""
    if next_step(journey) not in steps:
        raise JourneyUnknown(expected=f"a journey at {' or '.join(steps)}", received=f"one at {next_step(journey)}")


@dataclass(frozen=True, slots=True)
class SignOn:
    """Sign people on at one issuer; `access` decides on rights, where its resources are subscribed to.

    `mark` gives that by which the journal recognises a person: a release carries it, and is sent without it.
    """

    issuer: Issuer
    clock: Clock
    directory: Directory
    journeys: JourneyBook
    sessions: SessionBook
    contracts: Contracts
    find_key: Callable[[], PseudonymKey]
    find_guichets: Callable[[], tuple[Guichet, ...]]
    access: AccessDesk | None
    mark: Callable[[PersonKey], str]

    def begin(self, request: ServiceRequest, browser: str) -> Journey:
        """Start a journey for a verified request. Its ID is used once, where it has one."""
        name = request.request_id
        if name and not self.journeys.use_once(f"request {request.entity_id}", name, JOURNEY_SECONDS):
            raise RequestReplayed(received=request.request_id)
        wanted, profile = take_preselection(request, self.issuer.password)
        return Journey(
            id=secrets.token_urlsafe(18),
            issuer=self.issuer.name,
            browser=browser_digest(browser),
            started=self.clock.now(),
            request=wanted,
            profile=profile,
            profile_asked=bool(self.issuer.password and self.issuer.password.profile_choices),
        )

    def admit(
        self, journey: Journey, find_hint: Callable[[str], Hint | None], session: Session | None = None
    ) -> Journey:
        """Find the journey's contract and guichet; refuse early what no sign-in could mend.

        `find_hint` gives what the médiacentre's link said of a resource, if this browser followed one; `session` is
        that of this browser here, if any: it is used where it fits what the service and the link ask.
        """
        contract, hint = self._services.choose(journey.request, find_hint)
        self._issuance.check(contract)
        self._services.check_relay_state(contract, journey.request)
        asked = journey.request.hint
        hint = replace(hint, resource=contract.resource, uai=asked.uai or hint.uai, profile=asked.profile)
        admitted = replace(journey, hint=hint, two_factors=asks_two_factors(journey.request, contract))
        if session is not None and self._fits(session, admitted):
            found = replace(admitted, guichet=session.guichet, profile=session.profile, session=session.id)
            return self._settle_membership(replace(found, authentication=session.authentication, spared=True))
        return self._store(self._choose_only_guichet(admitted, session))

    def resume(self, journey_id: str, browser: str) -> Journey:
        """Return a journey to the browser that began it, and to no other (B047)."""
        journey = self.journeys.find(journey_id)
        if journey is None or journey.issuer != self.issuer.name:
            raise JourneyUnknown(expected=f"a journey younger than {JOURNEY_SECONDS} s")
        if not self.is_own(journey, browser):
            raise BrowserMismatch
        return journey

    def is_own(self, journey: Journey, browser: str) -> bool:
        """Tell whether this browser began the journey."""
        return secrets.compare_digest(journey.browser, browser_digest(browser))

    def guichets_for(self, hint: Hint) -> tuple[Guichet, ...]:
        """Return the ways in for a hint; an ENT project that nobody serves is refused."""
        offered = self.find_guichets()
        if hint.project is None:
            return offered
        fitting = tuple(guichet for guichet in offered if hint.project in guichet.projects)
        if not fitting:
            known = sorted({project for guichet in offered for project in guichet.projects})
            raise UnknownProject(expected=", ".join(known), received=hint.project)
        return fitting

    def choose_guichet(self, journey: Journey, name: str) -> Journey:
        """Take the person's choice of a guichet, among those offered."""
        # The back button: nobody has signed in yet.
        _expect(journey, Step.CHOOSE_GUICHET, Step.AUTHENTICATE, Step.CHOOSE_ACCOUNT)
        offered = self.guichets_for(journey.hint)
        chosen = next((guichet for guichet in offered if guichet.name == name), None)
        if chosen is None:
            raise UnknownProject(expected=", ".join(sorted(guichet.name for guichet in offered[:20])), received=name)
        missing = chosen.needed_categories - chosen.categories
        if missing:
            raise MemberNotSupporting(expected=", ".join(sorted(missing)), received=f"not by {chosen.entity_id}")
        return self._store(replace(journey, guichet=name, accounts=()))

    def return_here(self, journey: Journey) -> Journey:
        """Go back to this issuer's own form: another guichet that was chosen has not let the person in."""
        _expect(journey, Step.AUTHENTICATE)
        return self._store(replace(journey, guichet=self.issuer.name))

    def choose_profile(self, journey: Journey, profile: Profile) -> Journey:
        """Take the profile chosen before signing in (ÉduConnect's way)."""
        _expect(journey, Step.CHOOSE_PROFILE, Step.AUTHENTICATE)
        return self._store(replace(journey, profile=profile))

    def offer_accounts(self, journey: Journey, keys: tuple[str, ...]) -> Journey:
        """Keep that what the guichet said matches several accounts: the person chooses."""
        _expect(journey, Step.AUTHENTICATE)
        return self._store(replace(journey, accounts=keys))

    def authenticate(self, journey: Journey, session: Session) -> Journey:
        """Take what the guichet vouches for; settle the membership when there is only one, and no factor is missing."""
        _expect(journey, Step.AUTHENTICATE, Step.CHOOSE_ACCOUNT, Step.SECOND_FACTOR)
        vouched = replace(journey, authentication=session.authentication, session=session.id)
        return self._store(vouched) if next_step(vouched) is Step.SECOND_FACTOR else self._settle_membership(vouched)

    def choose_membership(self, journey: Journey, uai: str, profile: Profile) -> Journey:
        """Take the person's choice of a school and profile, among those offered."""
        _expect(journey, Step.CHOOSE_MEMBERSHIP)
        if (uai, profile) not in {(found.uai, found.profile) for found in self.memberships_for(journey)}:
            raise SchoolNotYours(expected="one of the schools and profiles offered", received=f"{uai} ({profile})")
        return self._store(replace(journey, uai=uai, profile=profile, membership_chosen=True))

    def end(self, journey: Journey) -> None:
        """End a journey without releasing anything: the person gave up."""
        self.journeys.take(journey.id)

    def memberships_for(self, journey: Journey) -> tuple[Membership, ...]:
        """Return the schools and profiles among which the person may choose."""
        identity, contract = self.load_person(journey), self.contract_of(journey)
        return self._issuance.find_memberships(identity, contract, self._choice(journey))

    def check_passive(self, journey: Journey) -> None:
        """Refuse a passive request when the next step would ask the person something."""
        step = next_step(journey)
        if journey.request.passive and step in _INTERACTIVE:
            raise PassiveImpossible(received=step)

    def release(self, journey: Journey, current: Session | None = None) -> Release:
        """Decide, and end the journey: it releases once. For `current`, see `check_authentication`."""
        session = self.check_authentication(journey, current)
        if journey.stored and self.journeys.take(journey.id) is None:
            raise JourneyUnknown(expected="a journey that has not released yet")
        identity, contract = self._with_sign_on(self.load_person(journey), session), self.contract_of(journey)
        return with_mark(self._issuance.enter(identity, contract, self._choice(journey)), self.mark(identity.key))

    def check_authentication(self, journey: Journey, current: Session | None = None) -> Session:
        """Return the session of the journey; refuse when it is over, or is not as the service asked.

        `current` is the session that this request has just found in its browser.
        """
        if journey.authentication is None:
            raise JourneyUnknown(expected="a person who has signed in")
        if current is None or current.id != journey.session:
            current = self.find_open(journey.session or "")
        check_context(journey.request, journey.authentication.method)
        check_strength(self.contract_of(journey), journey.authentication.method)
        end, now = journey.authentication.session_end, self.clock.now()
        if end <= now:
            raise AuthenticationTooOld(
                expected=f"a session that ends after {now.isoformat()}", received=end.isoformat()
            )
        return current

    def find_open(self, session_id: str) -> Session:
        """Return a session, or the one that has taken its place; refuse when that is over."""
        found = self.sessions.find_current(self.issuer.name, session_id)
        if found is None:
            raise SessionOver(expected="a session that has not ended meanwhile")
        return found

    def grant(self, journey: Journey) -> Grant:
        """Return what lets the release of a settled journey be decided again when it is fetched (CAS, OIDC)."""
        return grant_of(journey)

    def release_again(self, grant: Grant) -> Release:
        """Decide anew what a grant lets leave: refused once the session, the contract or the account has ended."""
        if grant.issuer != self.issuer.name:
            raise SessionOver(expected=f"a session of {self.issuer.name}", received=grant.issuer)
        session = self.find_open(grant.session)
        contract = self.contracts.by_resource(grant.issuer, grant.resource)
        if contract is None or grant.service not in contract.names:
            raise NoContract(expected="a contract for this service", received=grant.service)
        check_strength(contract, grant.authentication.method)
        identity = self._with_sign_on(self.find_person(grant.authentication), session)
        choice = SessionChoice(grant.uai, grant.profile, grant.authentication.vouched)
        return with_mark(self._issuance.preview(identity, contract, choice), self.mark(identity.key))

    def count_access(self, door: Door) -> None:
        """Count a connection that has opened a session at a service; none is counted where nothing is subscribed to."""
        if self.access is not None:
            self.access.count(door)

    def load_person(self, journey: Journey) -> Identity:
        """Return the person of a journey, freshly read from the directory."""
        if journey.authentication is None:
            raise JourneyUnknown(expected="a person who has signed in")
        return self.find_person(journey.authentication)

    def find_person(self, found: Authentication) -> Identity:
        """Return whom a guichet vouched for: out of this issuer's directory, or as the guichet said."""
        return find_vouched(found, self.directory)

    def _with_sign_on(self, identity: Identity, session: Session) -> Identity:
        facts = SignOnFacts(session.authentication.at, session.guichet, self.issuer.return_address)
        return with_sign_on(identity, facts)

    def contract_of(self, journey: Journey) -> Contract:
        """Return the contract of the journey's resource as it is now: re-evaluated at issuance (K231)."""
        return self._services.contract_of(journey.request, journey.hint.resource)

    @property
    def _issuance(self) -> Issuance:
        return Issuance(self.clock, self.find_key, self.access)

    @property
    def _services(self) -> ServiceContracts:
        return ServiceContracts(self.issuer, self.contracts)

    def _fits(self, session: Session, journey: Journey) -> bool:
        """Tell whether a session here serves a journey, of a guichet that the link allows."""
        if not is_good_for(session, journey, self.clock.now()):
            return False
        if self.issuer.password is not None:  # its own pages know which profile was chosen
            return False
        return session.guichet in self._names_for(journey)

    def _choose_only_guichet(self, journey: Journey, session: Session | None) -> Journey:
        if self.issuer.password is not None:
            return replace(journey, guichet=self.issuer.name)
        only = find_only_guichet(self._names_for(journey), journey, session)
        known = next((one for one in self.guichets_for(journey.hint) if one.name == only), None)
        is_fit = known is not None and known.needed_categories <= known.categories
        return replace(journey, guichet=only if is_fit else None)  # else the choice says what it lacks

    def _names_for(self, journey: Journey) -> tuple[str, ...]:
        return tuple(guichet.name for guichet in self.guichets_for(journey.hint))

    def _settle_membership(self, journey: Journey) -> Journey:
        found = self.memberships_for(journey)
        if len(found) > 1 and self.contract_of(journey).per_school:
            return self._store(journey)
        settled = replace(journey, uai=found[0].uai, profile=found[0].profile, membership_chosen=True)
        return self._store(settled) if journey.stored else settled

    def _choice(self, journey: Journey) -> SessionChoice:
        profile = journey.profile or journey.hint.profile
        vouched = journey.authentication.vouched if journey.authentication else frozenset(Profile)
        return SessionChoice(journey.uai or journey.hint.uai, profile, vouched)

    def _store(self, journey: Journey) -> Journey:
        stored = replace(journey, stored=True)
        self.journeys.save(stored)
        return stored
