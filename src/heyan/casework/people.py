"""Who may ask: providers (接入服务商) and officers of the bureaus, by their keys."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

from heyan.casework.desk import Desk
from heyan.rules.refusals import NameTaken, NoSuchProvider
from heyan.store import people
from heyan.store.database import Transaction

_ID_SIZE = 6
_SECRET_SIZE = 24
_KEY = re.compile(r"hy_([0-9a-f]{12})_([A-Za-z0-9_-]{32})")
_NO_HASH = bytes(32)


@dataclass(frozen=True)
class Provider:
    """An access provider: filings come from it and go back to it."""

    id: int
    name: str


@dataclass(frozen=True)
class Officer:
    """An officer of one province's bureau (管局)."""

    id: int
    name: str
    province: int


async def whose_key(desk: Desk, key: str) -> Provider | Officer | None:
    """Say whose a key is; None when it is nobody's."""
    written = _KEY.fullmatch(key)
    if written is None:
        return None
    async with desk.database.read() as tx:
        row = await people.find_key(tx, written[1])
    kept = _NO_HASH if row is None else row["hash"]
    if not hmac.compare_digest(_hash(written[2]), kept) or row is None:
        return None
    if row["provider"] is not None:
        return Provider(row["provider"], row["provider_name"])
    return Officer(row["officer"], row["officer_name"], row["province"])


async def add_provider(desk: Desk, name: str) -> tuple[Provider, str]:
    """Enter a provider; return it with its first key, which is told only now."""
    async with desk.database.transaction() as tx:
        provider = await people.add_provider(tx, name, desk.clock())
        if provider is None:
            raise NameTaken
        return Provider(provider, name), await _new_key(desk, tx, provider=provider)


async def new_key(desk: Desk, name: str) -> str:
    """Make another key for a provider; those it has serve on."""
    async with desk.database.transaction() as tx:
        provider = await people.find_provider(tx, name)
        if provider is None:
            raise NoSuchProvider
        return await _new_key(desk, tx, provider=provider)


async def add_officer(desk: Desk, name: str, province: int) -> tuple[Officer, str]:
    """Enter an officer; return the officer with a key, which is told only now."""
    async with desk.database.transaction() as tx:
        officer = await people.add_officer(tx, name, province, desk.clock())
        if officer is None:
            raise NameTaken
        return Officer(officer, name, province), await _new_key(desk, tx, officer=officer)


async def provider_named(desk: Desk, name: str) -> Provider:
    """Return the provider of a name. Raises NoSuchProvider."""
    async with desk.database.read() as tx:
        provider = await people.find_provider(tx, name)
    if provider is None:
        raise NoSuchProvider
    return Provider(provider, name)


async def _new_key(
    desk: Desk, tx: Transaction, *, provider: int | None = None, officer: int | None = None
) -> str:
    key_id = desk.draw(_ID_SIZE).hex()
    secret = base64.urlsafe_b64encode(desk.draw(_SECRET_SIZE)).decode()
    await people.add_key(
        tx, key_id, _hash(secret), desk.clock(), provider=provider, officer=officer
    )
    return f"hy_{key_id}_{secret}"


def _hash(secret: str) -> bytes:
    # The secret is 192 bits of chance: no slow hash is needed to keep it from being guessed.
    return hashlib.sha256(secret.encode()).digest()
