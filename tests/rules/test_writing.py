import json
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.filing import Filing, FilingKind
from heyan.rules.reading import read_filing, read_line
from heyan.rules.writing import (
    access_from,
    canonical,
    plain,
    plain_access,
    plain_site,
    plain_subject,
    site_from,
    subject_from,
)
from tests.fakes.any_filing import any_filing
from tests.fakes.filings import ACCESS, SITE, SUBJECT, change, filing_of, new_filing


@given(any_filing())
def test_a_filing_that_is_written_is_read_again_as_it_was(filing: Filing) -> None:
    assert read_filing(plain(filing)) == filing


@given(any_filing())
def test_the_canonical_bytes_are_a_line_that_can_be_read(filing: Filing) -> None:
    line = canonical(filing)
    assert b"\n" not in line
    assert read_line(line) == filing


@given(any_filing(), any_filing())
def test_fingerprints_are_equal_exactly_when_filings_are(one: Filing, other: Filing) -> None:
    assert (canonical(one) == canonical(other)) is (one == other)


@given(any_filing())
def test_no_release_writes_a_filing_otherwise_than_the_first(filing: Filing) -> None:
    as_first = json.dumps(
        plain(filing), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    assert canonical(filing) == as_first  # or what it was filed as before is not known again


def test_of_all_that_remarks_may_hold_nothing_is_written_otherwise() -> None:
    points = (*range(0xD800), *range(0xE000, sys.maxunicode + 1))
    subject = replace(SUBJECT, remarks="".join(map(chr, points)))
    filing = new_filing(subject=subject)
    as_first = json.dumps(
        plain(filing), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    assert canonical(filing) == as_first


@pytest.mark.parametrize("kind", FilingKind)
def test_each_kind_comes_back(kind: FilingKind) -> None:
    assert read_filing(plain(filing_of(kind))) == filing_of(kind)


def test_only_what_a_kind_carries_is_written() -> None:
    written = plain(filing_of(FilingKind.CANCEL_SUBJECT))
    assert written["subject"] == {"number": "津ICP备2017000001号"}
    assert "sites" not in written


def test_a_change_writes_its_numbers_beside_the_data() -> None:
    written = plain(change())
    assert written["subject"]["number"] == "津ICP备2017000001号"
    assert written["subject"]["name"] == SUBJECT.name
    assert written["sites"][0]["number"] == "津ICP备2017000001号-1"


def test_a_subject_a_site_and_an_access_come_back_by_themselves() -> None:
    bare = replace(SITE, access=None)
    assert subject_from(plain_subject(SUBJECT)) == SUBJECT
    assert site_from(plain_site(SITE)) == SITE
    assert site_from(plain_site(bare)) == bare
    assert "access" not in plain_site(bare)
    assert access_from(plain_access(ACCESS)) == ACCESS


@given(st.sampled_from(["+86 138 0211 2345", "１３８０２１１２３４５", "008613802112345"]))
def test_numbers_are_stored_as_eleven_digits(spelling: str) -> None:
    document = plain(new_filing())
    document["subject"]["principal"]["mobiles"] = [spelling]
    filing = read_filing(document)
    assert isinstance(filing, Filing)
    assert filing.subject is not None
    assert filing.subject.principal.mobile == "13802112345"


def test_addresses_of_one_meaning_are_stored_in_one_spelling() -> None:
    document = plain(new_filing())
    document["sites"][0]["access"]["ips"] = ["2001:DB8:0:0::1"]
    document["sites"][0]["name"] = " 海河新闻 "
    filing = read_filing(document)
    assert isinstance(filing, Filing)
    site = filing.sites[0].site
    assert site is not None
    assert site.access is not None
    assert site.access.ips == ("2001:db8::1",)
    assert site.name == "海河新闻"
