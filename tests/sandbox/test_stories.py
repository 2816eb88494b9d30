"""The demo's stories: they hold, and a story that does not is told as such."""

import pytest

from heyan.sandbox.demo import tell_stories
from heyan.sandbox.stories import STORIES, OtherwiseThanTheRules, Teller, expect, met
from tests.sandbox.villages import all_examples, village_at


@pytest.mark.rule("R1", "R11", "R12", "R13", "R18", "R20", "R23", "R28", "R29")
async def test_every_story_goes_as_the_rules_say(database_url: str) -> None:
    said: list[str] = []
    examples = all_examples()
    async with village_at(database_url, examples) as village:
        for example in examples.filings:
            filing = await village.provider_of(example).submit(example.document)
            village.filings[example.reference] = filing["id"]
        assert await tell_stories(village, examples, said.append), said
    assert len([line for line in said if "✔" in line]) == len(STORIES)


async def test_a_story_that_goes_otherwise_is_told_and_fails_the_demo(database_url: str) -> None:
    async def lie(teller: Teller) -> str:
        expect("approved", (await teller.village.look(teller.left[0]))["state"])
        return "never told"

    said: list[str] = []
    examples = all_examples()
    async with village_at(database_url, examples) as village:
        first = examples.filings[0]
        filing = await village.provider_of(first).submit(first.document)
        village.filings[first.reference] = filing["id"]
        assert not await tell_stories(village, examples, said.append, [("a lie", lie)])
    assert said[0] == "  ✘ a lie: wanted approved, saw verifying"


async def test_a_story_without_a_filing_says_so(database_url: str) -> None:
    examples = all_examples()
    async with village_at(database_url, examples) as village:
        with pytest.raises(OtherwiseThanTheRules, match="no filing for this story"):
            await met(Teller(village, []))
