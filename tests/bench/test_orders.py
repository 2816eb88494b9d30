"""The filings of the carriers' bench are sound, and no two of them are of one person."""

from datetime import date

from heyan.bench.orders import PROVINCES, document
from heyan.rules.filing import Filing
from heyan.rules.reading import read_filing


def test_each_is_a_sound_filing_with_a_number_of_its_own() -> None:
    filings = [read_filing(document(number), date(2018, 9, 3)) for number in range(50)]
    numbers = {
        f.subject.principal.mobiles[0]
        for f in filings
        if isinstance(f, Filing) and f.subject is not None
    }
    assert len(numbers) == 50


def test_they_are_of_all_pilot_provinces() -> None:
    assert {document(number)["province"] for number in range(7)} == set(PROVINCES)
