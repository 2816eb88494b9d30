"""Sealing: what is sealed opens with its own key, in its own place, unchanged; else not at all."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from heyan.keys.ring import BadRing, Keys
from heyan.keys.sealing import NONCE_SIZE, TAG_SIZE, Broken, Cipher, Sealer
from tests.fakes.desks import RING, loaded_dice

HERE, THERE = "case 12-7 filing", "case 12-8 filing"
PLAIN = "李海 120101198805153019".encode()

ciphers = pytest.mark.parametrize("cipher", list(Cipher))


def sealer(cipher: Cipher = Cipher.AES, seed: str = "sealing") -> Sealer:
    return Sealer(RING, cipher, loaded_dice(seed))


@given(plain=st.binary(max_size=200), about=st.text(max_size=20), cipher=st.sampled_from(Cipher))
def test_whatever_is_sealed_opens_again(plain: bytes, about: str, cipher: Cipher) -> None:
    ours = sealer(cipher)
    key = ours.open_key(ours.new_key(about).wrapped, about)
    box = ours.seal(key, plain, about)
    assert ours.unseal(key, box, about) == plain
    assert len(box) == 1 + NONCE_SIZE + len(plain) + TAG_SIZE


def test_an_aes_box_is_what_the_standard_says() -> None:
    ours = sealer()
    key = ours.new_key(HERE)
    box = ours.seal(key, PLAIN, HERE)
    nonce, sealed = box[1 : 1 + NONCE_SIZE], box[1 + NONCE_SIZE :]
    assert box[0] == 1
    assert AESGCM(key.key).decrypt(nonce, sealed, HERE.encode()) == PLAIN


@ciphers
def test_nothing_of_it_can_be_read_and_the_same_is_never_sealed_the_same(cipher: Cipher) -> None:
    ours = sealer(cipher)
    key = ours.new_key(HERE)
    boxes = {ours.seal(key, PLAIN, HERE) for _ in range(100)}
    assert len({box[1 : 1 + NONCE_SIZE] for box in boxes}) == 100
    assert not any(PLAIN[:6] in box for box in boxes)


@ciphers
def test_a_change_of_any_octet_shows(cipher: Cipher) -> None:
    ours = sealer(cipher)
    key = ours.new_key(HERE)
    box = ours.seal(key, PLAIN, HERE)
    for at in range(len(box)):
        for mask in (0x40, 0x03):  # the latter makes the first octet name the other cipher
            changed = box[:at] + bytes([box[at] ^ mask]) + box[at + 1 :]
            with pytest.raises(Broken):
                ours.unseal(key, changed, HERE)


@ciphers
def test_a_box_opens_in_its_own_place_alone_and_says_which_without_what_is_in_it(
    cipher: Cipher,
) -> None:
    ours = sealer(cipher)
    key = ours.new_key(HERE)
    with pytest.raises(Broken, match="12-8") as refused:
        ours.unseal(key, ours.seal(key, PLAIN, HERE), THERE)
    assert "李海" not in repr(refused.value)
    with pytest.raises(Broken):
        ours.open_key(key.wrapped, THERE)


@ciphers
def test_a_box_does_not_open_with_another_cases_key(cipher: Cipher) -> None:
    ours = sealer(cipher)
    box = ours.seal(ours.new_key(HERE), PLAIN, HERE)
    with pytest.raises(Broken):
        ours.unseal(ours.new_key(HERE), box, HERE)


@pytest.mark.parametrize("left", [0, 1, 12, 13, 28])
def test_what_is_cut_short_is_broken(left: int) -> None:
    ours = sealer()
    key = ours.new_key(HERE)
    with pytest.raises(Broken):
        ours.unseal(key, ours.seal(key, b"", HERE)[:left], HERE)
    with pytest.raises((Broken, BadRing)):
        ours.open_key(key.wrapped[:left], HERE)


def test_what_one_cipher_sealed_is_read_after_the_change_to_the_other() -> None:
    for before, after in ((Cipher.AES, Cipher.SM4), (Cipher.SM4, Cipher.AES)):
        old, new = sealer(before), sealer(after, "later")
        key = old.new_key(HERE)
        opened = new.open_key(key.wrapped, HERE)
        assert new.unseal(opened, old.seal(key, PLAIN, HERE), HERE) == PLAIN


def test_what_is_begun_with_one_cipher_goes_on_with_it_after_the_change() -> None:
    for before, after in ((Cipher.AES, Cipher.SM4), (Cipher.SM4, Cipher.AES)):
        old, new = sealer(before), sealer(after, "later")
        opened = new.open_key(old.new_key(HERE).wrapped, HERE)
        box = new.seal(opened, PLAIN, HERE)
        assert box[0] == old.seal(opened, PLAIN, HERE)[0]
        assert new.unseal(opened, box, HERE) == PLAIN


def test_old_cases_open_after_a_new_key_has_come_and_not_after_the_old_one_has_gone() -> None:
    old = sealer()
    key = old.new_key(HERE)
    held = {**RING.data.held, "data-2": b"2" * 32}
    new = replace(old, ring=replace(RING, data=Keys("data-2", held)))
    assert new.open_key(key.wrapped, HERE) == key
    assert b"data-2" in new.new_key(HERE).wrapped
    gone = replace(old, ring=replace(RING, data=Keys("data-2", {"data-2": b"2" * 32})))
    with pytest.raises(BadRing, match="lacks the key data-1"):
        gone.open_key(key.wrapped, HERE)


def test_a_data_key_tells_nothing_of_itself() -> None:
    key = sealer().new_key(HERE)
    assert repr(key) == "DataKey()"
    assert key.key not in key.wrapped
