"""Sealing personal data: AES-256-GCM or SM4-GCM, one data key for each case, wrapped by the ring.

A sealed box says how it was made, so that both ciphers and old keys can be read side by side:
one octet of cipher, twelve of nonce, then ciphertext and tag. What a box belongs to (`about`)
is authenticated with it: a box moved to another row does not open. Destroying a wrapped data
key erases all that it sealed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from heyan.keys.ring import BadRing, DrawBytes, Ring

NONCE_SIZE = 12
TAG_SIZE = 16


class Cipher(StrEnum):
    """Which cipher seals what is new."""

    AES = "aes-256-gcm"
    SM4 = "sm4-gcm"  # 商用密码 (GB/T 32907)


class Broken(Exception):
    """A sealed box does not open: another key, another place, or changed by someone."""


UNREADABLE = (Broken, BadRing)  # the box was changed, or its key is no longer in the ring


@dataclass(frozen=True)
class DataKey:
    """The key of one case or register entry; `wrapped` is what the database keeps of it."""

    key: bytes
    wrapped: bytes

    def __repr__(self) -> str:
        return "DataKey()"


@dataclass(frozen=True)
class Sealer:
    """Seals with the ring's current data key; new keys are drawn for the settings' cipher."""

    ring: Ring
    cipher: Cipher
    draw: DrawBytes

    def new_key(self, about: str) -> DataKey:
        """Draw a data key and wrap it."""
        return self._wrapped(self.draw(_KEY_SIZES[self.cipher]), about)

    def wrap_anew(self, wrapped: bytes, about: str) -> DataKey:
        """Wrap a data key under the ring's current key; what it sealed stays as it is."""
        return self._wrapped(self.open_key(wrapped, about).key, about)

    def open_key(self, wrapped: bytes, about: str) -> DataKey:
        """Unwrap a data key."""
        end = 1 + int.from_bytes(wrapped[:1])
        ring_id, box = wrapped[1:end].decode(errors="replace"), wrapped[end:]
        ring_key = self._ring_key(ring_id, _cipher_of(box, about))
        return DataKey(_opened(ring_key, box, f"key\0{about}"), wrapped)

    def seal(self, key: DataKey, plain: bytes, about: str) -> bytes:
        """Seal `plain` for the row that `about` names, with the cipher that the key was drawn for.

        A key of the register lives on when the settings name the other cipher.
        """
        return self._box(_CIPHERS_BY_SIZE[len(key.key)], key.key, plain, about)

    def unseal(self, key: DataKey, box: bytes, about: str) -> bytes:
        """Open a box of that row."""
        return _opened(key.key, box, about)

    def _wrapped(self, key: bytes, about: str) -> DataKey:
        ring_id, cipher = self.ring.data.current, _CIPHERS_BY_SIZE[len(key)]
        box = self._box(cipher, self._ring_key(ring_id, cipher), key, f"key\0{about}")
        return DataKey(key, wrapping(ring_id) + box)

    def _box(self, cipher: Cipher, key: bytes, plain: bytes, about: str) -> bytes:
        nonce = self.draw(NONCE_SIZE)
        sealed = _SEALERS[cipher](key, nonce, plain, about.encode())
        return bytes([_MARKS[cipher]]) + nonce + sealed

    def _ring_key(self, ring_id: str, cipher: Cipher) -> bytes:
        return self.ring.data[ring_id][: _KEY_SIZES[cipher]]


def wrapping(ring_id: str) -> bytes:
    """Return how data keys begin that are wrapped under this key of the ring."""
    return bytes([len(ring_id)]) + ring_id.encode()


def _cipher_of(box: bytes, about: str) -> Cipher:
    cipher = _CIPHERS.get(box[0]) if len(box) >= 1 + NONCE_SIZE + TAG_SIZE else None
    if cipher is None:
        raise Broken(about)
    return cipher


def _opened(key: bytes, box: bytes, about: str) -> bytes:
    cipher = _cipher_of(box, about)
    if len(key) != _KEY_SIZES[cipher]:  # the box names the other cipher: changed by someone
        raise Broken(about)
    nonce, sealed = box[1 : 1 + NONCE_SIZE], box[1 + NONCE_SIZE :]
    try:
        return _OPENERS[cipher](key, nonce, sealed, about.encode())
    except InvalidTag:
        raise Broken(about) from None


def _seal_aes(key: bytes, nonce: bytes, plain: bytes, about: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, plain, about)


def _open_aes(key: bytes, nonce: bytes, sealed: bytes, about: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, sealed, about)


def _seal_sm4(key: bytes, nonce: bytes, plain: bytes, about: bytes) -> bytes:
    sealing = BlockCipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(about)
    return sealing.update(plain) + sealing.finalize() + sealing.tag


def _open_sm4(key: bytes, nonce: bytes, sealed: bytes, about: bytes) -> bytes:
    body, tag = sealed[:-TAG_SIZE], sealed[-TAG_SIZE:]
    opening = BlockCipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    opening.authenticate_additional_data(about)
    return opening.update(body) + opening.finalize()


Seal = Callable[[bytes, bytes, bytes, bytes], bytes]

_KEY_SIZES = {Cipher.AES: 32, Cipher.SM4: 16}
_CIPHERS_BY_SIZE = {size: cipher for cipher, size in _KEY_SIZES.items()}
_MARKS = {Cipher.AES: 1, Cipher.SM4: 2}
_CIPHERS = {mark: cipher for cipher, mark in _MARKS.items()}
_SEALERS: dict[Cipher, Seal] = {Cipher.AES: _seal_aes, Cipher.SM4: _seal_sm4}
_OPENERS: dict[Cipher, Seal] = {Cipher.AES: _open_aes, Cipher.SM4: _open_sm4}
