"""`heyan keys`: new keys take over from old ones; a key itself is never shown."""

import click

from heyan.casework.desk import Desk
from heyan.casework.keeping.rotating import (
    KeyState,
    Retired,
    Rewrapped,
    prepare_keys,
    retire_keys,
    rewrap_keys,
    rotate_keys,
    survey_keys,
)
from heyan.cli.house import at_desk
from heyan.cli.saying import example, json_option, say, say_json, say_table
from heyan.cli.settings import read
from heyan.keys.kept import KeptRing
from heyan.keys.ring import ROTATED, KeyRing
from heyan.rules.calendar import in_beijing


@click.group()
def keys() -> None:
    """Let new keys take over from old ones."""


@keys.command("list", epilog=example("heyan keys list"))
@json_option
def list_all(*, as_json: bool) -> None:
    """List the keys of the ring by id, with what needs them."""

    async def deed(desk: Desk) -> list[KeyState]:
        return await survey_keys(desk, KeptRing(read().keys))

    states = at_desk(deed)
    if as_json:
        say_json(states)
        return
    say_table(("USE", "ID", "STATE", "SUPERSEDED", "NEEDED BY"), [_row(each) for each in states])


@keys.command(epilog=example("heyan keys rotate", "heyan keys rotate --prepare"))
@click.option(
    "--prepare", is_flag=True,
    help="Only add the new keys: for several machines, each with a copy of the ring.",
)  # fmt: skip
def rotate(*, prepare: bool) -> None:
    """Make new keys current, and wrap all data keys under the new one.

    Running processes notice by themselves. What was begun with the old keys goes on with them:
    a message that is sent again carries the same code. Broken off, it can be typed again.
    """

    async def deed(desk: Desk) -> tuple[KeyRing, Rewrapped]:
        kept = KeptRing(read().keys)
        if prepare:
            return await prepare_keys(desk, kept), Rewrapped(0, 0)
        return await rotate_keys(desk, kept), await rewrap_keys(desk)

    ring, rewrapped = at_desk(deed)
    if prepare:
        waiting = ", ".join(ring.keys(use).waiting or "" for use in ROTATED)
        say(f"Added: {waiting}. Copy the ring to every machine, then type `heyan keys rotate`.")
        return
    say(f"Current now: {', '.join(ring.keys(use).current for use in ROTATED)}.")
    say(f"Wrapped anew: data keys of {rewrapped.cases} cases, {rewrapped.subjects} subjects.")
    say("Back the ring up now; `heyan keys retire` lets the old keys go when nothing needs them.")


@keys.command(epilog=example("heyan keys retire"))
def retire() -> None:
    """Let superseded keys go that nothing needs any more; the others stay.

    A key stays for an hour in any case, a code's key until every case has ended that uses it, a
    data key until nothing was wrapped under it since this was typed last; that is wrapped anew.
    """

    async def deed(desk: Desk) -> Retired:
        return await retire_keys(desk, KeptRing(read().keys))

    retired = at_desk(deed)
    say(f"Gone: {', '.join(retired.gone) or 'none'}.")
    for key_id, count in retired.needed.items():
        say(f"{key_id} stays: {count} rows need it.")
    for key_id in retired.resting:
        say(f"{key_id} stays: {'work begun before goes on' if retired.busy else 'it is too new'}.")


def _row(state: KeyState) -> tuple[str, ...]:
    since = state.superseded_at
    return (
        state.use,
        state.id,
        state.state,
        "" if since is None else f"{in_beijing(since):%Y-%m-%d %H:%M}",
        "" if state.needed_by is None else str(state.needed_by),
    )
