from dataclasses import dataclass

import pytest

from heyan.settings.filling import read_values, refuse_unknown
from heyan.settings.values import SettingsError, setting, text, whole


@dataclass(frozen=True)
class Shelf:
    width: int = setting("How wide it is.", whole(1, 9))
    depth: int = setting("How deep it is.", whole(1, 9), derive=lambda before: before["width"] + 1)
    secret: str = setting("What lies behind.", text, default="dust", secret=True)


NAMES = {"width": "WIDTH", "depth": "DEPTH", "secret": "SECRET"}


def test_a_default_may_depend_on_what_was_read_before() -> None:
    assert read_values(Shelf, {"width": 3}, NAMES) == {"width": 3, "depth": 4, "secret": "dust"}


def test_what_has_no_default_is_asked_for_with_its_meaning() -> None:
    with pytest.raises(SettingsError, match=r"WIDTH is missing: How wide it is\."):
        read_values(Shelf, {}, NAMES)


def test_a_wrong_value_is_shown_and_a_wrong_secret_is_not() -> None:
    with pytest.raises(SettingsError, match=r"DEPTH is 12; it should be a whole number"):
        read_values(Shelf, {"width": 3, "depth": 12}, NAMES)
    with pytest.raises(SettingsError, match=r"SECRET is wrong; it should be some text"):
        read_values(Shelf, {"width": 3, "secret": 12}, NAMES)


def test_the_first_unknown_word_is_named() -> None:
    with pytest.raises(SettingsError, match=r"a in shelf\.toml is not a setting"):
        refuse_unknown({"b": 1, "a": 1, "width": 1}, NAMES, "shelf.toml")
    refuse_unknown({"width": 1}, NAMES, "shelf.toml")
