"""`make docs`: writes the generated parts of the documents and the picture of the schema again."""

import asyncio
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from heyan.store.embedded import EmbeddedServer
from heyan.store.migrate import migrate
from tests.house.generated import PARTS, rewrite
from tests.house.picture import draw
from tests.house.tree import STORE, name_of

ANY_MOMENT = datetime(2018, 9, 3, tzinfo=UTC)


async def draw_schema() -> str:
    home = Path(tempfile.gettempdir()) / f"heyan-docs-{os.getpid()}"
    async with EmbeddedServer(home, throwaway=True) as url:
        await migrate(url, ANY_MOMENT)
        return await draw(url)


def write(path: Path, text: str) -> None:
    before = path.read_text("utf-8") if path.exists() else ""
    if text != before:
        path.write_text(text, "utf-8")
        print(f"{name_of(path)} is new")  # noqa: T201 - a command speaks by printing


if __name__ == "__main__":
    write(STORE / "schema.sql", asyncio.run(draw_schema()))
    for (document, mark), make in PARTS.items():
        write(document, rewrite(document.read_text("utf-8"), mark, make()))
