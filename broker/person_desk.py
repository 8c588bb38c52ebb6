"""Owns the composition of a person's rights, and how the answers are written: in the command and on the page alike."""

from broker.core.journal.act import write_moment
from broker.flows.person_ports import Held
from broker.flows.person_rights import PersonRights, Transmission
from broker.shared import Shared


def make_person_rights(shared: Shared) -> PersonRights:
    """Put together what answers for one person."""
    return PersonRights(
        acts=shared.records.acts,
        people=shared.records.journal_people,
        records=shared.records.person_records,
        read_version=shared.register.read_version,
        directories=shared.directories,
        clock=shared.clock,
        mark=shared.acts.mark,
    )


def transmission_row(one: Transmission) -> dict[str, object]:
    """Return a transmission as a JSON object: names, never values."""
    act, contract = one.line.act, one.contract
    return {
        "at": write_moment(act.at),
        "issuer": act.issuer,
        "to": contract.provider.name if contract else "",
        "resource": contract.title.fr if contract else "",
        "purpose": contract.purpose.fr if contract else "",
        "contract_readable": contract is not None,
        "contract": act.contract.name,
        "version": act.contract.version,
        "protocol": act.protocol,
        "released": " ".join(act.released),
        "withheld": dict(act.withheld),
        "position": one.line.position,
    }


def held_row(held: Held) -> dict[str, object]:
    """Return what the records hold as a JSON object: the person's own values, but no hash of a password."""
    return {
        "accounts": [
            {
                "issuer": account.issuer,
                "login": account.login,
                "state": account.state.value,
                "mail": account.mail,
                "mobile": account.mobile,
                "linked": account.link is not None,
            }
            for account in held.accounts
        ],
        "licences": [
            {"subscription": one.subscription, "uai": one.uai, "public": one.audience.value} for one in held.licences
        ],
        "assignments": [
            {"id": one.id, "subscription": one.subscription, "uai": one.uai, "at": write_moment(one.at)}
            for one in held.assignments
        ],
        "delegate_of": list(held.delegate_of),
        "messages": held.messages,
    }
