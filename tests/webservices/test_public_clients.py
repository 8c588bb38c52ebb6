"""Plays public clients of the subscription service: verbs, headers and bodies as each of them sends (facts/gar.md 7.3).

Nothing of theirs is here but the shape of their calls, and what they make of the answers.
"""

import json
import shutil
import subprocess
import uuid
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import requests
from lxml import etree, html

from broker.core.roles import Holder
from broker.transport.outgoing import local_session
from tests.sandbox import Sandbox
from tests.subscription_bodies import NAMESPACE
from tests.webservices.callers import pair_of
from tests.webservices.distributor import new_distributor, new_identifier

_TIMEOUT = 20


@pytest.fixture
def holder() -> Holder:
    return new_distributor()


@pytest.fixture
def session(sandbox: Sandbox, holder: Holder) -> Iterator[requests.Session]:
    """Return a session with the distributor's certificate: what their settings hold besides the base address."""
    with local_session(str(sandbox.workspace.tls / "authority.pem")) as opened:
        opened.cert = pair_of(sandbox, holder)
        yield opened


@pytest.fixture
def address(sandbox: Sandbox) -> str:
    return sandbox.urls["webservices"]


def test_the_django_library(session: requests.Session, address: str, holder: Holder) -> None:
    """PUT; on 409 « existe deja », POST without uaiEtab; GET with a body and no page; read by lower-case names."""
    one, headers = new_identifier(), {"Content-Type": "application/xml"}

    def data(start: str, method: str) -> str:
        xml = f"""<?xml version="1.0" encoding="UTF-8"?>
    <abonnement xmlns="{NAMESPACE}">
       <idAbonnement>{one}</idAbonnement>
       <idDistributeurCom>{holder.name}</idDistributeurCom>
       <idRessource>ark:/77777/carnet</idRessource>
       <typeIdRessource>ark</typeIdRessource>
       <libelleRessource>Carnet</libelleRessource>
       <debutValidite>{start}</debutValidite>
       <finValidite>2027-08-15T00:00:00</finValidite>
       <uaiEtab>9990004A</uaiEtab>
       <categorieAffectation>transferable</categorieAffectation>
       <typeAffectation>INDIV</typeAffectation>
       <nbLicenceGlobale>ILLIMITE</nbLicenceGlobale>
       <publicCible>ELEVE</publicCible>
       <publicCible>ENSEIGNANT</publicCible>
       <publicCible>DOCUMENTALISTE</publicCible>
       <publicCible>AUTRE PERSONNEL</publicCible>
       <codeProjetRessource></codeProjetRessource>
    </abonnement>"""
        return xml.replace("<uaiEtab>9990004A</uaiEtab>", "") if method == "POST" else xml

    def send(method: str, start: str) -> requests.Response:
        response = session.request(
            method, f"{address}/{one}", data=data(start, method), headers=headers, timeout=_TIMEOUT
        )
        if response.status_code == 409 and "existe deja" in response.text:
            response = send("POST", start)
        return response

    def find() -> etree._Element | None:
        asked = f"""<?xml version="1.0" encoding="UTF-8"?>
        <filtres xmlns="{NAMESPACE}">
              <filtre>
                    <filtreNom>idDistributeurCom</filtreNom>
                    <filtreValeur>{holder.name}</filtreValeur>
              </filtre>\x20
              <filtre>
                    <filtreNom>uaiEtab</filtreNom>
                    <filtreValeur>9990004A</filtreValeur>
              </filtre>\x20
        </filtres>"""
        response = session.request("GET", f"{address}/abonnements", data=asked, headers=headers, timeout=_TIMEOUT)
        assert response.status_code == 200
        soup = html.fromstring(response.content)
        return next((found for found in soup.iter("abonnement") if found.findtext("idabonnement") == one), None)

    assert send("PUT", "2026-03-02T10:11:12.131415").status_code == 201
    assert send("PUT", "2026-03-02T10:11:12.131415").status_code == 200  # 409, then its own POST
    found = find()
    assert found is not None
    assert found.findtext("finvalidite") == "2027-08-15T00:00:00.000+02:00"
    assert send("POST", found.findtext("debutvalidite") or "").status_code == 200
    assert session.delete(f"{address}/{one}", headers=headers, timeout=_TIMEOUT).status_code == 204
    assert find() is None
    schools = session.get(f"{address}/etablissements/etablissements.xml", headers=headers, timeout=_TIMEOUT)
    names = {"ns": "http://www.atosworldline.com/listEtablissement/v1.0/"}
    root = ET.fromstring(schools.content)  # noqa: S314 - our own answer
    by_uai = {school.findtext("ns:uai", "", names): school for school in root.findall("ns:etablissement", names)}
    assert by_uai["9990004A"].findtext("ns:idENT", "", names) == "UDA="


def test_the_php_library(session: requests.Session, address: str, holder: Holder) -> None:
    """Accept is JSON throughout; lists are read as JSON, schools as XML; an update leaves the schools out."""
    one = str(uuid.uuid4())
    headers = {"Content-type": "application/xml;charset=utf-8", "Accept": "application/json"}

    def written(*more: tuple[str, str]) -> bytes:
        fields = [
            ("idAbonnement", one),
            ("commentaireAbonnement", "Ceci est un test"),
            ("idDistributeurCom", holder.name),
            ("idRessource", "ark:/77777/carnet"),
            ("typeIdRessource", "ark"),
            ("libelleRessource", "Centre de ressources pédagogiques"),
            ("debutValidite", "2026-03-02T00:00:00"),
            ("anneeFinValidite", "2026-2027"),
            *more,
            ("categorieAffectation", "transferable"),
            ("typeAffectation", "INDIV"),
            ("nbLicenceGlobale", "ILLIMITE"),
            *(("publicCible", word) for word in ("ELEVE", "ENSEIGNANT", "DOCUMENTALISTE", "AUTRE PERSONNEL")),
            ("codeProjetRessource", "CODEPRJ001"),
        ]
        inside = "".join(f"<{name}>{text}</{name}>" for name, text in fields)
        root = f'<abonnement xmlns="{NAMESPACE}">{inside}</abonnement>'
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()

    def rows(inside: str) -> list[dict[str, object]]:
        asked = f'<?xml version="1.0" encoding="UTF-8"?>\n<filtres xmlns="{NAMESPACE}">{inside}</filtres>\n'
        response = session.get(
            f"{address}/abonnements?debut=0&fin=5000", data=asked.encode(), headers=headers, timeout=_TIMEOUT
        )
        assert response.status_code == 200
        found: list[dict[str, object]] = json.loads(response.content)["abonnements"]
        return found

    made = session.put(f"{address}/{one}", data=written(("uaiEtab", "9990004A")), headers=headers, timeout=_TIMEOUT)
    assert made.status_code == 201
    assert session.post(f"{address}/{one}", data=written(), headers=headers, timeout=_TIMEOUT).status_code == 200
    (row,) = rows("<triPar>idAbonnement</triPar><tri>ASC</tri>")
    assert row["idAbonnement"] == one
    assert (row["uaiEtab"], row["anneeFinValidite"], row["nbLicenceGlobale"]) == (["9990004A"], "2026-2027", "ILLIMITE")
    pupils = "<filtre><filtreNom>publicCible</filtreNom><filtreValeur>ELEVE</filtreValeur></filtre>"
    since = (
        "<filtreParDate><dateName>dateCreation</dateName>"
        "<dateAvant>2999-01-01</dateAvant><dateApres>2000-01-01</dateApres></filtreParDate>"
    )
    assert len(rows(f"{pupils}{since}<tri>DSC</tri>")) == 1
    assert session.delete(f"{address}/{one}", headers=headers, timeout=_TIMEOUT).status_code == 204
    assert rows("") == []
    assert [row["idAbonnement"] for row in rows("<aboSuppr>1</aboSuppr>")] == [f"_{one}"]
    refused = session.put(f"{address}/{one}", data=written(), headers=headers, timeout=_TIMEOUT)
    assert refused.status_code == 400
    assert "RG2" in refused.json()["Erreur"]["Message"]
    schools = session.get(f"{address}/etablissements/etablissements.xml", headers=headers, timeout=_TIMEOUT)
    found = {str(school[0].text): school for school in etree.fromstring(schools.content)}
    assert b64decode(found["9990004A"][-1].text or "") == b"P0"


def test_the_maths_platform(session: requests.Session, address: str, holder: Holder) -> None:
    """A day alone as the beginning, single quotes in the declaration, publics in another order, Accept XML."""
    one = new_identifier()
    headers = {"Content-type": "application/xml;charset=utf-8", "Accept": "application/xml"}
    fields = (
        f"<idAbonnement>{one}</idAbonnement><commentaireAbonnement>essai</commentaireAbonnement>"
        f"<idDistributeurCom>{holder.name}</idDistributeurCom><idRessource>ark:/77777/carnet</idRessource>"
        "<typeIdRessource>ark</typeIdRessource><libelleRessource>CARNET</libelleRessource>"
        "<debutValidite>2026-03-02</debutValidite><finValidite>2027-07-14T00:00:00</finValidite>"
        "<uaiEtab>9990004A</uaiEtab><categorieAffectation>transferable</categorieAffectation>"
        "<typeAffectation>INDIV</typeAffectation><nbLicenceEnseignant>ILLIMITE</nbLicenceEnseignant>"
        "<nbLicenceEleve>320</nbLicenceEleve><nbLicenceProfDoc>100</nbLicenceProfDoc>"
        "<nbLicenceAutrePersonnel>50</nbLicenceAutrePersonnel><publicCible>DOCUMENTALISTE</publicCible>"
        "<publicCible>AUTRE PERSONNEL</publicCible><publicCible>ENSEIGNANT</publicCible>"
        "<publicCible>ELEVE</publicCible>"
    )
    body = f"<?xml version='1.0' encoding='UTF-8'?><abonnement xmlns='{NAMESPACE}'>{fields}</abonnement>"
    assert session.put(f"{address}/{one}", data=body, headers=headers, timeout=_TIMEOUT).status_code == 201
    asked = (
        f'<filtres xmlns="{NAMESPACE}"><filtre><filtreNom>idDistributeurCom</filtreNom>'
        f"<filtreValeur>{holder.name}</filtreValeur></filtre></filtres>"
    )
    listed = session.get(f"{address}/abonnements", data=asked, headers=headers, timeout=_TIMEOUT)
    assert listed.status_code == 200
    assert "<debutValidite>2026-03-02T00:00:00.000+01:00</debutValidite>" in listed.content.decode("utf-8")


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_curl_as_the_documents_have_it(sandbox: Sandbox, address: str, holder: Holder, tmp_path: Path) -> None:
    """An indented body, an empty project, and Expect: 100-continue as curl sends it before a large body."""
    one = new_identifier()
    (tmp_path / "body.xml").write_text(
        f"""<abonnement xmlns="{NAMESPACE}">
        <idAbonnement>{one}</idAbonnement>
        <commentaireAbonnement></commentaireAbonnement>
        <idDistributeurCom>{holder.name}</idDistributeurCom>
        <idRessource>ark:/77777/carnet</idRessource>
        <typeIdRessource>ark</typeIdRessource>
        <libelleRessource>Carnet</libelleRessource>
        <debutValidite>2026-03-02T00:00:00</debutValidite>
        <finValidite>2027-08-15T00:00:00</finValidite>
        {"<uaiEtab>9990004A</uaiEtab>" * 1000}
        <categorieAffectation>transferable</categorieAffectation>
        <typeAffectation>INDIV</typeAffectation>
        <nbLicenceGlobale>30</nbLicenceGlobale>
        <publicCible>ELEVE</publicCible>
        <codeProjetRessource></codeProjetRessource>
    </abonnement>"""
    )
    certificate, key = pair_of(sandbox, holder)
    words = ["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", "20"]
    words += ["--cacert", str(sandbox.workspace.tls / "authority.pem"), "--cert", certificate, "--key", key]
    words += ["--write-out", "%{http_code}", "--output", str(tmp_path / "answer")]

    def run(*more: str) -> str:
        return subprocess.run([*words, *more], check=True, capture_output=True, text=True).stdout  # noqa: S603

    put = ("-X", "PUT", "--data-binary", f"@{tmp_path / 'body.xml'}", f"{address}/{one}")
    assert run(*put) == "415"
    assert "application/xml" in (tmp_path / "answer").read_text()
    assert run("-H", "Content-Type: application/xml", "-H", "Expect: 100-continue", *put) == "201"
    assert run(f"{address}/abonnements") == "200"
    assert one in (tmp_path / "answer").read_text()
    assert run("-X", "DELETE", f"{address}/{one}") == "204"
