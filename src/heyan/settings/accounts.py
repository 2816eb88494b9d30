"""An account at a carrier (运营商), as a `[carriers.NAME]` table of heyan.toml states it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from heyan.rules.phone import Carrier
from heyan.settings.filling import read_values, refuse_unknown
from heyan.settings.passwords import FILES, SECRETS, VARIABLES, fetch_passwords
from heyan.settings.values import (
    LARGEST_PORT,
    Address,
    SettingsError,
    address,
    one_of,
    seconds,
    setting,
    settings_of,
    some_of,
    text,
    whole,
)

PROTOCOLS = ("cmpp2", "cmpp3", "sgip", "smgp", "smgp13", "smpp")
QUIRKS = (
    "pad_account_in_digest",
    "numbers_with_86",
    "service_as_product",
    "sender_is_short_code",
    "receipt_ids_decimal",
    "receipt_ids_hexadecimal",
)
_WITH_NODES = "sgip"
_LARGEST_NODE = 2**32 - 1
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


@dataclass(frozen=True, kw_only=True)
class CarrierAccount:
    """How to reach one gateway and what may be asked of it."""

    name: str
    carrier: Carrier = setting(
        "whose subscribers it reaches: mobile, unicom, telecom or virtual",
        lambda value: Carrier(one_of(*Carrier)(value)),
    )
    protocol: str = setting("what its gateway speaks", one_of(*PROTOCOLS))
    host: str = setting("the gateway's name or address", text)
    port: int = setting("the gateway's port", whole(1, LARGEST_PORT))
    account: str = setting("the account's id (SP_Id)", text)
    password: str = setting(
        "the shared secret; better `password_env`, a variable with it, or `password_file`, a file",
        text,
        secret=True,
    )
    source_number: str = setting("the number that messages come from", text)
    service_id: str = setting("the service code that the carrier bills by", text)
    node: int = setting(
        "SGIP: our node's number, ten digits that begin with 3", whole(0, _LARGEST_NODE), default=0
    )
    listen: Address | None = setting(
        "SGIP: where the gateway brings reports; none if it brings them on our connections",
        address,
        default=None,
    )
    listen_account: str = setting(
        "SGIP: the name under which it logs in there", text, default="", default_words="`account`"
    )
    listen_password: str = setting(
        "SGIP: its password there; better `listen_password_env` or `listen_password_file`",
        text,
        default="",
        default_words="`password`",
        secret=True,
    )
    signature: str = setting(
        "who puts the signature in front of its messages: ours, carrier, or house: HEYAN_SIGNATURE",
        one_of("ours", "carrier", "house"),
        default="house",
        default_words="house",
    )
    weight: int = setting("its share among the accounts of its carrier", whole(1, 1000), default=1)
    window: int = setting("messages sent before the first answer", whole(1, 1000), default=16)
    rate: int = setting(
        "messages a second at most, of all processes together", whole(1, 100_000), default=100
    )
    connections: int = setting(
        "connections at the same time, of each process", whole(1, 64), default=1
    )
    connect_timeout: timedelta = setting(
        "seconds for a connection and its login", seconds(1, 600), default=timedelta(seconds=10)
    )
    response_timeout: timedelta = setting(
        "seconds for the answer to a message", seconds(1, 80), default=timedelta(seconds=60)
    )
    heartbeat: timedelta = setting(
        "seconds of silence before a heartbeat", seconds(1, 3600), default=timedelta(seconds=30)
    )
    quirks: frozenset[str] = setting(
        f"where this gateway departs from its specification: {', '.join(QUIRKS)}",
        some_of(*QUIRKS),
        default=frozenset(),
    )


def read_accounts(tables: object, environ: Mapping[str, str]) -> tuple[CarrierAccount, ...]:
    """Read the `[carriers]` tables."""
    if not isinstance(tables, dict):
        raise SettingsError("carriers should be tables such as [carriers.mobile].")
    return tuple(_read_account(name, table, environ) for name, table in tables.items())


def passwords_elsewhere(tables: object) -> frozenset[str]:
    """Return the environment variables that the tables name for their passwords."""
    found = tables.values() if isinstance(tables, dict) else ()
    return frozenset(
        str(table[key])
        for table in found
        if isinstance(table, dict)
        for key in VARIABLES
        if key in table
    )


def holds_password(tables: object) -> bool:
    """Tell whether a password is written in the tables themselves."""
    found = tables.values() if isinstance(tables, dict) else ()
    return any(isinstance(table, dict) and set(SECRETS) & table.keys() for table in found)


def _read_account(name: str, table: object, environ: Mapping[str, str]) -> CarrierAccount:
    where = f"[carriers.{name}]"
    if not _NAME.fullmatch(name):
        raise SettingsError(f"{where}: an account is named in small letters, digits, - and _.")
    if not isinstance(table, dict):
        raise SettingsError(f"{where} should be a table.")
    known = settings_of(CarrierAccount)
    refuse_unknown(table, {**known, **VARIABLES, **FILES}, where)
    given = fetch_passwords(table, environ, where)
    values = read_values(CarrierAccount, given, {key: f"{key} in {where}" for key in known})
    account = CarrierAccount(name=name, **values)
    if account.protocol == _WITH_NODES and not account.node:
        raise SettingsError(f"{where} speaks {_WITH_NODES}, which needs `node`, our node's number.")
    return account
