from datetime import timedelta

import pytest

from heyan.rules.phone import Carrier
from heyan.settings import CarrierAccount, SettingsError
from heyan.settings.accounts import holds_password, passwords_elsewhere, read_accounts

TABLE = {
    "carrier": "mobile",
    "protocol": "cmpp3",
    "host": "192.0.2.7",
    "port": 7890,
    "account": "900001",
    "password_env": "MOBILE_PASSWORD",
    "source_number": "106575000130",
    "service_id": "ICP",
}
ENVIRON = {"MOBILE_PASSWORD": "geheim"}


def read(**changes: object) -> CarrierAccount:
    table = {key: value for key, value in {**TABLE, **changes}.items() if value is not ...}
    (account,) = read_accounts({"mobile-1": table}, ENVIRON)
    return account


def test_an_account_has_what_its_table_says_and_defaults_for_the_rest() -> None:
    account = read(window=32, quirks=["numbers_with_86"], response_timeout=30)
    assert account.name == "mobile-1"
    assert account.carrier is Carrier.MOBILE
    assert account.password == "geheim"
    assert account.window == 32
    assert account.connections == 1
    assert account.quirks == {"numbers_with_86"}
    assert account.response_timeout == timedelta(seconds=30)
    assert account.connect_timeout == timedelta(seconds=10)
    assert account.heartbeat == timedelta(seconds=30)
    assert account.signature == "house"


def test_a_password_is_in_no_repr() -> None:
    assert "geheim" not in repr(read(listen_password="geheim"))


def test_sgip_knows_its_node_and_where_the_gateway_calls() -> None:
    account = read(protocol="sgip", node=3010012345, listen="192.0.2.8:8801", listen_account="smg")
    assert (account.node, account.listen_account) == (3010012345, "smg")
    assert str(account.listen) == "192.0.2.8:8801"
    assert read().listen is None
    assert read(listen_password_env="MOBILE_PASSWORD").listen_password == "geheim"
    assert holds_password({"unicom": {"listen_password": "x"}})


def test_a_password_may_stand_in_the_file() -> None:
    assert read(password_env=..., password="other").password == "other"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"carrier": "post"}, "carrier in [carriers.mobile-1] is 'post'"),
        ({"protocol": "smtp"}, "one of cmpp2, cmpp3"),
        ({"protocol": "sgip"}, "[carriers.mobile-1] speaks sgip, which needs `node`"),
        ({"response_timeout": 81}, "from 1 to 80"),  # the ledger waits 90 s for its link
        ({"listen": "here"}, "an address and port"),
        ({"port": 0}, "from 1 to 65535"),
        ({"port": True}, "from 1 to 65535"),
        ({"quirks": ["strange"]}, "a list of pad_account_in_digest"),
        ({"quirks": "numbers_with_86"}, "a list of"),
        ({"host": ...}, "host in [carriers.mobile-1] is missing"),
        ({"colour": "red"}, "colour in [carriers.mobile-1] is not a setting"),
        ({"name": "other"}, "name in [carriers.mobile-1] is not a setting"),
        ({"password": "x"}, "both password and password_env"),
        ({"password_env": "NOT_THERE"}, "NOT_THERE, which is not set"),
        ({"listen_password_env": "NOT_THERE"}, "NOT_THERE, which is not set"),
        (
            {"listen_password": "x", "listen_password_env": "MOBILE_PASSWORD"},
            "both listen_password and listen_password_env",
        ),
        ({"signature": "nobody"}, "one of ours, carrier, house"),
        ({"password_env": ...}, "password in [carriers.mobile-1] is missing"),
    ],
)
def test_a_wrong_account_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(**changes)
    assert words in str(caught.value)


def test_a_wrong_password_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        read(password_env=..., password=12345678)
    assert "12345678" not in str(caught.value)


@pytest.mark.parametrize("tables", [{"Mobile!": TABLE}, {"mobile": 1}, []])
def test_what_is_no_table_of_accounts_is_refused(tables: object) -> None:
    with pytest.raises(SettingsError):
        read_accounts(tables, ENVIRON)


def test_variables_named_for_passwords_are_known() -> None:
    other = TABLE | {"listen_password_env": "SMG_PASSWORD"}
    assert passwords_elsewhere({"a": other, "b": {}}) == {"MOBILE_PASSWORD", "SMG_PASSWORD"}
    assert passwords_elsewhere(None) == frozenset()
