"""Owns what an assignment report says, as XML in a zip (facts/gar.md 7.4).

Known are the elements, their attributes down to the school, that the archive's first file is the report, and that a
public client reads `finValidite` as a day and counts the elements `Affectation` of a school. That such an element says
a public, and nothing of the person, is a simulated assumption, as is the name of the root.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from html import escape
from itertools import groupby

from broker.core.french_time import in_france
from broker.core.rights.audience import Audience
from broker.core.rights.school_counts import SchoolCount
from broker.core.rights.subscription import Subscription
from broker.webservices.forms import without_controls
from broker.webservices.xml_text import DECLARATION

_ROOT = "GAR-Affectations"
_SUFFIX = ".zip"
_ASSIGNED = {audience: f'   <Affectation publicCible="{audience.value}"/>\n' for audience in Audience}


def pack_report(
    name: str, made: datetime, counts: Iterable[SchoolCount], title_of: Callable[[Subscription], str]
) -> bytes:
    """Return the zip of a report: one file, called as the archive is; resources, subscriptions and schools in order."""
    entry = zipfile.ZipInfo(f"{name.removesuffix(_SUFFIX)}.xml", in_france(made).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive, archive.open(entry, "w") as file:
        for piece in _write(counts, title_of):
            file.write(piece.encode())
    return packed.getvalue()


def _write(counts: Iterable[SchoolCount], title_of: Callable[[Subscription], str]) -> Iterator[str]:
    """Yield the document in pieces, since it may have millions of elements."""
    yield f"{DECLARATION}<{_ROOT}>\n"
    ordered = sorted(counts, key=lambda one: (one.subscription.resource, one.subscription.id, one.uai))
    for resource, of_resource in groupby(ordered, key=lambda one: one.subscription.resource):
        gathered = tuple(of_resource)
        title = title_of(gathered[0].subscription)
        yield f"<GARRessource{_attribute('idRessource', resource)}{_attribute('titreRessource', title)}>\n"
        for _, schools in groupby(gathered, key=lambda one: one.subscription.id):
            yield _write_subscription(tuple(schools))
        yield "</GARRessource>\n"
    yield f"</{_ROOT}>\n"


def _write_subscription(schools: tuple[SchoolCount, ...]) -> str:
    subscription = schools[0].subscription
    last_day = _attribute("finValidite", f"{in_france(subscription.last_moment):%Y-%m-%d}")
    lines = [f" <GARAbonnement{_attribute('idAbonnement', subscription.id)}{last_day}>\n"]
    for count in schools:
        lines.append(f"  <GAREtablissement{_attribute('UAI', count.uai)}>\n")
        lines += [line * count.of(audience) for audience, line in _ASSIGNED.items()]
        lines.append("  </GAREtablissement>\n")
    return "".join((*lines, " </GARAbonnement>\n"))


def _attribute(name: str, text: str) -> str:
    return f' {name}="{escape(without_controls(text))}"'
