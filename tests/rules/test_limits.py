"""Whose tries are counted together, and when there are too many of them."""

from datetime import UTC, datetime, timedelta

import pytest

from heyan.rules.limits import Limits, Reach, Standing, Way, count_try, origin_of, reaches

NOW = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEW = Limits(address=3, network=5)


@pytest.mark.parametrize(
    ("address", "own", "network"),
    [
        ("192.0.2.77", "ip4 c000024d", "ip4 c00002"),  # itself, and its /24
        ("::ffff:192.0.2.77", "ip4 c000024d", "ip4 c00002"),
        ("2001:db8:1:2:3:4:5:6", "ip6 20010db800010002", "ip6 20010db80001"),  # its /64 and /48
        ("fe80::1%eth0", "ip6 fe80000000000000", "ip6 fe8000000000"),
    ],
)
def test_an_address_belongs_to_a_customer_and_to_a_network(
    address: str, own: str, network: str
) -> None:
    assert reaches(origin_of(address), "13802112345") == {
        Reach.ADDRESS: own,
        Reach.NETWORK: network,
        Reach.NUMBER: f"{own} 13802112345",
    }


@pytest.mark.parametrize("address", ["", "unix:", "192.0.2.1:80", "192.0.2.300", "a" * 300])
def test_what_is_no_address_is_counted_all_the_same(address: str) -> None:
    assert origin_of(address) == origin_of("")
    assert reaches(origin_of(""), "").keys() == set(Reach) - {Reach.PROVINCE}


def test_a_limit_is_reached_and_not_passed() -> None:
    own = [(Reach.ADDRESS, Standing(NOW, 0)), (Reach.NETWORK, Standing(NOW, 0))]
    told = [count_try(FEW, own, Way.PICTURE) for _ in range(5)]
    assert told == [None, None, None, NOW + HOUR, NOW + HOUR]


def test_neighbours_share_their_network_s_tries() -> None:
    network = (Reach.NETWORK, Standing(NOW - HOUR / 2, 0))
    told = [
        count_try(FEW, [(Reach.ADDRESS, Standing(NOW, 0)), network], Way.PICTURE) for _ in range(6)
    ]
    assert told == [None] * 5 + [NOW + HOUR / 2]


def test_a_way_that_costs_a_program_little_has_a_quarter_of_the_tries() -> None:
    own = [(Reach.ADDRESS, Standing(NOW, 0))]
    told = [count_try(Limits(address=8, network=100), own, Way.WORK) for _ in range(3)]
    assert told == [None, None, NOW + HOUR]
