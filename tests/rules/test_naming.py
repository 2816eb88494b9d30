from dataclasses import replace

import pytest

from heyan.rules.filing import FilingKind
from heyan.rules.naming import message_name
from tests.fakes.filings import (
    HAN,
    SITE,
    SUBJECT,
    cancel_site,
    cancel_subject,
    filing_of,
    new_access,
    new_filing,
    registered,
)

SECOND = replace(SITE, name="海河图片", principal=HAN)


@pytest.mark.rule("R15")
def test_a_message_names_the_site_of_its_receiver() -> None:
    filing = new_filing(SITE, SECOND)
    assert message_name(filing, None, ("site:1",)) == "海河图片"
    assert message_name(filing, None, ("site:0", "site:1")) == "海河新闻"


@pytest.mark.rule("R15")
def test_the_subject_s_principal_reads_the_first_site_s_name() -> None:
    assert message_name(new_filing(SITE, SECOND), None, ("subject",)) == "海河新闻"


@pytest.mark.rule("R15")
def test_a_site_that_the_filing_does_not_describe_is_named_by_the_register() -> None:
    for filing in (new_access(), cancel_site()):
        assert message_name(filing, registered(), ("site:0",)) == "海河新闻"


@pytest.mark.rule("R15")
def test_without_a_site_the_subject_is_named() -> None:
    assert message_name(cancel_subject(), registered(), ("subject",)) == SUBJECT.name
    assert message_name(replace(new_filing(), sites=()), None, ("subject",)) == SUBJECT.name
    assert message_name(cancel_site(), replace(registered(), sites=()), ()) == SUBJECT.name


def test_what_nobody_knows_has_no_name() -> None:
    assert message_name(cancel_site(), None, ("site:0",)) == ""


@pytest.mark.parametrize("kind", FilingKind)
def test_every_kind_has_a_name_for_its_messages(kind: FilingKind) -> None:
    assert message_name(filing_of(kind), registered(), ("subject",))
