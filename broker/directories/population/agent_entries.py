"""Owns the LDIF of an academic directory: the staff of the invented academies, and of a central administration.

Who works in a school is read from the schools' people, so that both directories know the same agents by the same
login and address. Values follow the grammars of facts/identity-providers.md 3.3 and 6.4.
"""

from collections.abc import Iterable, Iterator, Mapping

from broker.core.academies import CENTRAL_ADMINISTRATION, CODES, OTHER_ACADEMY, SANDBOX_ACADEMY
from broker.directories.layouts import SDET
from broker.directories.ldif_reader import read_ldif
from broker.directories.population.central_agents import CENTRAL_AGENTS, EMPTY
from broker.directories.population.ldif_lines import write_line
from broker.directories.population.sites import COLLEGE, ECOLE, LYCEE
from broker.directories.sandbox_academy import AGENTS_DN, DEMO_HASH
from broker.directories.sdet_entries import Entry, fold_dn

Lines = list[tuple[str, str]]

_BRANCHES = ("personnels EN", "autres")
_STAFF = frozenset(f"National_{code}" for code in ("ENS", "DOC", "DIR", "EVS", "ETA", "ACA", "COL"))
_KINDS = {ECOLE: "1ORD$151", COLLEGE: "CLG$340", LYCEE: "LYC$300"}
_OFFICE = "SPEC$801"
_READ = {**SDET.canonical_names, "entstructuretypestruct": "ENTStructureTypeStruct"}
_DELEGATION = (
    "atelier|/mdp/redirectionhub/redirect.jsp?applicationname=atelier|01/09/2026|31/12/9999|helene.ouattara"
    "|FrEduRneResp=9990004A$UAJ$PU$N$T3$CLG$340|rev-proxy||"
)
_ALSO: Mapping[str, Lines] = {
    "school-staff": [("freduresdel", _DELEGATION)],
    "academy-staff": [("fredugestresp", "077$805$ATELIER"), ("ctgrps", "GRP_ATELIER_ACADEMIE")],
}


def write_agents(people: str) -> Iterator[str]:
    """Yield the branches of each academy, then an entry for each member of staff among these people (LDIF)."""
    entries = [record.entry for record in read_ldif(people, "people", _READ)]
    structures = {fold_dn(entry.dn): entry for entry in entries if entry.values("ENTStructureUAI")}
    yield from _write_branches()
    for entry in entries:
        if _STAFF & set(entry.values("ENTPersonProfils")):
            yield _write(entry.first("ENTPersonLogin"), _academy(entry), _lines(entry, structures), _branch(entry))
    for agent in CENTRAL_AGENTS:
        yield _write(agent.login, CENTRAL_ADMINISTRATION, list(agent.lines()))


def _write_branches() -> Iterator[str]:
    yield "# Agents inventés du bac à sable Préau. / Invented agents of the Préau sandbox.\n"
    yield "dn: o=gouv,c=fr\nobjectClass: organization\no: gouv\n\n"
    yield f"dn: {AGENTS_DN}\nobjectClass: organizationalUnit\nou: education\n\n"
    for academy in (SANDBOX_ACADEMY, OTHER_ACADEMY, CENTRAL_ADMINISTRATION):
        name = academy.lower()
        yield f"dn: ou={name},{AGENTS_DN}\nobjectClass: organizationalUnit\nou: {name}\n\n"
        for branch in _BRANCHES:
            yield f"dn: ou={branch},ou={name},{AGENTS_DN}\nobjectClass: organizationalUnit\nou: {branch}\n\n"


def _write(login: str, academy: str, lines: Lines, branch: str = _BRANCHES[0]) -> str:
    classes = ["inetOrgPerson", "preauAgent", *(["preauPerson"] if ("preauSituation" in dict(lines)) else [])]
    return (
        f"dn: uid={login},ou={branch},ou={academy.lower()},{AGENTS_DN}\n"
        + "".join(f"objectClass: {name}\n" for name in classes)
        + f"uid: {login}\nuserPassword: {DEMO_HASH}\ncodaca: 0{CODES[academy]}\n"
        + "".join(write_line(name, value) for name, value in lines if value)
        + "\n"
    )


def _lines(entry: Entry, structures: Mapping[str, Entry]) -> Lines:
    """Return what an academic directory says of somebody whom the schools' directory describes."""
    posts = [value.split("$") for value in entry.values("ENTPersonFonctions")]
    places = [(structures[fold_dn(post[0])], post[1]) for post in posts if fold_dn(post[0]) in structures]
    function = posts[0][1] if posts else EMPTY
    situation = entry.first("preauSituation")
    number = entry.first("ENTPersonJointure").partition("$")[2]
    names = (entry.first("givenName"), entry.first("sn"))
    return [
        ("sn", names[1]),
        ("givenName", names[0]),
        ("cn", " ".join(name for name in names if name)),
        ("codecivilite", entry.first("personalTitle")),
        ("datenaissance", entry.first("ENTPersonDateNaissance")),
        ("mail", entry.first("mail")),
        ("employeeNumber", f"{CODES[_academy(entry)]}V{int(number):07d}PRE"),
        ("title", function),
        ("fredufonctadm", function),
        ("typensi", "G"),
        ("rne", places[0][0].first("ENTStructureUAI") if places else EMPTY),
        *([("fredurne", _posting(*place)) for place in places] or [("fredurne", EMPTY)]),
        *([("fredurneresp", _headed(place)) for place in _headed_by(places)] or [("fredurneresp", EMPTY)]),
        *_ALSO.get(situation, []),
        ("preauSituation", situation),
        ("preauExpires", entry.first("preauExpires")),
    ]


def _posting(place: Entry, function: str) -> str:
    uai = place.first("ENTStructureUAI")
    return f"{uai}$UAJ$PU${function}${uai}$T3${_kind(place)}"


def _headed(place: Entry) -> str:
    return f"{place.first('ENTStructureUAI')}$UAJ$PU$N$T3${_kind(place)}"


def _headed_by(places: Iterable[tuple[Entry, str]]) -> Iterator[Entry]:
    return (place for place, function in places if function == "DIR")


def _kind(place: Entry) -> str:
    return _KINDS.get(place.first("ENTStructureTypeStruct"), _OFFICE)


def _academy(entry: Entry) -> str:
    return entry.first("ENTPersonJointure").partition("$")[0]


def _branch(entry: Entry) -> str:
    """Return the branch: who is not the ministry's own, such as the local authority's staff, is among the others."""
    return _BRANCHES[1] if entry.values("ENTPersonProfils") == ["National_COL"] else _BRANCHES[0]
