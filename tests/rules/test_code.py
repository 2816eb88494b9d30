import hashlib
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.code import DIGITS, Seed, derive_code, same_code
from heyan.rules.ids import CaseId

KEY = bytes(range(32))
seeds = st.builds(
    Seed,
    st.builds(CaseId, st.integers(110000, 650000), st.integers(1, 10**18 - 1)),
    st.integers(1, 500),
    st.integers(0, 500),
    st.integers(0, 500),
)

# Computed with `openssl dgst -sha256 -mac HMAC` and `bc` over the text "heyan code v1"
# and five big-endian numbers of eight octets; the first 16 octets of it, modulo a million.
VECTORS = [
    (Seed(CaseId(120000, 1), 1), "712690"),
    (Seed(CaseId(120000, 1), 2), "361910"),
    (Seed(CaseId(620000, 1), 1), "925133"),
    (Seed(CaseId(120000, 1), 1, epoch=1), "068993"),
    (Seed(CaseId(120000, 1), 1, redraw=1), "642658"),
    (Seed(CaseId(650000, 10**18 - 1), 9, 3, 2), "505528"),
]


def by_definition(key: bytes, seed: Seed) -> str:
    """HMAC by RFC 2104 from the bare hash, and the reduction, written out anew."""
    block = key.ljust(64, b"\0")
    inner, outer = bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)
    text = b"heyan code v1"
    for number in (seed.case.province, seed.case.number, seed.challenge, seed.epoch, seed.redraw):
        text += number.to_bytes(8, "big")
    mac = hashlib.sha256(outer + hashlib.sha256(inner + text).digest()).hexdigest()
    return str(int(mac[:32], 16) % 1_000_000).zfill(6)


@pytest.mark.rule("R9", "R13")
@pytest.mark.parametrize(("seed", "code"), VECTORS, ids=str)
def test_codes_are_what_others_compute(seed: Seed, code: str) -> None:
    assert derive_code(KEY, seed) == code == by_definition(KEY, seed)


@pytest.mark.rule("R9")
@given(seeds, st.binary(min_size=32, max_size=32))
def test_a_code_is_six_digits_by_definition(seed: Seed, key: bytes) -> None:
    code = derive_code(key, seed)
    assert len(code) == DIGITS
    assert code.isascii()
    assert code.isdecimal()
    assert code == by_definition(key, seed)


@pytest.mark.rule("R13")
@given(seeds)
def test_the_same_seed_gives_the_same_code(seed: Seed) -> None:
    assert derive_code(KEY, seed) == derive_code(KEY, replace(seed))


@given(seeds, seeds)
def test_distinct_seeds_are_distinct_octets(one: Seed, other: Seed) -> None:
    assert (one.octets() == other.octets()) == (one == other)


@pytest.mark.rule("R9")
def test_leading_zeros_are_kept() -> None:
    codes = [derive_code(KEY, Seed(CaseId(120000, n), 1)) for n in range(1, 2000)]
    assert any(code.startswith("0") for code in codes)
    assert any(code.startswith("00") for code in codes)


@pytest.mark.rule("R9")
@pytest.mark.parametrize("place", range(DIGITS))
def test_every_digit_is_as_likely_in_every_place(place: int) -> None:
    drawn = 20_000
    codes = (derive_code(KEY, Seed(CaseId(120000, n), 1)) for n in range(1, drawn + 1))
    counts = Counter(code[place] for code in codes)
    expected = drawn / 10
    chi_squared = sum((counts[digit] - expected) ** 2 / expected for digit in "0123456789")
    assert chi_squared < 33.7  # 9 degrees of freedom, one in ten thousand; the draw is fixed


@pytest.mark.rule("R9")
def test_codes_fill_their_room_evenly() -> None:
    drawn = 40_000
    codes = [derive_code(KEY, Seed(CaseId(120000, n), 1)) for n in range(1, drawn + 1)]
    cells = Counter(int(code) // 10_000 for code in codes)
    expected = drawn / 100
    chi_squared = sum((cells[cell] - expected) ** 2 / expected for cell in range(100))
    assert chi_squared < 161  # 99 degrees of freedom, one in ten thousand
    repeated = drawn - len(set(codes))
    assert 650 < repeated < 950  # 790 are to be expected of birthdays


@given(st.text())
def test_only_the_code_is_the_code(given_text: str) -> None:
    assert same_code(given_text, "012345") == (given_text == "012345")


def test_half_a_character_is_no_code() -> None:
    assert not same_code("\ud800", "012345")
