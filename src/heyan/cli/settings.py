"""`heyan settings`: what this house is told from outside."""

import os

import click

from heyan.cli.saying import example, json_option, say, say_json
from heyan.settings import Settings, describe


def read() -> Settings:
    """Read the settings of this deployment."""
    return Settings.read(os.environ)


@click.command(epilog=example("heyan settings", "heyan settings --json"))
@json_option
def settings(*, as_json: bool) -> None:
    """Print every setting with its meaning, value and origin; secrets are hidden."""
    lines = describe(read())
    if as_json:
        say_json([{"name": each.name, "value": each.value, "origin": each.origin,
                   "meaning": each.meaning} for each in lines])  # fmt: skip
        return
    for each in lines:
        say(f"{each.name} = {each.value}  ({each.origin})")
        say(f"    {each.meaning}")
