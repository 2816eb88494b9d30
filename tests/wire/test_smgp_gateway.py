"""SMGP's gateway speaks the version of the login and proves itself."""

import pytest

from heyan.wire import smgp_gateway
from heyan.wire.smgp import VERSION_13, VERSION_30, Smgp
from tests.wire.line import STAMP
from tests.wire.vectors import SMGP


@pytest.mark.parametrize("version", [VERSION_13, VERSION_30])
def test_the_login_tells_the_version(version: int) -> None:
    login = Smgp(version, "10690001", "secret01").login("0801123456")
    assert smgp_gateway.is_known_version(login)
    assert smgp_gateway.dialect_for(login, STAMP).version == version


def test_an_unknown_version_is_answered_in_the_newest() -> None:
    login = Smgp(0x40, "10690001", "secret01").login("0801123456")
    assert not smgp_gateway.is_known_version(login)
    assert smgp_gateway.dialect_for(login, STAMP).version == VERSION_30


def test_its_welcome_is_framed_as_others_made_it() -> None:
    login = Smgp(VERSION_30, "10690001", "secret01").login("0801123456")
    dialect = smgp_gateway.dialect_for(login, STAMP)
    answer = smgp_gateway.welcome(dialect, login, 0, "secret01")
    assert dialect.frame(answer, 1) == SMGP["own.smgp.login_resp"]
    assert smgp_gateway.welcome(dialect, login, 21, "secret01").authenticator_server == bytes(16)


def test_a_padded_name_is_known_too() -> None:
    login = Smgp(VERSION_30, "1069", "s", pad_account_in_digest=True).login("0801123456")
    assert smgp_gateway.knows_secret(login, "s")
