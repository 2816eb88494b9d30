"""The demo's reader of examples: whose filings they are, and who answers for them."""

from pathlib import Path

import pytest

from heyan.rules.phone import Carrier
from heyan.sandbox.examples import NoExamples, find_examples
from tests.sandbox.villages import all_examples


def test_each_filing_has_its_provider_and_its_people() -> None:
    examples = all_examples()
    assert {example.provider for example in examples.filings} == {"海河云", "河西云"}
    for example in examples.filings:
        assert example.people, example.reference
        assert all(len(person.tail) == 6 for person in example.people.values())


def test_people_are_found_by_their_masked_numbers() -> None:
    for example in all_examples().filings:
        for masked, person in example.people.items():
            assert (masked[:3], masked[-4:]) == (person.mobile[:3], person.mobile[-4:])


def test_ported_numbers_name_their_carriers() -> None:
    ported = all_examples().ported
    assert ported
    assert set(ported.values()) <= set(Carrier)


def test_a_folder_without_examples_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoExamples, match="--examples"):
        find_examples(tmp_path)
