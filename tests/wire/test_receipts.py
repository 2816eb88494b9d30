"""Receipts are read by their keys, however a maker spells and spaces them."""

import pytest

from heyan.wire.dialect import Delivery
from heyan.wire.receipts import delivery_of, entry


@pytest.mark.parametrize(
    "text",
    [
        b"id:1a2b3c sub:001 dlvrd:001 submit date:2608011234 stat:DELIVRD err:000 text:",
        b"ID: 1a2b3c sub:001 Stat: DELIVRD ERR:000",
        b"id:1a2b3c\0stat:DELIVRD\0err:000",
        b"id:1a2b3c submit_date:180705 txt:\xd6\xd0 STAT:DELIVRD err:000",
    ],
)
def test_what_stands_behind_a_key_is_found(text: bytes) -> None:
    assert (entry(text, "id"), entry(text, "stat")) == ("1a2b3c", "DELIVRD")
    assert entry(text, "none") == ""


def test_what_no_table_knows_is_a_failure() -> None:
    assert delivery_of("DELIVRD") is Delivery.DELIVERED
    assert delivery_of("ACCEPTD") is Delivery.INTERMEDIATE
    assert delivery_of("EXPIRED") is Delivery.EXPIRED
    assert delivery_of("DELIVED") is delivery_of("") is Delivery.UNDELIVERED
