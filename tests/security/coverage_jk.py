"""Owns which numbers of families J and K this project tests so far, and why the others are not here yet."""

WANTED = (
    *(f"J{number}" for number in (*range(195, 207), *range(208, 212), 214, 215)),
    *(f"K{number}" for number in range(220, 226)),
)

NOT_HERE = {
    "K223": "A contract is a file: widening it counts as soon as it is written, for what it names and no more "
    "(tests/journeys/test_files_of_ones_own.py). Approval by two people and the ledger belong to the records, "
    "which do not exist yet.",
}
