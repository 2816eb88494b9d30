"""The settings of one deployment, from HEYAN_ variables and heyan.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from heyan.rules.editions import BY_DATE, EDITIONS
from heyan.rules.limits import Limits
from heyan.rules.wording import domain_fits
from heyan.settings.accounts import (
    CarrierAccount,
    holds_password,
    passwords_elsewhere,
    read_accounts,
)
from heyan.settings.filling import read_values, refuse_unknown
from heyan.settings.values import (
    Address,
    SettingsError,
    address,
    networks,
    one_of,
    path,
    setting,
    settings_of,
    text,
    truth,
    whole,
)

PREFIX = "HEYAN_"
CONFIG = "HEYAN_CONFIG"
DEFAULT_FILE = Path("heyan.toml")
REAL_DOMAIN = "miitbeian.gov.cn"
# The tests' own variables stand beside ours and say nothing to a deployment.
_TESTS = "HEYAN_TEST_"
_READABLE_BY_OTHERS = 0o077


def _postgresql(value: object) -> str:
    url = text(value)
    if urlsplit(url).scheme not in {"postgresql", "postgres"}:
        raise ValueError("an address such as postgresql://heyan@db.example/heyan")
    return url


def _service(value: object) -> str:
    parts = urlsplit(text(value))
    here = parts.hostname is not None and Address(parts.hostname, 0).is_loopback
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and here)):
        raise ValueError("an address such as https://ported.example/look-up")
    return text(value)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What this house is told from outside."""

    database_url: str | None = setting(
        "The PostgreSQL server, 15 or newer; none: an embedded one under `home`.",
        _postgresql,
        default=None,
        secret=True,
    )
    home: Path = setting(
        "Where the embedded PostgreSQL and the keys are.",
        path,
        derive=lambda _: path("~/.local/share/heyan"),
        default_words="~/.local/share/heyan",
    )
    listen: Address = setting(
        "Where the pages and the API are served, in plain HTTP.",
        address,
        default=Address("127.0.0.1", 8000),
    )
    exposed: bool = setting(
        "Yes: other machines may reach `listen` directly; TLS must end in front of it.",
        truth,
        default=False,
    )
    metrics: Address | None = setting(
        "Where /metrics is answered, by any role, apart from `listen`; none: nowhere.",
        address,
        default=None,
    )
    edition: str = setting(
        "The edition of the rules that new cases are opened under.",
        one_of(*(each.name for each in EDITIONS), BY_DATE),
        default="pilot-2017",
    )
    keys: Path = setting(
        "The file with the key ring, mode 0600.",
        path,
        derive=lambda before: before["home"] / "keys.json",
        default_words="`home`/keys.json",
    )
    mode: str = setting(
        "The sandbox alone has pretend carriers, test numbers and a clock that can be turned.",
        one_of("production", "sandbox"),
        default="production",
    )
    portal_domain: str = setting(
        "The domain under which each province has its portal.",
        text,
        derive=lambda before: REAL_DOMAIN if before["mode"] == "production" else "localhost",
        default_words=f"{REAL_DOMAIN}; in the sandbox localhost",
    )
    cipher: str = setting(
        "What seals personal data.", one_of("aes-256-gcm", "sm4-gcm"), default="aes-256-gcm"
    )
    signature: str = setting(
        "Who puts the signature in front of a message, unless an account says otherwise.",
        one_of("ours", "carrier"),
        default="ours",
    )
    porting_url: str | None = setting(
        "A look-up service for ported numbers (https); none: their ranges and what was imported.",
        _service,
        default=None,
    )
    porting_key: str | None = setting(
        "The key that the look-up service wants.", text, default=None, secret=True
    )
    log_level: str = setting(
        "How much is logged.", one_of("debug", "info", "warning", "error"), default="info"
    )
    proxies: frozenset[str] = setting(
        "Addresses or networks of proxies whose X-Forwarded-For is believed: commas between them.",
        networks,
        default=frozenset(),
    )
    address_tries: int = setting(
        "Tries an hour that one address (of IPv6 a /64) may make at the portals.",
        whole(1, 1_000_000_000),
        default=Limits.address,
    )
    network_tries: int = setting(
        "Tries an hour that one network (a /24, of IPv6 a /48) may make at the portals.",
        whole(1, 1_000_000_000),
        default=Limits.network,
    )
    number_tries: int = setting(
        "Tries an hour that one address may make at one mobile number.",
        whole(1, 1_000_000_000),
        default=Limits.number,
    )
    province_tries: int = setting(
        "Tries a minute in a province beyond which its pictures become harder to read.",
        whole(1, 1_000_000_000),
        default=Limits.province,
    )
    captcha_level: int = setting(
        "How hard pictures are: 1, or 2 during an attack, which people, too, read less well.",
        whole(1, 2),
        default=1,
    )
    address_forms: int = setting(
        "Forms, pictures and sounds in ten minutes that one address may have of each process.",
        whole(1, 1_000_000_000),
        default=1200,
    )
    pool_size: int = setting(
        "Connections to PostgreSQL for each process.", whole(2, 500), default=10
    )
    keep_days: int | None = setting(
        "Days after which what is personal of an ended case is erased; none: only by command.",
        whole(7, 36_500),
        default=None,
    )
    carriers: tuple[CarrierAccount, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, environ: Mapping[str, str], file: Path | None = None) -> Self:
        """Read heyan.toml and the environment, which wins; refuse what is wrong or unsafe."""
        source = _find_file(environ, file)
        written = _read_file(source)
        tables = written.pop("carriers", {})
        known = settings_of(cls)
        refuse_unknown(written, known, str(source))
        spoken = _read_environment(environ, passwords_elsewhere(tables))
        names = {name: PREFIX + name.upper() if name in spoken else name for name in known}
        settings = cls(
            **read_values(cls, {**written, **spoken}, names),
            carriers=read_accounts(tables, environ),
            origins={name: str(source) for name in written} | dict.fromkeys(spoken, "environment"),
        )
        _refuse_unsafe(settings)
        if source and holds_password(tables) and source.stat().st_mode & _READABLE_BY_OTHERS:
            raise SettingsError(f"{source} holds a password and others can read it: chmod 600 it.")
        return settings


def _find_file(environ: Mapping[str, str], file: Path | None) -> Path | None:
    named = file or (Path(environ[CONFIG]) if environ.get(CONFIG) else None)
    if named is None:
        return DEFAULT_FILE if DEFAULT_FILE.exists() else None
    if not named.is_file():
        raise SettingsError(f"There is no file {named}.")
    return named


def _read_file(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, PermissionError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from None


def _read_environment(environ: Mapping[str, str], passwords: frozenset[str]) -> dict[str, str]:
    spoken = {
        name: value
        for name, value in environ.items()
        if name.startswith(PREFIX)
        and not name.startswith(_TESTS)
        and name != CONFIG
        and name not in passwords
    }
    known = {PREFIX + name.upper(): name for name in settings_of(Settings)}
    refuse_unknown(spoken, known, "the environment")
    # An empty variable is how a container's file says "not set".
    return {known[name]: value for name, value in spoken.items() if value}


def _refuse_unsafe(settings: Settings) -> None:
    local = settings.portal_domain == "localhost" or settings.portal_domain.endswith(".localhost")
    if settings.mode == "production" and local:
        raise SettingsError("portal_domain localhost is for the sandbox; name the portals' domain.")
    if settings.mode == "sandbox" and settings.portal_domain.endswith(REAL_DOMAIN):
        raise SettingsError(
            f"A sandbox must not answer for {REAL_DOMAIN}: its clock can be turned."
        )
    if not all(domain_fits(edition, settings.portal_domain) for edition in EDITIONS):
        raise SettingsError(
            f"portal_domain {settings.portal_domain} is too long: "
            "a message with it takes more than one part."
        )
    if not settings.listen.is_loopback and not settings.exposed:
        raise SettingsError(
            f"listen {settings.listen} can be reached from other machines in plain HTTP; "
            "say exposed = true when TLS ends in front of it."
        )
    if settings.metrics is not None and settings.metrics.is_everywhere:
        raise SettingsError(
            f"metrics {settings.metrics} can be reached from everywhere; "
            "name this machine's address on the network of those who watch, or 127.0.0.1."
        )
