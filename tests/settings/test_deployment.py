import re
from pathlib import Path

import pytest

from heyan.settings import Address, Settings, SettingsError


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "heyan.toml"
    file.write_text(text)
    file.chmod(mode)
    return file


def test_nothing_has_to_be_set() -> None:
    settings = Settings.read({})
    assert settings.database_url is None
    assert settings.home == Path("~/.local/share/heyan").expanduser()
    assert settings.keys == settings.home / "keys.json"
    assert settings.listen == Address("127.0.0.1", 8000)
    assert settings.mode == "production"
    assert settings.portal_domain == "miitbeian.gov.cn"
    assert settings.edition == "pilot-2017"
    assert settings.carriers == ()


def test_the_sandbox_has_its_portals_on_localhost() -> None:
    assert Settings.read({"HEYAN_MODE": "sandbox"}).portal_domain == "localhost"


def test_keys_are_at_home_wherever_that_is(tmp_path: Path) -> None:
    settings = Settings.read({"HEYAN_HOME": str(tmp_path)})
    assert settings.keys == tmp_path / "keys.json"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, 'listen = "127.0.0.1:1"\npool_size = 3\n')
    settings = Settings.read({"HEYAN_LISTEN": "[::1]:2"}, file)
    assert settings.listen == Address("::1", 2)
    assert str(settings.listen) == "[::1]:2"
    assert settings.pool_size == 3
    assert settings.origins == {"listen": "environment", "pool_size": str(file)}


def test_the_file_is_found_here_or_where_a_variable_says(tmp_path: Path) -> None:
    write(tmp_path, "pool_size = 3\n")
    assert Settings.read({}).pool_size == 3
    other = tmp_path / "other.toml"
    other.write_text("pool_size = 4\n")
    assert Settings.read({"HEYAN_CONFIG": str(other)}).pool_size == 4


def test_an_empty_variable_is_not_set() -> None:
    assert Settings.read({"HEYAN_DATABASE_URL": ""}).database_url is None


def test_the_tests_own_variables_are_passed_over() -> None:
    assert Settings.read({"HEYAN_TEST_DATABASE_URL": "postgresql:///x", "PATH": "/bin"})


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("HEYAN_LISTEN", "8000", "an address and port"),
        ("HEYAN_LISTEN", "127.0.0.1:80000", "an address and port"),
        ("HEYAN_EDITION", "pilot-2016", "one of pilot-2017"),
        ("HEYAN_MODE", "test", "one of production, sandbox"),
        ("HEYAN_CIPHER", "des", "one of aes-256-gcm, sm4-gcm"),
        ("HEYAN_POOL_SIZE", "many", "a whole number from 2 to 500"),
        ("HEYAN_POOL_SIZE", "1", "a whole number from 2 to 500"),
        ("HEYAN_EXPOSED", "perhaps", "yes or no"),
        ("HEYAN_LOG_LEVEL", "loud", "one of debug"),
        ("HEYAN_HOME", "  ", "some text"),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(name: str, value: str, hint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.read({name: value})
    words = str(caught.value)
    assert name in words
    assert value in words
    assert hint in words
    assert words.count("\n") == 0
    assert words.endswith(".")


@pytest.mark.parametrize(
    "environ",
    [
        {"HEYAN_LISTENS": "127.0.0.1:8000"},
        {"HEYAN_": "x"},
        {"HEYAN_CARRIERS": "x"},
        {"HEYAN_ORIGINS": "x"},
    ],
)
def test_an_unknown_variable_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="is not a setting"):
        Settings.read(environ)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("listens = 1", "listens in"),
        ("[listen]\nport = 1", "listen is"),
        ("listen = ", "cannot be read"),
        ("pool_size = true", "a whole number"),
        ("carriers = 1", "tables"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(words)):
        Settings.read({}, write(tmp_path, text))


def test_a_file_that_is_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="There is no file"):
        Settings.read({"HEYAN_CONFIG": str(tmp_path / "none.toml")})


def test_a_wrong_database_address_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.read({"HEYAN_DATABASE_URL": "mysql://heyan:geheim@db.example/heyan"})
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"HEYAN_PORTAL_DOMAIN": "localhost"}, "for the sandbox"),
        ({"HEYAN_PORTAL_DOMAIN": "beian.localhost"}, "for the sandbox"),
        (
            {"HEYAN_MODE": "sandbox", "HEYAN_PORTAL_DOMAIN": "miitbeian.gov.cn"},
            "must not answer for",
        ),
        ({"HEYAN_LISTEN": "0.0.0.0:8000"}, "listen 0.0.0.0:8000 can be reached"),
        ({"HEYAN_LISTEN": "[::]:8000"}, "listen"),
        ({"HEYAN_LISTEN": "web.example:8000"}, "listen"),
    ],
)
def test_an_unsafe_setting_is_refused(environ: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(words)):
        Settings.read(environ)


def test_listening_to_the_world_has_to_be_said() -> None:
    settings = Settings.read({"HEYAN_LISTEN": "0.0.0.0:8000", "HEYAN_EXPOSED": "yes"})
    assert settings.listen.host == "0.0.0.0"  # noqa: S104 - the address under test
    assert Settings.read({"HEYAN_LISTEN": "localhost:8000"}).listen.is_loopback


def test_a_file_with_a_password_is_for_its_owner_only(tmp_path: Path) -> None:
    account = """
        [carriers.mobile]
        carrier = "mobile"
        protocol = "cmpp3"
        host = "192.0.2.7"
        port = 7890
        account = "900001"
        password = "x"
        source_number = "106575000130"
        service_id = "ICP"
    """
    assert Settings.read({}, write(tmp_path, account)).carriers
    with pytest.raises(SettingsError, match="chmod 600"):
        Settings.read({}, write(tmp_path, account, mode=0o640))


@pytest.mark.rule("R15")
def test_a_portal_domain_leaves_room_for_a_name_in_a_message() -> None:
    with pytest.raises(SettingsError, match=r"portal_domain .* is too long"):
        Settings.read({"HEYAN_PORTAL_DOMAIN": f"{'long.' * 9}example"})


def test_what_is_measured_is_told_nowhere_unless_an_address_is_named() -> None:
    assert Settings.read({}).metrics is None
    assert Settings.read({"HEYAN_METRICS": "10.0.0.7:9464"}).metrics == Address("10.0.0.7", 9464)


@pytest.mark.parametrize("address", ["0.0.0.0:9464", "[::]:9464"])
def test_what_is_measured_is_not_told_to_everywhere(address: str) -> None:
    with pytest.raises(SettingsError, match="network of those who watch"):
        Settings.read({"HEYAN_METRICS": address})
