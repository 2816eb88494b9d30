"""A village on a test's own database, for tests that need everybody."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from heyan.sandbox.examples import Examples, find_examples, read_examples
from heyan.sandbox.faults import Rule
from heyan.sandbox.phones import Phones
from heyan.sandbox.village import Village, found_village
from heyan.settings import Settings
from heyan.web.server import listen


def all_examples() -> Examples:
    return read_examples(find_examples(None))


@asynccontextmanager
async def village_at(
    database_url: str,
    examples: Examples,
    phones: Phones | None = None,
    faults: Sequence[Rule] = (),
) -> AsyncIterator[Village]:
    """Found a village; a database of the test's own spares it a server."""
    with tempfile.TemporaryDirectory() as home:
        environ = {
            "HEYAN_MODE": "sandbox",
            "HEYAN_HOME": home,
            "HEYAN_DATABASE_URL": database_url,
            "HEYAN_POOL_SIZE": "4",
        }
        settings = replace(Settings.read(environ), origins={})
        door = listen("127.0.0.1:0")
        founding = found_village(settings, examples, door, phones or Phones(), 1.0, faults)
        async with founding as village:
            yield village
