"""Where a carrier's password is kept: in its table, in a variable, or in a file of its own."""

import stat
from collections.abc import Mapping
from typing import Any

from heyan.settings.values import SettingsError, path

SECRETS = ("password", "listen_password")
VARIABLES = {f"{secret}_env": secret for secret in SECRETS}  # key -> what the variable holds
FILES = {f"{secret}_file": secret for secret in SECRETS}  # key -> what the file holds
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def fetch_passwords(
    table: Mapping[str, Any], environ: Mapping[str, str], where: str
) -> dict[str, Any]:
    """Return the table with the passwords themselves, wherever they are kept."""
    given = dict(table)
    for key, secret in {**VARIABLES, **FILES}.items():
        if key in given:
            if secret in given:
                raise SettingsError(f"{where} has both {_origin(table, secret, key)}; keep one.")
            kept = given.pop(key)
            read = _from_file if key in FILES else _from_variable
            given[secret] = read(kept, environ, where)
    return given


def _origin(table: Mapping[str, Any], secret: str, key: str) -> str:
    """Name the two places in which one password is."""
    return f"{secret if secret in table else secret + '_env'} and {key}"


def _from_variable(variable: object, environ: Mapping[str, str], where: str) -> str:
    password = environ.get(str(variable))
    if not password:
        raise SettingsError(f"{where} takes its password from {variable}, which is not set.")
    return password


def _from_file(named: object, environ: Mapping[str, str], where: str) -> str:  # noqa: ARG001 - as from a variable
    """Read a file as strict as the key ring's; the line's end is no part of the password."""
    try:
        file = path(named)
    except ValueError as error:
        raise SettingsError(f"A password's file in {where} should be {error}.") from None
    try:
        if file.stat().st_mode & _OTHERS:
            raise SettingsError(f"{file} holds a password and others can read it: chmod 600 it.")
        password = file.read_text("utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        why = type(error).__name__
        raise SettingsError(
            f"{where} takes its password from {file}, which cannot be read ({why})."
        ) from None
    if not password.strip() or "\n" in password:
        raise SettingsError(f"{file} should hold one password, in one line.")
    return password
