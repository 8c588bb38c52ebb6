"""Who joins a division after it was assigned takes a licence at the first access; who left makes room for them."""

from dataclasses import replace
from pathlib import Path

import pytest

from broker.core.identity import Identity
from broker.core.refusals.rights import LicencesSpent, NotAssigned
from broker.flows.access_desk import AccessDesk
from broker.flows.tidying import Tidying
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.builders import HandClock, a_contract
from tests.flows.assignment_world import (
    HEAD,
    LOU,
    MIA,
    SCHOOL,
    a_desk,
    a_pupil_of,
    holders,
    subscribed,
    to_division,
    with_people,
)
from tests.flows.rights_fakes import CountsInMemory, FewNotices
from tests.rights import ATLAS

_NEW, _NEXT = a_pupil_of("ada"), a_pupil_of("zed")
_CONTRACT = replace(a_contract(), resource=ATLAS)


def test_a_newcomer_takes_a_free_licence_and_the_next_one_that_of_who_left(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        desk.subscriptions.create(subscribed())
        desk.assign(SCHOOL, "s1", [to_division("3A")])
        records = Records(RecordsSettings(), tmp_path)
        access = AccessDesk(HandClock(), FewNotices(), records.rights, records.assignments, CountsInMemory())

        def enter(person: Identity) -> None:
            here = person.memberships[0]
            access.enter(person, here, access.preview(person, here, _CONTRACT))

        with pytest.raises(NotAssigned):
            enter(MIA)
        enter(_NEW)
        assert holders(desk) == ["ada", "lou", "noe"]
        with pytest.raises(LicencesSpent):
            enter(_NEXT)
        later = with_people(desk, LOU, _NEW, _NEXT, HEAD)
        assert Tidying(later).tidy(SCHOOL) == 1
        enter(_NEXT)
        assert holders(desk) == ["ada", "lou", "zed"]
        records.close()
