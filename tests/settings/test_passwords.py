"""A password is found in one place, and a file with it is for its owner alone."""

from pathlib import Path

import pytest

from heyan.settings import SettingsError
from heyan.settings.deployment import Settings
from heyan.settings.describing import describe
from heyan.settings.passwords import fetch_passwords

WHERE = "[carriers.mobile]"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "mobile.password"
    file.write_text("ge heim\n")
    file.chmod(0o600)
    return file


def test_a_password_is_what_the_file_holds_but_for_the_end_of_its_line(file: Path) -> None:
    table = {"password_file": str(file), "listen_password_file": str(file), "port": 7890}
    assert fetch_passwords(table, {}, WHERE) == {
        "password": "ge heim",
        "listen_password": "ge heim",
        "port": 7890,
    }
    file.write_bytes(b"geheim\r\n")
    assert fetch_passwords({"password_file": str(file)}, {}, WHERE) == {"password": "geheim"}


def test_passwords_may_be_kept_in_different_places(file: Path) -> None:
    table = {"password_env": "SECRET", "listen_password_file": str(file)}
    assert fetch_passwords(table, {"SECRET": "x"}, WHERE) == {
        "password": "x",
        "listen_password": "ge heim",
    }


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused_without_showing_it(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(SettingsError, match="others can read it: chmod 600") as caught:
        fetch_passwords({"password_file": str(file)}, {}, WHERE)
    assert "heim" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"ge\nheim\n", b"\xff\xfe"])
def test_a_file_that_holds_no_password_is_refused_without_showing_it(
    file: Path, content: bytes
) -> None:
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"one password, in one line|cannot be read") as caught:
        fetch_passwords({"password_file": str(file)}, {}, WHERE)
    assert "heim" not in str(caught.value)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"password": "x", "password_file": "f"}, "both password and password_file"),
        ({"password_env": "SECRET", "password_file": "f"}, "both password_env and password_file"),
        ({"password_file": "/not/there"}, "/not/there, which cannot be read"),
        ({"password_file": 7}, "should be some text"),
    ],
)
def test_what_cannot_be_meant_is_refused(table: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        fetch_passwords(table, {"SECRET": "x"}, WHERE)
    assert words in str(caught.value)


def test_a_password_from_a_file_is_shown_to_nobody(file: Path, tmp_path: Path) -> None:
    config = tmp_path / "heyan.toml"
    config.write_text(f"""
[carriers.mobile]
carrier = "mobile"
protocol = "cmpp3"
host = "192.0.2.7"
port = 7890
account = "900001"
password_file = "{file}"
source_number = "106575000130"
service_id = "ICP"
""")
    settings = Settings.read({}, config)
    assert settings.carriers[0].password == "ge heim"
    assert "ge heim" not in repr(settings) + repr(describe(settings))
