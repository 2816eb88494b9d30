"""The tree of commands; a command's module is imported only when it is typed."""

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from types import MappingProxyType

import click

# command -> module of this package, and what the list of commands says of it
_COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "demo": ("pretending", "Play the whole journey in a throw-away house."),
        "serve": ("serving", "Run the house."),
        "migrate": ("serving", "Bring the database up to date."),
        "filings": ("filings", "Take filings in, show them, list them, erase them."),
        "register": ("register", "Load or save the register (备案库)."),
        "providers": ("people", "Enter access providers, and give them keys."),
        "officers": ("people", "Enter officers of a bureau, with their keys."),
        "ported": ("ported", "Load the numbers that changed their carrier (携号转网)."),
        "carriers": ("carriers", "See the links to the carriers, and try one."),
        "challenges": ("helpdesk", "Unlock numbers."),
        "outage": ("helpdesk", "Declare outages on our side, and list them."),
        "keys": ("keys", "Let new keys take over from old ones."),
        "audit": ("audit", "Prove the trail."),
        "settings": ("settings", "Print every setting with its meaning, value and origin."),
        "bench": ("benching", "Measure parts of the house on this machine."),
        "gateway-sim": ("pretending", "Run a pretend carrier alone."),
    }
)


class Lazy(click.Group):
    """Knows its commands by name, and loads one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"heyan.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in _COMMANDS.items()])


@click.command(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Settings come from HEYAN_ variables and heyan.toml; `heyan settings` lists them.",
)
@click.version_option(version("heyan"), message="heyan %(version)s")
def heyan() -> None:
    """SMS verification of ICP filings (备案短信核验)."""
