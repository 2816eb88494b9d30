"""How a command fails: one sentence, and exit status 2 (typed wrong) or 1 (failed)."""

import traceback
from pathlib import PurePath

import click

from heyan.keys.ring import BadRing
from heyan.rules.refusals import Refusal
from heyan.settings import SettingsError
from heyan.store.database import StoreError
from heyan.web.problems import refused

USAGE = 2
FAILED = 1
INTERRUPTED = 130  # what shells say of a program that Ctrl-C ended


class Failed(Exception):
    """A command could not do what it was asked; says why in one sentence."""


def tell(failure: BaseException) -> int:
    """Say what went wrong, and return the exit status."""
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    match failure:
        case click.exceptions.Exit():
            return failure.exit_code
        case click.exceptions.NoArgsIsHelpError():
            click.echo(failure.format_message())
            return USAGE
        case click.Abort() | KeyboardInterrupt():
            return INTERRUPTED
        case BrokenPipeError():
            return FAILED  # whoever reads our output has seen enough
    click.echo(f"heyan: {_sentence(failure)}", err=True)
    return USAGE if isinstance(failure, (click.UsageError, SettingsError)) else FAILED


def _sentence(failure: BaseException) -> str:
    match failure:
        case click.UsageError():
            hint = f" See `{failure.ctx.command_path} --help`." if failure.ctx else ""
            return _ended(failure.format_message()) + hint
        case click.ClickException():
            return _ended(failure.format_message())
        case Refusal():
            return refused(failure).title_en
        case Failed() | SettingsError() | StoreError() | BadRing():
            return _ended(str(failure))
        case OSError():
            name = f" ({failure.filename})" if failure.filename else ""
            return _ended(f"{failure.strerror or type(failure).__name__}{name}")
    return f"This is a fault in heyan itself: {type(failure).__name__}{_place(failure)}."


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _place(failure: BaseException) -> str:
    """Say where it happened; the fault's own words may hold somebody's number."""
    frames = traceback.extract_tb(failure.__traceback__)
    return f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
