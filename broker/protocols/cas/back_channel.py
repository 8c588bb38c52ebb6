"""Owns the single logout of CAS: a form posted to each service, which knows the session by its ticket (2.3.3)."""

from dataclasses import dataclass
from http import HTTPStatus

from lxml import etree

from broker.core.session import Participant
from broker.core.sign_out import Closing, Ending
from broker.core.trace import Leg
from broker.flows.ports import Clock
from broker.flows.sign_out import Told
from broker.saml.instants import write_instant
from broker.saml.response_writer import new_id
from broker.saml.xml_tree import serialize
from broker.transport.service_call import Outgoing, Unanswered

_SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
_SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
_NOBODY = "@NOT_USED@"  # facts/gar.md 4.1: the ticket alone names the session


@dataclass(frozen=True, slots=True)
class CasBackChannel:
    """Tell services that a session is over. Called outside of any request."""

    clock: Clock
    outgoing: Outgoing

    def tell(self, participant: Participant) -> Told | None:
        """Post the logout request to the address that the ticket was given to."""
        document = self.write_request(participant.subject)
        sent = self._leg(participant, "out", "cas_logout_request", message=document.decode())
        try:
            status = self.outgoing.post(participant.address, {"logoutRequest": document.decode()})
        except Unanswered as error:
            return Told(self._closing(participant, Ending.UNREACHED, error.reason), (sent,))
        answered = self._leg(participant, "in", "cas_logout_answer", status=str(status))
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return Told(self._closing(participant, Ending.CLOSED), (sent, answered))
        # 2.3.3.2 wants a success; mod_auth_cas closes the session all the same, then answers as to any visit: log in.
        led_elsewhere = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
        ending = Ending.UNCONFIRMED if led_elsewhere else Ending.REFUSED
        return Told(self._closing(participant, ending, f"HTTP {status}"), (sent, answered))

    def has_front(self, _participant: Participant) -> bool:
        """Say no: CAS tells services server to server only."""
        return False

    def write_request(self, ticket: str) -> bytes:
        """Write the logout request of one ticket, of the observed shape (CAS protocol, appendix C)."""
        root = etree.Element(
            f"{{{_SAMLP}}}LogoutRequest",
            {"ID": new_id(), "Version": "2.0", "IssueInstant": write_instant(self.clock.now())},
            nsmap={"samlp": _SAMLP},
        )
        etree.SubElement(root, f"{{{_SAML}}}NameID", nsmap={"saml": _SAML}).text = _NOBODY
        etree.SubElement(root, f"{{{_SAMLP}}}SessionIndex").text = ticket
        return serialize(root)

    def _leg(self, participant: Participant, direction: str, title: str, *, message: str = "", **facts: str) -> Leg:
        return Leg(self.clock.now(), direction, title, participant.service, tuple(facts.items()), message)

    def _closing(self, participant: Participant, ending: Ending, reason: str = "") -> Closing:
        return Closing(participant.service, participant.resource, ending, reason)
