from pathlib import Path

import pytest

from heyan.settings import Settings, describe
from heyan.settings.describing import list_account_defaults, list_defaults

TOML = """
database_url = "postgresql://heyan:geheim@db.example:5433/heyan?sslpassword=geheim"
portal_domain = "portal.example"

[carriers.unicom]
carrier = "unicom"
protocol = "cmpp2"
host = "192.0.2.9"
port = 8855
account = "1"
password = "geheim"
source_number = "10655113"
service_id = "ICP"
quirks = ["pad_account_in_digest"]
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    file = tmp_path / "heyan.toml"
    file.write_text(TOML)
    file.chmod(0o600)
    return Settings.read({"HEYAN_POOL_SIZE": "20", "HEYAN_EXPOSED": "true"}, file)


def test_every_setting_is_told_with_value_and_origin(settings: Settings, tmp_path: Path) -> None:
    told = {line.name: (line.value, line.origin) for line in describe(settings)}
    assert told["HEYAN_POOL_SIZE"] == ("20", "environment")
    assert told["HEYAN_EXPOSED"] == ("yes", "environment")
    assert told["HEYAN_PORTAL_DOMAIN"] == ("portal.example", str(tmp_path / "heyan.toml"))
    assert told["HEYAN_LISTEN"] == ("127.0.0.1:8000", "default")
    assert told["carriers.unicom.port"] == ("8855", "heyan.toml")
    assert told["carriers.unicom.quirks"] == ("pad_account_in_digest", "heyan.toml")
    assert told["carriers.unicom.connect_timeout"] == ("10", "heyan.toml")


def test_secrets_are_hidden(settings: Settings) -> None:
    told = {line.name: line.value for line in describe(settings)}
    assert told["HEYAN_DATABASE_URL"] == "postgresql://heyan:***@db.example:5433/heyan"
    assert told["carriers.unicom.password"] == "***"
    assert "geheim" not in repr(settings)
    assert "geheim" not in "".join(map(repr, describe(settings)))


def test_an_address_without_password_is_told_as_it_is(tmp_path: Path) -> None:
    url = "postgresql://heyan@/heyan?host=/run/postgresql"
    settings = Settings.read({"HEYAN_DATABASE_URL": url, "HEYAN_HOME": str(tmp_path)})
    assert describe(settings)[0].value == url


def test_every_setting_has_a_meaning_and_a_default() -> None:
    for line in [*list_defaults(), *list_account_defaults()]:
        assert line.meaning
        assert line.value
