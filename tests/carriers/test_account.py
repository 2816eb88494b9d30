"""An account knows its protocol, its limits and its quirks, and keeps its password."""

from dataclasses import replace

import pytest

from heyan.carriers.account import NUMBERS_WITH_86, PAD_ACCOUNT_IN_DIGEST, PROTOCOLS
from heyan.settings.accounts import PROTOCOLS as NAMED_IN_SETTINGS
from heyan.settings.accounts import QUIRKS
from heyan.wire.cmpp import VERSION_20, VERSION_30, Cmpp
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


def test_its_times_become_the_sessions_limits() -> None:
    limits = replace(ACCOUNT, window=7).limits()
    assert (limits.window, limits.response) == (7, ACCOUNT.timeouts.response)
    assert (limits.idle, limits.alive, limits.tries) == (5.0, 0.1, 3)


def test_what_settings_name_the_links_can_do() -> None:
    assert set(NAMED_IN_SETTINGS) == set(PROTOCOLS)
    assert set(QUIRKS) == {PAD_ACCOUNT_IN_DIGEST, NUMBERS_WITH_86}


def test_its_password_does_not_show() -> None:
    assert "secret01" not in repr(ACCOUNT)
