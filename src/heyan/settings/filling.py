"""Fills a dataclass of settings from what was written somewhere, and refuses what does not fit."""

from collections.abc import Mapping
from typing import Any

from heyan.settings.values import Setting, SettingsError, settings_of


def read_values(
    owner: type, given: Mapping[str, object], names: Mapping[str, str]
) -> dict[str, Any]:
    """Read every setting of `owner`; `names` says what each is called where it was written."""
    known = settings_of(owner)
    values: dict[str, Any] = {}
    for name, each in known.items():
        if name in given:
            values[name] = _read(each, given[name], names[name])
        elif each.default is None:
            raise SettingsError(f"{names[name]} is missing: {each.meaning}")
        else:
            values[name] = each.default(values)
    return values


def refuse_unknown(given: Mapping[str, object], known: Mapping[str, object], where: str) -> None:
    """Refuse a word that nobody reads: it is a spelling mistake, and would be ignored silently."""
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        raise SettingsError(
            f"{unknown[0]} in {where} is not a setting; `heyan settings` lists all."
        )


def _read(each: Setting, value: object, name: str) -> Any:
    try:
        return each.read(value)
    except ValueError as error:
        was = "" if each.secret else f" {value!r}"
        raise SettingsError(f"{name} is{was or ' wrong'}; it should be {error}.") from None
