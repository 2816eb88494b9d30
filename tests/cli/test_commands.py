"""The tree of commands."""

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from heyan.cli.commands import heyan as tree
from tests.cli.conftest import Run


def every_command(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = sorted(every_command(tree))


def find(path: tuple[str, ...]) -> click.Command:
    command: click.Command = tree
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None
        command = found
    return command


def test_the_commands_that_others_hold_on_to_are_there() -> None:
    assert {
        ("demo",),
        ("serve",),
        ("migrate",),
        ("filings", "submit"),
        ("filings", "show"),
        ("filings", "list"),
        ("register", "import"),
        ("register", "export"),
        ("providers", "add"),
        ("providers", "key"),
        ("officers", "add"),
        ("ported", "import"),
        ("audit", "verify"),
        ("settings",),
        ("gateway-sim",),
    } <= set(COMMANDS)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does_with_an_example(path: tuple[str, ...]) -> None:
    command = find(path)
    told = command.get_help(click.Context(command, info_name=path[-1]))
    assert command.help
    assert "Example:" in told
    assert f"heyan {' '.join(path)}" in told
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name not in {"host", "port"}:
            assert parameter.help, parameter.name


def test_help_is_there_without_a_house(heyan: Run) -> None:
    ran = heyan("filings", "submit", "--help", HEYAN_DATABASE_URL="nonsense")
    assert (ran.status, ran.err) == (0, "")
    assert "Usage: heyan filings submit" in ran.out


def test_the_version_is_told(heyan: Run) -> None:
    ran = heyan("--version")
    assert ran.status == 0
    assert ran.out.startswith("heyan 0.")


@pytest.mark.parametrize(
    "name", ["audit", "filings", "helpdesk", "keys", "people", "ported", "register", "settings"]
)
def test_what_needs_only_a_desk_does_not_wait_for_the_rest_of_the_house(name: str) -> None:
    asks = f"import heyan.cli.{name}, sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", asks], capture_output=True, check=True, text=True)
    assert not {"litestar", "httpx", "heyan.house", "heyan.carriers"} & {*ran.stdout.split()}
