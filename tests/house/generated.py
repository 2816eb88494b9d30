"""The parts of the documents that are written from the code, each between two marks."""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from pathlib import Path

import click

from heyan.cli.commands import heyan
from heyan.rules import case, ledger
from heyan.settings.describing import Line, list_account_defaults, list_defaults
from heyan.web.problems import MEANINGS
from heyan.wire import states
from tests.house.tree import DOCS


def _table(lines: list[Line], head: str) -> str:
    rows = [f"| `{line.name}` | {line.meaning} | {_code(line.value)} |" for line in lines]
    return "\n".join([f"| {head} | Meaning | Default |", "|---|---|---|", *rows])


def _code(words: str) -> str:
    return words if "`" in words or " " in words else f"`{words}`"


def settings() -> str:
    return _table(list(list_defaults()), "Variable")


def accounts() -> str:
    return _table(list(list_account_defaults()), "Key")


def commands() -> str:
    rows = [f"| `{name}` | {says} |" for name, says in every_command()]
    return "\n".join(["| Command | Does |", "|---|---|", *rows])


def problems() -> str:
    by_status = sorted(MEANINGS.items(), key=lambda entry: (entry[1].status, entry[0]))
    rows = [f"| `{code}` | {m.status} | {m.zh} | {m.en} |" for code, m in by_status]
    return "\n".join(["| `code` | `status` | `title` | `title_en` |", "|---|---|---|---|", *rows])


def every_command() -> Iterator[tuple[str, str]]:
    """Yield each command that can be typed, with what its help says."""
    yield from _commands_of(heyan, "heyan")


def _commands_of(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    if not isinstance(command, click.Group):
        yield name, command.get_short_help_str(limit=200)
        return
    context = click.Context(command)
    for each in command.list_commands(context):
        below = command.get_command(context, each)
        if below is not None:
            yield from _commands_of(below, f"{name} {each}")


def states_of_a_case() -> str:
    ways = [(a.value, b.type, c.value) for (a, b), c in case.TRANSITIONS.items()]
    ended = sorted(state.value for state in case.ENDED)
    return _diagram([("[*]", "", "verifying"), ("[*]", "", "reviewing"), *ways], ended)


def states_of_a_message() -> str:
    ways = [(a.value, b.value, c.value) for (a, b), c in ledger.TRANSITIONS.items()]
    return _diagram([("[*]", "", ledger.MessageState.QUEUED.value), *ways], [])


def states_of_a_session() -> str:
    ways = [(_name(a), b.value, _name(c)) for (a, b), c in states.TRANSITIONS.items()]
    return _diagram([("[*]", "", _name(states.State.NEW)), *ways], [_name(states.State.CLOSED)])


def _name(state: Enum) -> str:
    return str(state.value).replace(" ", "_")


def _diagram(ways: list[tuple[str, str, str]], ends: list[str]) -> str:
    lines = [f"    {a} --> {c}" + (f" : {b}" if b else "") for a, b, c in ways]
    lines += [f"    {end} --> [*]" for end in ends]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


# Document and mark -> who writes the part.
PARTS: Mapping[tuple[Path, str], Callable[[], str]] = {
    (DOCS / "operations.md", "settings"): settings,
    (DOCS / "operations.md", "accounts"): accounts,
    (DOCS / "states.md", "case"): states_of_a_case,
    (DOCS / "states.md", "message"): states_of_a_message,
    (DOCS / "states.md", "session"): states_of_a_session,
    (DOCS / "operations.md", "commands"): commands,
    (DOCS / "api.md", "problems"): problems,
}


def rewrite(text: str, mark: str, part: str) -> str:
    """Put a part between its marks."""
    between = re.compile(
        rf"(<!-- {mark}: written by `make docs` -->\n).*?(<!-- end of {mark} -->)", re.DOTALL
    )
    if not between.search(text):
        raise LookupError(f"no marks for {mark}")
    return between.sub(lambda found: f"{found[1]}\n{part}\n\n{found[2]}", text)
