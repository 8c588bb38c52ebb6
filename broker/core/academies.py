"""Owns the academies' codes (facts/identity-providers.md 1.5), and that of the invented ones."""

SANDBOX_ACADEMY = "AC-PREAU"
OTHER_ACADEMY = "AC-BRUME"
CENTRAL_ADMINISTRATION = "CENTRALE"

CODES = {
    SANDBOX_ACADEMY: "77",
    OTHER_ACADEMY: "78",
    CENTRAL_ADMINISTRATION: "79",
    "AC-PARIS": "01",
    "AC-AIX-MARSEILLE": "02",
    "AC-BESANCON": "03",
    "AC-BORDEAUX": "04",
    "AC-CAEN": "05",
    "AC-CLERMONT-FERRAND": "06",
    "AC-DIJON": "07",
    "AC-GRENOBLE": "08",
    "AC-LILLE": "09",
    "AC-LYON": "10",
    "AC-MONTPELLIER": "11",
    "AC-NANCY-METZ": "12",
    "AC-POITIERS": "13",
    "AC-RENNES": "14",
    "AC-STRASBOURG": "15",
    "AC-TOULOUSE": "16",
    "AC-NANTES": "17",
    "AC-ORLEANS-TOURS": "18",
    "AC-REIMS": "19",
    "AC-AMIENS": "20",
    "AC-ROUEN": "21",
    "AC-LIMOGES": "22",
    "AC-NICE": "23",
    "AC-CRETEIL": "24",
    "AC-VERSAILLES": "25",
    "AC-CORSE": "27",
    "AC-REUNION": "28",
    "AC-MARTINIQUE": "31",
    "AC-GUADELOUPE": "32",
    "AC-GUYANE": "33",
    "AC-MAYOTTE": "43",
    "AC-NORMANDIE": "70",
}

NAMES = {code: name for name, code in CODES.items()}
