"""Owns sample contexts for every template: each page full, and bare where it may be."""

from types import SimpleNamespace as Thing

from broker.console.registration_form import TEXTS
from broker.console.role_pages import RoleChoice
from broker.core.catalogue import CATALOGUE
from broker.core.refusals.decision import ProfileNotCovered
from broker.core.refusals.journey import PageUnknown
from broker.core.release import REASONS, Withholding
from broker.core.roles import TITLES as ROLE_TITLES
from broker.core.roles import Role
from broker.core.sentence import Sentence
from broker.core.sign_out import ENDINGS, Ending
from broker.web.parts import ReturnForm
from tests.web.account_samples import ACCOUNT_SAMPLES
from tests.web.assignment_samples import ASSIGNMENT_SAMPLES
from tests.web.contract_samples import CONTRACT_SAMPLES
from tests.web.distributor_samples import DISTRIBUTOR_SAMPLES
from tests.web.lab_samples import LAB_SAMPLES
from tests.web.mediacentre_samples import MEDIACENTRE_SAMPLES
from tests.web.publisher_samples import PUBLISHER_SAMPLES
from tests.web.review_samples import REVIEW_SAMPLES

TOKEN = "IjQ2ZmQ4ZjE0YzA1ZDk0ZTU0ZmUyYjA5ZDM0ZGY0OTA3YzY4Yjk0ZTAi.aSTmFw.7c1XgR8mZc0n3dQ0b6t2dH5Yp9I"
ARK = "ark:/99999/preau.carnet"
SERVICE = Sentence("Carnet de lecture", "Reading log")
ENT = Sentence("ENT de la Cour (simulé)", "Courtyard ENT (simulated)")
ENTRY = "http://localhost:8000/domaineGar?idENT=UDA=&idEtab=MDc3MDAwMVQ=&idRessource=ark:/99999/preau.carnet"
FAMILIES = (
    (Sentence("Élèves", "Pupils"), 11),
    (Sentence("Familles", "Families"), 9),
    (Sentence("Enseignants et documentalistes", "Teachers and librarians"), 9),
    (Sentence("Direction et vie scolaire", "Heads and school life"), 6),
    (Sentence("Noms et comptes difficiles", "Difficult names and accounts"), 6),
)
_NAMES = (
    "Camille Dubreuil",
    "Noé Sarrazin",
    "Inaya Benkirane",
    "Anne-Sophie de La Tour-Maubourg d’Entraigues",
    "Łukasz Wiśniewski",
    "李 小明",
    "Maïlys Kervella",
)
_SITUATIONS = (
    Sentence("Dans deux groupes", "In two groups"),
    Sentence("Sans division", "Without a division"),
    Sentence("Deux établissements", "Two schools"),
)
_EXPLANATION = Sentence(
    "Une division et deux groupes d’enseignement : GRO doit porter deux valeurs.",
    "One division and two teaching groups: GRO must carry two values.",
)


def _card(family: int, rank: int) -> Thing:
    login = f"situation.{family}.{rank}"
    return Thing(
        login=login,
        password="preau-demo",
        display_name=_NAMES[(family + rank) % len(_NAMES)],
        title=_SITUATIONS[rank % len(_SITUATIONS)],
        explanation=_EXPLANATION,
        schools="Collège des Tilleuls (0770001T)",
        sign_in_action=f"http://localhost:8001/demo/sign-in?login={login}",
        guichet_title=ENT,
    )


def _journey(code: str, title: Sentence) -> Thing:
    return Thing(
        url="/journeys/8c1d2f",
        at="24/11/2025 10:31:07",
        service="http://localhost:8010/saml/metadata",
        issuer="gar",
        result=code,
        result_title=title,
    )


JOURNEYS = [
    _journey("ok", Sentence("Accordé", "Granted")),
    _journey("profile.not_covered", Sentence("Refusé", "Refused")),
] * 4

_XML = (
    '<saml2p:AuthnRequest xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_4f1c" Version="2.0" '
    'IssueInstant="2025-11-24T10:31:07Z"><saml2:Issuer xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">'
    "http://localhost:8010/saml/metadata</saml2:Issuer></saml2p:AuthnRequest>"
)
_GUICHET = "http://localhost:8001/idp/metadata"
_RESOURCE = "http://localhost:8010/saml/metadata"


def _leg(direction: str, title: Sentence, peer: str, message: str = "") -> Thing:
    facts = [("ID", "_4f1c"), ("Signature", "RSA-SHA256"), ("Destination", "/idp/profile/SAML2/Redirect/SSO")]
    return Thing(
        name="leg", at="10:31:07.214", direction=direction, title=title, peer=peer, facts=facts, message=message
    )


LEGS = [
    _leg("in", Sentence("Demande de la ressource", "The resource's request"), _RESOURCE, _XML),
    _leg("decision", Sentence("Guichet trouvé par idENT", "Guichet found by idENT"), ""),
    _leg("out", Sentence("Demande au guichet", "Request to the guichet"), _GUICHET, _XML),
    _leg("in", Sentence("Réponse du guichet", "The guichet's response"), _GUICHET, _XML * 12),
    _leg("decision", Sentence("Contrat appliqué à cette personne", "Contract applied to this person"), ""),
    _leg("out", Sentence("Réponse à la ressource", "Response to the resource"), _RESOURCE, _XML * 12),
]


def _sent(code: str, values: tuple[str, ...], source: str, how: str) -> Thing:
    purpose = Sentence("Retrouver le carnet de l’élève d’une séance à l’autre.", "Find the pupil's log again.")
    meaning = CATALOGUE[code].meaning
    return Thing(code=code, meaning=meaning, values=values, source=source, transformation=how, purpose=purpose)


GRANTED = Thing(
    released=[
        _sent("IDO", ("3f9a" * 32,), "idENT + ENTPersonGARIdentifiant", "HMAC-SHA-512, key v1, sector provider"),
        _sent("UAI", ("0770001T",), "ENTStructureUAI", "UAI of the session's school"),
        _sent(
            "GRO", ("5A_ANG1##ANGLAIS 1", "5A_LATIN##LATIN"), "ENTEleveGroupes", "code##label, session's school only"
        ),
    ],
    withheld=[
        Thing(code=code, meaning=attribute.meaning, reason=REASONS[Withholding.NOT_IN_CONTRACT])
        for code, attribute in CATALOGUE.items()
        if code not in {"IDO", "UAI", "GRO"}
    ],
    contract="carnet-de-lecture v1",
    uai="0770001T",
    profile_title=Sentence("élève", "pupil"),
    opened_by=Sentence("abonnement S1, affecté à un groupe (A1)", "subscription S1, assigned to a group (A1)"),
    refusal=None,
    closings=None,
)
REFUSAL = ProfileNotCovered(expected="National_elv", received="National_tut")
REFUSED = Thing(
    released=[],
    withheld=[],
    contract="carnet-de-lecture v1",
    uai="",
    profile_title=None,
    opened_by=None,
    refusal=REFUSAL,
    closings=None,
)
CLOSINGS = [
    Thing(title=SERVICE, ending=ENDINGS[Ending.CLOSED], good=True, reason=""),
    Thing(title="https://x.example/<b>", ending=ENDINGS[Ending.UNREACHED], good=False, reason="HTTP 500"),
]
SIGNED_OUT = Thing(
    released=[],
    withheld=[],
    contract="",
    uai="",
    profile_title="",
    opened_by=None,
    refusal=None,
    closings=CLOSINGS,
    whole=False,
)
_TRACE: dict[str, object] = {
    "receipts_url": None,
    "journey": Thing(id="8c1d2f", issuer="gar", service=_RESOURCE, started="24/11/2025 10:31:07"),
    "legs": LEGS,
}

_PASSWORD: dict[str, object] = {
    "action": "/journey/password?journey=8c1d2f",
    "csrf_token": TOKEN,
    "service_title": SERVICE,
    "login": "",
    "error": None,
    "username_field": "j_username",
    "password_field": "j_password",
    "submit_field": None,
    "other_profile_url": None,
    "demo_password": None,
    "assumption": None,
    "cancel_url": None,
    "ways": [],
    "account_links": [],
}
_PASSWORD_WRONG = _PASSWORD | {
    "submit_field": "_eventId_proceed",
    "other_profile_url": "/sign-in/profile?journey=8c1d2f",
    "login": "camille.dubreuil",
    "error": Sentence("L’identifiant ou le mot de passe ne convient pas.", "The login or the password is not right."),
    "demo_password": "preau-demo",
    "assumption": Sentence("L’aspect de ce guichet est inventé.", "The looks of this guichet are invented."),
    "cancel_url": "/journey/cancel?journey=8c1d2f",
    "account_links": [Thing(title=Sentence("Identifiant oublié", "Forgotten login"), url="/forgotten-login")],
    "ways": [Thing(title=ENT, description=Sentence("Responsables.", "Guardians."), url="/journey/guichet?name=ent")],
}
PROVIDER = "777777777_0000000077777777"
_CONTRACT = Thing(
    name="carnet",
    issuer="gar",
    title=SERVICE,
    resource=ARK,
    provider=Thing(name="Éditions du Tilleul", identifier="999999999_0000000000000000"),
    purpose=Sentence("Tenir un carnet de lecture par élève.", "Keep one reading log per pupil."),
    legal_basis="Mission d’intérêt public (RGPD, article 6.1.e)",
    profiles=[Sentence("élève", "pupil"), Sentence("enseignant", "teacher")],
    valid_from="2025-09-01",
    valid_until="2026-08-31",
    approved_by="Principale du collège des Tilleuls",
    version=1,
)
_ISSUERS = [
    (ENT, "Simulated ENT, project P0."),
    (Sentence("ÉduConnect simulé", "Simulated ÉduConnect"), "Pupils and guardians."),
    (Sentence("Guichet de l’académie", "The academy's guichet"), "Staff."),
]
_HOME: dict[str, object] = {
    "families": [
        Thing(title=title, cards=[_card(family, rank) for rank in range(count)])
        for family, (title, count) in enumerate(FAMILIES)
    ],
    "csrf_token": TOKEN,
    "resources": [
        Thing(
            title=SERVICE,
            resource=ARK,
            access_url="http://localhost:8010/",
            page_url="/resources/carnet",
            languages="SAML 2.0",
            status=Sentence("Ouverte", "Open") if is_open else Sentence("Contrat expiré", "Contract expired"),
            open=is_open,
        )
        for is_open in (True, True, True, False)
    ],
    "guichets": [Thing(title=title, url="http://localhost:8001/", role=role) for title, role in _ISSUERS],
    "journeys": JOURNEYS,
    "journeys_url": "/journeys",
    "commands": [
        f"preau explain --person situation.0.0 --resource {ARK}",
        f"preau login --person situation.0.0 --resource {ARK} --json",
    ],
}
_PORTAL: dict[str, object] = {
    "person_title": Sentence("Camille Dubreuil, élève", "Camille Dubreuil, pupil"),
    "came_by": Sentence("ÉduConnect simulé", "Simulated ÉduConnect"),
    "services": [Thing(title=SERVICE, url="http://localhost:8010/cahier/", description=_CONTRACT.purpose)],
    "mediacentre_url": "/mediacentre",
    "account_url": "/account",
    "sign_out_action": "/sign-out",
    "csrf_token": TOKEN,
    "assumption": Sentence("Ses chemins sont inventés.", "Its paths are invented."),
}

SETTINGS = [
    Thing(
        title=title,
        rows=[
            (Sentence("Connexion", "Sign-on"), "http://localhost:8000/idp/profile/SAML2/POST/SSO"),
            (Sentence("Facultatif", "Optional"), ""),
        ],
        kit_command=f"preau kit {language} --resource {ARK}",
    )
    for language, title in (("saml", "SAML 2.0"), ("oidc", "OpenID Connect"), ("cas", "CAS 3.0"))
]
_PROBLEM = Thing(what=Sentence("ce n’est pas un ARK", "this is no ARK"), hint=Sentence("ark:/12345/…", "ark:/12345/…"))


def _form(problems: dict[str, list[Thing]], *, ticked: bool) -> dict[str, object]:
    """Return the form of a registration, with these problems."""
    return {
        "action": "/resources/new",
        "csrf_token": TOKEN,
        "texts": dict.fromkeys(TEXTS, '<b>"x' if ticked else ""),
        "problems": problems,
        "profiles": [Thing(name=f"profile_{name}", code=name, title=SERVICE, ticked=ticked) for name in ("a", "b")],
        "attributes": [
            Thing(name=f"attribute_{code}", code=code, title=CATALOGUE[code].meaning, ticked=ticked)
            for code in ("IDO", "UAI", "DIV_APP")
        ],
        "languages": dict.fromkeys(("saml", "cas", "oidc"), ticked),
        "methods": [
            Thing(name="oidc_auth_method", code=code, title=SERVICE, ticked=code == "none")
            for code in ("basic", "none")
        ],
        "resources_url": "/resources",
    }


_REGISTERED: dict[str, object] = {
    "title": SERVICE,
    "resource": ARK,
    "access_url": "http://localhost:8010/",
    "entry_link": ENTRY,
    "page_url": "/resources/carnet",
    "settings": SETTINGS,
    "secret": "8f3Jt0q6Zl1sX5cV9bN2mK7hG4dF1aS0pO3iU6yT8rE",
    "explain_command": f"preau explain --person situation.0.0 --resource {ARK}",
}

_CHOICES = [Thing(title=title, description=role, url="/journey/guichet") for title, role in _ISSUERS]
_GUICHETS: dict[str, object] = {
    "service_title": SERVICE,
    "guichets": _CHOICES[1:],
    "remembered": _CHOICES[0],
    "forget_action": "/journey/guichet/forget?journey=8c1d2f",
    "csrf_token": TOKEN,
}
_CODE: dict[str, object] = {
    "action": "/sign-in/code?journey=8c1d2f",
    "csrf_token": TOKEN,
    "service_title": SERVICE,
    "error": None,
    "demo_code": "123456",
    "cancel_url": "/journey/cancel?journey=8c1d2f",
}
_LINE = Thing(value="ELEVE", title=Sentence("Élève", "Pupil"), accesses=118)
_CHART = Thing(
    width=640,
    height=34,
    bars=[Thing(x=240, y=6, width=330, height=18)],
    words=[Thing(x=232, y=20, text="Élève", anchor="end"), Thing(x=576, y=20, text="118", anchor="start")],
)
_STATISTICS: dict[str, object] = {
    "action": "/statistics",
    "asked": {"period": "2026-11", "unit": "day", "public": "ELEVE", "school": "9990001A"},
    "period": Sentence("novembre 2026", "November 2026"),
    "periods": [("2026-2027", Sentence("année scolaire 2026-2027", "school year 2026-2027")), ("2026-11", SERVICE)],
    "units": [("day", Sentence("par jour", "by day"))],
    "publics": [("ELEVE", Sentence("Élève", "Pupil")), ("NULL", Sentence("Null", "Null"))],
    "resources": [(ARK, SERVICE)],
    "projects": [("P0", ENT)],
    "filters": [
        Thing(heading=Sentence("Par public", "By public"), title=Sentence("Élève", "Pupil"), without="/statistics?a=b"),
        Thing(heading=Sentence("Par éditeur", "By publisher"), title=SERVICE, without=None),
    ],
    "kept": [("academy", "AC-PREAU")],
    "total": 118,
    "smallest": 5,
    "tables": [
        Thing(
            name=name,
            heading=Sentence(f"Par {name}", f"By {name}"),
            chart=_CHART,
            rows=[Thing(line=_LINE, url="/statistics?public=ELEVE", code="ELEVE")],
        )
        for name in ("day", "school", "public")
    ],
    "csv_url": "/statistics.csv?period=2026-11",
    "json_url": "/statistics.json?period=2026-11",
}

SAMPLES: dict[str, tuple[str, dict[str, object]]] = {
    **ACCOUNT_SAMPLES,
    **MEDIACENTRE_SAMPLES,
    **ASSIGNMENT_SAMPLES,
    **DISTRIBUTOR_SAMPLES,
    **LAB_SAMPLES,
    **PUBLISHER_SAMPLES,
    **REVIEW_SAMPLES,
    **CONTRACT_SAMPLES,
    "self_post": (
        "web/self_post.html",
        {
            "action": "http://localhost:8010/saml/acs",
            "fields": [("SAMLResponse", "PHNhbWwycDpSZXNwb25zZT4=" * 200), ("RelayState", '"><b>x')],
            "destination_title": SERVICE,
        },
    ),
    "onward": (
        "web/onward.html",
        {"address": "http://localhost:8010/?a=1&ticket=ST-1-0", "destination_title": SERVICE},
    ),
    "frame": (
        "web/frame.html",
        {
            "frame": "http://localhost:8010/herbier/frontchannel?iss=http%3A%2F%2Flocalhost%3A8000%2Foidc&sid=x",
            "next_url": "/sign-out/next?id=signout-x",
            "service_title": SERVICE,
        },
    ),
    "session": (
        "web/session.html",
        {"signed_in": Thing(guichet=ENT, since="08:02", until="14:02", sign_out_url="/sign-out")},
    ),
    "session_none": ("web/session.html", {"signed_in": None}),
    "refusal": (
        "web/refusal.html",
        {
            "refusal": REFUSAL,
            "own_code": "Y030007",
            "journey_url": "http://localhost:8000/journeys/8c1d2f",
            "return_form": ReturnForm(
                "http://localhost:8010/saml/acs", (("SAMLResponse", "PHNhbWwycDpSZXNwb25zZT4="),)
            ),
        },
    ),
    "refusal_bare": (
        "web/refusal.html",
        {
            "refusal": PageUnknown(received="GET /nowhere"),
            "own_code": "",
            "journey_url": None,
            "return_form": None,
        },
    ),
    "sign_out": (
        "web/sign_out.html",
        {
            "action": "/sign-out",
            "csrf_token": TOKEN,
            "signed_in": True,
            "opened": [SERVICE, "https://other.example/sp"],
        },
    ),
    "sign_out_nobody": (
        "web/sign_out.html",
        {"signed_in": False},
    ),
    "signed_out": (
        "web/signed_out.html",
        {
            "whole": False,
            "closings": CLOSINGS,
            "trace_url": "http://localhost:8000/journeys/signout-8c1d2f",
            "return_form": ReturnForm("http://localhost:8010/out", (("state", "x"),), "get"),
            "return_title": SERVICE,
        },
    ),
    "discovery": (
        "web/discovery.html",
        {
            "service_title": SERVICE,
            "members": [
                Thing(title=ENT, domains="univ-brume.example", url="/journey/guichet", answers=True),
                Thing(title=SERVICE, domains="ecole-falaise.example", url="/journey/guichet", answers=False),
            ],
            "journey_id": "j",
            "search_url": "/discovery",
            "words": "brume",
            "found": 25,
            "known": 412,
            "cancel_url": "/journey/cancel?journey=j",
        },
    ),
    "discovery_empty": (
        "web/discovery.html",
        {
            "service_title": SERVICE,
            "members": [],
            "journey_id": "j",
            "search_url": "/discovery",
            "words": "nulle part",
            "found": 0,
            "known": 412,
            "cancel_url": "/journey/cancel?journey=j",
        },
    ),
    "invented_member": ("web/invented_member.html", {}),
    "guichet_choice": (
        "web/guichet_choice.html",
        {"service_title": SERVICE, "guichets": _CHOICES, "remembered": None},
    ),
    "guichet_remembered": ("web/guichet_choice.html", _GUICHETS),
    "one_time_password": ("web/one_time_password.html", _CODE),
    "one_time_password_wrong": (
        "web/one_time_password.html",
        _CODE | {"error": Sentence("Code incorrect.", "Wrong code."), "demo_code": None},
    ),
    "codes": (
        "idp/codes.html",
        {
            "address": "otpauth://totp/Acad%C3%A9mie:camille.dubreuil?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            "code": "123456",
            "account_url": "/account",
        },
    ),
    "account_choice": (
        "web/account_choice.html",
        {
            "service_title": SERVICE,
            "action": "/journey/account",
            "csrf_token": TOKEN,
            "cancel_url": "/journey/cancel",
            "accounts": [
                Thing(value="0", title="Camille Dubreuil", schools=("Collège des Tilleuls (0770001T) — responsable",)),
                Thing(value="1", title="Camille Dubreuil", schools=()),
            ],
        },
    ),
    "codes_elsewhere": ("idp/codes.html", {"address": "", "account_url": "/account"}),
    "membership_choice": (
        "web/membership_choice.html",
        {
            "service_title": SERVICE,
            "action": "/journey/membership",
            "csrf_token": TOKEN,
            "cancel_url": "/journey/cancel",
            "options": [
                Thing(
                    value="0770001T|National_ens",
                    school_name="Collège des Tilleuls",
                    uai="0770001T",
                    profile_title=Sentence("enseignant", "teacher"),
                ),
                Thing(
                    value="0770002U|National_ens",
                    school_name="Lycée de l’Écume",
                    uai="0770002U",
                    profile_title=Sentence("enseignant", "teacher"),
                ),
            ],
        },
    ),
    "profile_choice": (
        "web/profile_choice.html",
        {
            "service_title": SERVICE,
            "action": "/journey/profile",
            "csrf_token": TOKEN,
            "options": [
                Thing(value="National_elv", title=Sentence("élève", "pupil"), id="bouton_eleve"),
                Thing(value="National_tut", title=Sentence("responsable légal", "guardian"), id="bouton_responsable"),
            ],
        },
    ),
    "password": ("web/password.html", _PASSWORD),
    "password_wrong": ("web/password.html", _PASSWORD_WRONG),
    "home": ("console/home.html", _HOME),
    "home_new": ("console/home.html", _HOME | {"journeys": [], "resources_url": "/resources"}),
    "journeys": ("console/journeys.html", {"journeys": JOURNEYS}),
    "journeys_none": ("console/journeys.html", {"journeys": []}),
    "journey": (
        "console/journey.html",
        _TRACE | {"outcome": GRANTED, "journeys_url": "/journeys", "receipts_url": "/journeys/j1/receipts"},
    ),
    "journey_signed_out": ("console/journey.html", _TRACE | {"outcome": SIGNED_OUT, "journeys_url": "/journeys"}),
    "signed_out_everywhere": (
        "web/signed_out.html",
        {
            "whole": True,
            "closings": CLOSINGS[:1],
            "trace_url": "http://localhost:8000/journeys/signout-8c1d2f",
            "return_form": ReturnForm("http://localhost:8010/slo?SAMLResponse=fZ&Signature=x", (), "get"),
            "return_title": SERVICE,
        },
    ),
    "statistics": ("console/statistics.html", _STATISTICS),
    "statistics_small": (
        "console/statistics.html",
        _STATISTICS | {"total": None, "tables": [], "filters": [], "units": [], "smallest": 1},
    ),
    "journey_refused": ("console/journey.html", _TRACE | {"outcome": REFUSED}),
    "journey_unfinished": ("console/journey.html", _TRACE | {"outcome": None, "legs": LEGS[:2]}),
    "journey_empty": ("console/journey.html", _TRACE | {"outcome": None, "legs": []}),
    "resources": (
        "console/resources.html",
        {
            "resources": [
                Thing(
                    title=SERVICE,
                    resource=ARK,
                    provider="Éditions du Tilleul",
                    languages="SAML 2.0, CAS 3.0",
                    status=Sentence("Ouverte", "Open"),
                    page_url="/resources/carnet",
                )
            ],
            "elsewhere": [Thing(title=Sentence("ÉduConnect simulé", "Simulated ÉduConnect"), resources=[])],
            "problems": ["var/contracts/mien.toml: valid_until: missing → write a day, as 2026-08-31"],
            "orphans": ["https://service.example.org/saml"],
            "how_to": Sentence("Déposez deux fichiers dans var/.", "Drop two files into var/."),
            "form_url": "/resources/new",
        },
    ),
    "roles": (
        "console/roles.html",
        {
            "choices": [
                RoleChoice(
                    Role.DISTRIBUTOR,
                    ROLE_TITLES[Role.DISTRIBUTOR],
                    SERVICE,
                    ((PROVIDER, "Éditions"),),
                    PROVIDER,
                    wanted=True,
                    page="/distributor",
                ),
                RoleChoice(
                    Role.OPERATOR, ROLE_TITLES[Role.OPERATOR], SERVICE, (), None, wanted=False, page="/statistics"
                ),
            ],
            "next_path": "/statistics",
            "asks_code": True,
            "csrf_token": "jeton",
            "action": "/roles",
            "leave_action": "/roles/leave",
        },
    ),
    "resources_clean": (
        "console/resources.html",
        {
            "resources": [],
            "elsewhere": [],
            "problems": [],
            "orphans": [],
            "how_to": "preau resource add",
            "form_url": None,
        },
    ),
    "resource": (
        "console/resource.html",
        {
            "contract": _CONTRACT,
            "sector": Sentence("fournisseur", "provider"),
            "identifier": Sentence("valeur du moment", "value of the moment"),
            "opening": Sentence("à tous, sans abonnement", "to everybody, without a subscription"),
            "clauses": [
                Thing(
                    code=code,
                    meaning=CATALOGUE[code].meaning,
                    purpose=_CONTRACT.purpose,
                    required=code == "IDO",
                    profiles=profiles,
                )
                for code, profiles in (("IDO", None), ("UAI", []), ("GRO", [Sentence("élève", "pupil")]))
            ],
            "access_url": "http://localhost:8010/",
            "entry_link": ENTRY,
            "issued_by": Sentence("Gestionnaire d’accès", "Access broker"),
            "settings": SETTINGS,
        },
    ),
    "issuer": (
        "web/issuer.html",
        {
            "issuer": Thing(
                title=Sentence("Hub des agents (simulé)", "The agents' hub (simulated)"),
                role=Sentence("Réunit les guichets des académies.", "Gathers the academies' guichets."),
                assumption=Sentence("Ses chemins sont inventés.", "Its paths are invented."),
            ),
            "rows": [(Sentence("entityID SAML", "SAML entityID"), "http://localhost:8005/idp")],
        },
    ),
    "register": ("console/register.html", _form({}, ticked=False)),
    "register_wrong": (
        "console/register.html",
        _form({field: [_PROBLEM, _PROBLEM] for field in (*TEXTS, "profiles", "attributes", "languages")}, ticked=True),
    ),
    "registered": ("console/registered.html", _REGISTERED),
    "registered_bare": ("console/registered.html", _REGISTERED | {"secret": None, "settings": SETTINGS[:1]}),
    "account": (
        "idp/account.html",
        {
            "person_title": Sentence("Camille Dubreuil, élève", "Camille Dubreuil, pupil"),
            "login": "camille.dubreuil",
            "schools": ["Collège des Tilleuls (0770001T)"],
            "sign_out_action": "/sign-out",
            "csrf_token": TOKEN,
            "links": Thing(mediacentre="/mediacentre", settings="/account/settings", codes="/account/codes"),
        },
    ),
    "account_bare": (
        "idp/account.html",
        {
            "person_title": "Camille Dubreuil",
            "login": "camille.dubreuil",
            "schools": [],
            "sign_out_action": "/sign-out",
            "csrf_token": TOKEN,
            "links": Thing(mediacentre=None, settings=None, codes=None),
        },
    ),
    "portal": ("idp/portal.html", _PORTAL),
    "portal_bare": ("idp/portal.html", _PORTAL | {"services": [], "assumption": None}),
}
