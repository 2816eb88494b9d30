"""How commands print."""

import pytest

from heyan.cli.saying import example, say_json, say_table


def test_columns_stand_under_each_other_in_chinese_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say_table(("NAME", "N"), [("海河云", "1"), ("x", "22")])
    assert capsys.readouterr().out == "NAME    N\n海河云  1\nx       22\n"


def test_a_table_of_nothing_has_its_heads(capsys: pytest.CaptureFixture[str]) -> None:
    say_table(("NAME", "N"), [])
    assert capsys.readouterr().out == "NAME  N\n"


def test_json_is_one_line(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    say_json({"name": "海河云\n"})
    assert capfdbinary.readouterr().out == '{"name":"海河云\\n"}\n'.encode()


def test_examples_keep_their_lines() -> None:
    assert example("heyan a", "heyan b") == "\b\nExample:\n  heyan a\n  heyan b"
