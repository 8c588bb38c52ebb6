"""Owns what an assignment report says, as XML in a zip (facts/gar.md 7.4).

Known are the elements and their attributes down to the school, and that one client reads `finValidite` as a day. That
`Affectation` says a public and how many people, and that the archive holds one file, are simulated assumptions.
"""

import io
import zipfile
from collections.abc import Callable, Iterable
from itertools import groupby

from lxml import etree

from broker.core.french_time import in_france
from broker.core.rights.audience import Audience
from broker.core.rights.school_counts import SchoolCount
from broker.core.rights.subscription import Subscription
from broker.saml.xml_tree import Element

_ALWAYS = (2020, 1, 1, 0, 0, 0)  # the same report is the same bytes, whenever it is packed


def write_report(counts: Iterable[SchoolCount], title_of: Callable[[Subscription], str]) -> str:
    """Write a report: by resource, subscription and school, how many people of each public."""
    root = etree.Element("GAR-Affectations")
    ordered = sorted(counts, key=lambda one: (one.subscription.resource, one.subscription.id, one.uai))
    for resource, of_resource in groupby(ordered, key=lambda one: one.subscription.resource):
        gathered = tuple(of_resource)
        title = title_of(gathered[0].subscription)
        under = etree.SubElement(root, "GARRessource", idRessource=resource, titreRessource=title)
        for identifier, schools in groupby(gathered, key=lambda one: one.subscription.id):
            _write_subscription(under, identifier, tuple(schools))
    etree.indent(root, space="  ")
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written.decode()


def pack(name: str, text: str) -> bytes:
    """Return the zip of a report: one file, called as the archive is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{name.removesuffix('.zip')}.xml", _ALWAYS), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _write_subscription(under: Element, identifier: str, schools: tuple[SchoolCount, ...]) -> None:
    last_day = f"{in_france(schools[0].subscription.last_moment):%Y-%m-%d}"
    subscription = etree.SubElement(under, "GARAbonnement", idAbonnement=identifier, finValidite=last_day)
    for count in schools:
        school = etree.SubElement(subscription, "GAREtablissement", UAI=count.uai)
        for audience in Audience:
            if count.of(audience):
                etree.SubElement(school, "Affectation", publicCible=audience.value, nombre=str(count.of(audience)))
