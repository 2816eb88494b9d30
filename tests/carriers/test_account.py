"""An account knows its protocol, its limits and its quirks, and keeps its password."""

from dataclasses import replace

import pytest

from heyan.carriers.account import (
    NUMBERS_WITH_86,
    PAD_ACCOUNT_IN_DIGEST,
    PROTOCOLS,
    RECEIPT_IDS_DECIMAL,
    RECEIPT_IDS_HEXADECIMAL,
    SENDER_IS_SHORT_CODE,
    SERVICE_AS_PRODUCT,
)
from heyan.carriers.account import QUIRKS as KNOWN_TO_LINKS
from heyan.settings.accounts import PROTOCOLS as NAMED_IN_SETTINGS
from heyan.settings.accounts import QUIRKS
from heyan.wire import smgp
from heyan.wire.cmpp import VERSION_20, VERSION_30, Cmpp
from heyan.wire.sgip import Sgip
from heyan.wire.smgp import Smgp
from heyan.wire.smpp import Smpp, Spelling
from tests.carriers.desk import ACCOUNT


@pytest.mark.parametrize(("protocol", "version"), [("cmpp2", VERSION_20), ("cmpp3", VERSION_30)])
def test_an_account_speaks_its_protocol(protocol: str, version: int) -> None:
    dialect = replace(ACCOUNT, protocol=protocol).dialect()
    assert isinstance(dialect, Cmpp)
    assert (dialect.version, dialect.account) == (version, "900001")
    assert (dialect.source_number, dialect.service_id) == ("106575000130", "HEYAN")


def test_its_quirks_reach_the_dialect() -> None:
    plain = ACCOUNT.dialect()
    odd = replace(ACCOUNT, quirks=frozenset({PAD_ACCOUNT_IN_DIGEST, NUMBERS_WITH_86})).dialect()
    assert isinstance(plain, Cmpp)
    assert isinstance(odd, Cmpp)
    assert not plain.pad_account_in_digest
    assert not plain.numbers_with_86
    assert odd.pad_account_in_digest
    assert odd.numbers_with_86


def test_sgip_knows_its_node_and_shares_its_numbers() -> None:
    account = replace(ACCOUNT, protocol="sgip", node=3010012345)
    dialect = account.dialect(iter([7, 8]))
    assert isinstance(dialect, Sgip)
    assert (dialect.node, dialect.source_number) == (3010012345, "106575000130")
    assert [next(dialect.numbers()), next(dialect.numbers())] == [7, 8]


@pytest.mark.parametrize(
    ("protocol", "version"), [("smgp13", smgp.VERSION_13), ("smgp", smgp.VERSION_30)]
)
def test_smgp_knows_its_version_and_its_quirks(protocol: str, version: int) -> None:
    quirks = frozenset({SERVICE_AS_PRODUCT, NUMBERS_WITH_86, PAD_ACCOUNT_IN_DIGEST})
    dialect = replace(ACCOUNT, protocol=protocol, quirks=quirks).dialect()
    assert isinstance(dialect, Smgp)
    assert dialect.version == version
    assert dialect.service_as_product
    assert dialect.numbers_with_86
    assert dialect.pad_account_in_digest


@pytest.mark.parametrize(
    ("quirks", "spelling"),
    [
        ([], Spelling.SAME),
        ([RECEIPT_IDS_DECIMAL], Spelling.DECIMAL),
        ([RECEIPT_IDS_HEXADECIMAL, SENDER_IS_SHORT_CODE], Spelling.HEXADECIMAL),
    ],
)
def test_smpp_knows_how_its_carrier_spells_ids(quirks: list[str], spelling: Spelling) -> None:
    dialect = replace(ACCOUNT, protocol="smpp", quirks=frozenset(quirks)).dialect()
    assert isinstance(dialect, Smpp)
    assert dialect.receipt_ids is spelling
    assert dialect.sender_is_short_code == (SENDER_IS_SHORT_CODE in quirks)


def test_its_times_become_the_sessions_limits() -> None:
    limits = replace(ACCOUNT, window=7).limits()
    assert (limits.window, limits.response) == (7, ACCOUNT.timeouts.response)
    assert (limits.idle, limits.alive, limits.tries) == (5.0, 0.1, 3)


def test_what_settings_name_the_links_can_do() -> None:
    assert set(NAMED_IN_SETTINGS) == set(PROTOCOLS)
    assert set(QUIRKS) == KNOWN_TO_LINKS


def test_its_password_does_not_show() -> None:
    assert "secret01" not in repr(ACCOUNT)
