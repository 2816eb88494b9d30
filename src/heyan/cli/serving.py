"""`heyan serve` and `heyan migrate`: the real house."""

import asyncio
from contextlib import AsyncExitStack

import click

from heyan.assembly import read_clock
from heyan.cli.house import speak_up, until_stopped
from heyan.cli.running import run_long
from heyan.cli.saying import example, say
from heyan.cli.settings import read
from heyan.house import Role, open_house
from heyan.settings import Settings
from heyan.store.embedded import EmbeddedServer
from heyan.store.migrate import migrate as bring_up_to_date
from heyan.web.metrics import PATH as METRICS
from heyan.web.server import listen


class RolesType(click.ParamType[frozenset[Role]]):
    """Roles with commas between them."""

    name = "roles"

    def convert(
        self,
        value: str | frozenset[Role],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> frozenset[Role]:
        """Find the rooms that are meant."""
        if isinstance(value, frozenset):
            return value
        try:
            return frozenset(Role(name) for name in value.split(","))
        except ValueError:
            self.fail(f"A role is one of {', '.join(Role)}.", param, ctx)


@click.command(epilog=example("heyan serve", "heyan serve --role web"))
@click.option(
    "--role",
    "roles",
    type=RolesType(),
    default=frozenset(Role),
    show_default=",".join(Role),
    help="Which rooms this process runs, with commas between them.",
)
def serve(roles: frozenset[Role]) -> None:
    """Run the house until Ctrl-C or SIGTERM; several processes may share one database."""
    settings = read()
    speak_up(settings)
    run_long(_serve(settings, roles))


async def _serve(settings: Settings, roles: frozenset[Role]) -> None:
    door = listen(str(settings.listen)) if Role.WEB in roles else None
    hatch = listen(str(settings.metrics)) if settings.metrics else None
    async with open_house(settings) as house:
        with until_stopped() as stop:
            if door is not None:
                say(f"heyan serves http://{settings.listen}")
            if hatch is not None:
                say(f"heyan tells http://{settings.metrics}{METRICS}")
            await house.run(roles, stop, door, hatch)


@click.command(epilog=example("heyan migrate"))
def migrate() -> None:
    """Bring the database up to date, and say what was done."""
    applied = asyncio.run(_migrate(read()))
    for name in applied:
        say(f"Applied {name}.")
    if not applied:
        say("The database is up to date.")


async def _migrate(settings: Settings) -> list[str]:
    async with AsyncExitStack() as stack:
        url = settings.database_url
        if url is None:
            url = await stack.enter_async_context(EmbeddedServer(settings.home))
        return await bring_up_to_date(url, read_clock())
