"""How far a file has been read, shown while somebody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click


@contextmanager
def advancing(file: Path, label: str) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error, if it is a terminal; it moves by octets."""
    watched = sys.stderr.isatty()
    with click.progressbar(
        length=file.stat().st_size, label=label, file=sys.stderr, hidden=not watched
    ) as bar:
        yield bar.update
