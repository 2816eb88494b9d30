"""What `heyan settings` prints: every setting with its meaning, value and origin."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from heyan.settings.accounts import CarrierAccount
from heyan.settings.deployment import PREFIX, Settings
from heyan.settings.values import settings_of, show

HIDDEN = "***"


@dataclass(frozen=True)
class Line:
    name: str
    meaning: str
    value: str
    origin: str


def describe(settings: Settings) -> Sequence[Line]:
    """List every setting; secrets are hidden."""
    own = [
        Line(
            PREFIX + name.upper(),
            each.meaning,
            _show_url(getattr(settings, name)) if each.secret else show(getattr(settings, name)),
            settings.origins.get(name, "default"),
        )
        for name, each in settings_of(Settings).items()
    ]
    return [*own, *(line for account in settings.carriers for line in _describe_account(account))]


def list_defaults() -> Sequence[Line]:
    """List every setting with its default, as docs/operations.md does."""
    return [
        Line(PREFIX + name.upper(), each.meaning, each.default_words, "default")
        for name, each in settings_of(Settings).items()
    ]


def list_account_defaults() -> Sequence[Line]:
    """List what a `[carriers.NAME]` table may hold."""
    return [
        Line(name, each.meaning, each.default_words, "default")
        for name, each in settings_of(CarrierAccount).items()
    ]


def _describe_account(account: CarrierAccount) -> Sequence[Line]:
    return [
        Line(
            f"carriers.{account.name}.{name}",
            each.meaning,
            HIDDEN if each.secret else show(getattr(account, name)),
            "heyan.toml",
        )
        for name, each in settings_of(CarrierAccount).items()
    ]


def _show_url(url: str | None) -> str:
    if url is None:
        return "none"
    parts = urlsplit(url)
    if parts.password is None and "password" not in parts.query:
        return url
    host = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}:{HIDDEN}@" if parts.username else ""
    return urlunsplit(parts._replace(netloc=user + host, query=""))
