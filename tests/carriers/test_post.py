"""A post shares one tongue among its connections; a node's numbers are never drawn twice."""

from itertools import islice

from heyan.carriers.conversation import Conversation
from heyan.carriers.post import World, make_post, node_numbers
from heyan.carriers.status import LinkStatus
from tests.carriers.desk import WORLD, FakeSending, outgoing
from tests.carriers.protocols import ACCOUNTS, NODE


def test_a_nodes_number_is_node_moment_and_counter() -> None:
    world = World(stamp=lambda: "0903090000", shake=lambda: 0.0)
    first, second = islice(node_numbers(NODE, world), 2)
    assert first == NODE << 64 | 903090000 << 32
    assert second == first + 1


def test_two_processes_begin_somewhere_else_and_counters_wrap() -> None:
    late = World(stamp=lambda: "0903090000", shake=lambda: (2**32 - 1) / 2**32)
    last, wrapped = islice(node_numbers(NODE, late), 2)
    assert last & 0xFFFFFFFF == 2**32 - 1
    assert wrapped & 0xFFFFFFFF == 0
    assert next(node_numbers(NODE, WORLD)) != last


def test_all_connections_of_an_account_draw_from_one_row() -> None:
    post = make_post(ACCOUNTS["sgip"], FakeSending(), WORLD)
    drawn = [next(post.dialect.numbers()) for _ in range(3)]
    assert len(set(drawn)) == 3


async def test_long_texts_of_one_account_have_different_references_over_all_connections() -> None:
    post = make_post(ACCOUNTS["cmpp3"], FakeSending(), WORLD)
    talks = [Conversation(post, LinkStatus(f"mobile/{n}", "mobile"), lambda: None) for n in (1, 2)]
    seen = []
    for n in range(10):
        _, (first, second) = talks[n % 2].write(outgoing(n, text="核" * 71))
        assert first.msg_content[3] == second.msg_content[3]
        seen.append(first.msg_content[3])
    assert len(set(seen)) == 10
