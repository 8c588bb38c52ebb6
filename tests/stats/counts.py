"""Owns the making of counts for the tests of statistics."""

from datetime import date

from broker.stats.groupings import Access, Grouping

DAY = date(2026, 11, 30)


def an_access(accesses: int, day: date = DAY, **values: str) -> Access:
    """Return so many accesses of one day; groupings are named by their own word."""
    known = {
        "school": "9990001A",
        "nature": "340",
        "academy": "AC-PREAU",
        "public": "ELEVE",
        "resource": "ark:/77777/carnet",
        "publisher": "777777771_0000000000000001",
        "project": "P0",
    }
    return Access(day, {Grouping(name): value for name, value in (known | values).items()}, accesses)
