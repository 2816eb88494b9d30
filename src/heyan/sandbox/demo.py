"""The demo (`heyan demo`): filings on their way through a throw-away house, told live."""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from heyan.assembly import draw_bytes
from heyan.rules.editions import PILOT_PORTALS
from heyan.rules.events import MessageSent
from heyan.rules.explaining import KINDS
from heyan.rules.filing import FilingKind
from heyan.rules.phone import Mobile, mask
from heyan.rules.provinces import BY_CODE
from heyan.sandbox.applicant import codes_on
from heyan.sandbox.examples import Example, Examples, find_examples, read_examples
from heyan.sandbox.phones import Phones
from heyan.sandbox.provider import Unexpected
from heyan.sandbox.stories import STORIES, OtherwiseThanTheRules, Stories, Teller
from heyan.sandbox.village import Late, Village, found_village
from heyan.settings import Settings
from heyan.web.server import listen

Say = Callable[[str], None]

_LOOK_EVERY = 0.5


@dataclass(frozen=True)
class DemoOptions:
    """What `heyan demo` is told on its command line."""

    listen: str = "127.0.0.1:8000"
    speed: float = 1.0
    once: bool = False
    examples: Path | None = None


async def run(options: DemoOptions, stop: asyncio.Event, say: Say) -> bool:
    """Play the demo; return whether all went as the rules say. Raises OSError, NoExamples."""
    examples = read_examples(find_examples(options.examples))
    door = listen("127.0.0.1:0" if options.once else options.listen)
    # The house makes this folder and takes it away in the end, also when this process is killed.
    home = Path(tempfile.gettempdir()) / f"heyan-demo-{draw_bytes(6).hex()}"
    settings = Settings.read({"HEYAN_MODE": "sandbox", "HEYAN_HOME": str(home)})
    async with found_village(settings, examples, door, Phones(), options.speed) as village:
        await _submit_all(village, examples, say)
        if options.once:
            return await tell_stories(village, examples, say)
        _show_the_way(village, examples, say)
        await _tell_live(village, examples, stop, say)
    return True


async def _submit_all(village: Village, examples: Examples, say: Say) -> None:
    for example in examples.filings:
        filing = await village.provider_of(example).submit(example.document)
        village.filings[example.reference] = filing["id"]
    provinces = len({example.province for example in examples.filings})
    say(f"{len(examples.filings)} filings of {provinces} provinces taken in.")


async def tell_stories(
    village: Village, examples: Examples, say: Say, stories: Stories = STORIES
) -> bool:
    """Play stories one after the other; return whether all went as the rules say."""
    teller = Teller(village, list(examples.filings))
    well = True
    for title, story in stories:
        try:
            outcome = await story(teller)
        except (OtherwiseThanTheRules, Late, Unexpected) as fault:
            well = False
            say(f"  ✘ {title}: {fault}")
        else:
            say(f"  ✔ {title}: {outcome}")
    say("All went as the rules say." if well else "Something went otherwise than the rules say.")
    return well


def _show_the_way(village: Village, examples: Examples, say: Say) -> None:
    say("")
    say("Portals, to open in a browser:")
    for code, prefix in PILOT_PORTALS.items():
        domain = village.house.desk.portal_domain
        say(f"  {BY_CODE[code].name}  http://{prefix}.{domain}:{village.port}/")
    say(f"API, to read and try: http://127.0.0.1:{village.port}/schema")
    for name, key in village.keys.items():
        if name in village.providers or name == BY_CODE[examples.filings[0].province].bureau:
            say(f"  {name}: {key}")
    say("")


async def _tell_live(village: Village, examples: Examples, stop: asyncio.Event, say: Say) -> None:
    """Tell what happens, as providers read it in their feeds, until told to stop."""
    cursors = dict.fromkeys(village.providers, "")
    by_id = {village.filings[e.reference]: e for e in examples.filings}
    told_of: set[str] = set()
    while not stop.is_set():
        for name, program in village.providers.items():
            events, cursors[name] = await program.feed(cursors[name])
            for event in events:
                sent, example = event["type"] == MessageSent.type, by_id.get(event["filing"])
                if example is not None:
                    say(_sentence(event, name, example.kind, example.province))
                    if sent:
                        _show_message(village, example, told_of, say)
                else:  # somebody tries the API
                    filing = await program.look(event["filing"])
                    say(_sentence(event, name, filing["kind"], int(filing["province"])))
                    if sent:
                        _show_texts(village, filing, told_of, say)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _LOOK_EVERY)


def _sentence(event: dict[str, Any], provider: str, kind: str, province: int) -> str:
    at = datetime.fromisoformat(event["at"])
    filed, _ = KINDS[FilingKind(kind)]
    data = " ".join(f"{name}={value}" for name, value in event["data"].items())
    return (
        f"{at:%m-%d %H:%M:%S}  {event['filing']:<7} {BY_CODE[province].name} {filed} ({provider})"
        f"  {event['type']}  {data}"
    )


def _show_texts(village: Village, filing: dict[str, Any], told_of: set[str], say: Say) -> None:
    """Show what phones got since a filing came that is no example; the API masks its numbers."""
    asked = {challenge["mobile"] for challenge in filing["challenges"]}
    since = datetime.fromisoformat(filing["submitted_at"])
    for mobile, received in village.phones.everything().items():
        for nth, message in enumerate(received, 1):
            told = f"{mobile} {nth}"
            if mask(Mobile(mobile)) in asked and message.at >= since and told not in told_of:
                told_of.add(told)
                say(f"      phone {mobile}: {message.text}")


def _show_message(village: Village, example: Example, told_of: set[str], say: Say) -> None:
    """Show a phone's message and what its owner would type; all persons are invented."""
    for person in example.people.values():
        codes = codes_on(village.phones, person, example)
        for nth, code in enumerate(codes, 1):
            told = f"{example.reference} {person.mobile} {nth}"
            if told not in told_of:
                told_of.add(told)
                say(
                    f"      phone of {person.name}: code {code} - number {person.mobile}"
                    f" - last six {person.tail}"
                )
