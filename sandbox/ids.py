"""Ids that look like the platforms' own: opaque, and yet readable backwards without a dictionary.

What belongs here: the permutation of a row number and its spelling. What does not: who holds which
id.

An openid is `o`, five characters of the app, eleven that spell a permuted 64-bit number and eleven
that check it; a unionid has the same shape with `oU`. Keys come from (seed, scope), so two worlds
or two apps share no id.
"""

from __future__ import annotations

from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LETTERS = np.frombuffer(ALPHABET, dtype=np.uint8)
_DIGITS = np.full(256, 255, dtype=np.uint8)
_DIGITS[_LETTERS] = np.arange(62, dtype=np.uint8)
_WIDTH = 11
_BASE = np.uint64(62)
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
ID_LENGTH = 28


def _mix(values: Words, key: int) -> Words:
    """Scramble 64-bit words one way (the finaliser of SplitMix64)."""
    mixed = values + np.uint64(key)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _keys(seed: int, scope: str, count: int) -> list[int]:
    """Derive 64-bit keys from the seed and a scope."""
    keys = []
    for number in range(count):
        digest = sha256(f"{seed}|{scope}|{number}".encode()).digest()
        keys.append(int.from_bytes(digest[:8], "little"))
    return keys


class Permutation:
    """A keyed permutation of `0 … size-1` that runs both ways, vectorised.

    A Feistel network over the smallest even power of two that covers `size`; a value that falls
    outside walks on until it lands inside, so the result is a permutation of exactly the asked
    range.
    """

    def __init__(self, size: int, seed: int, scope: str, rounds: int = 4) -> None:
        self._size = np.uint64(size)
        self._bits = max(1, ((size - 1).bit_length() + 1) // 2)
        self._mask = np.uint64((1 << self._bits) - 1)
        self._keys = _keys(seed, scope, rounds)

    def forward(self, values: NDArray[np.integer]) -> Ints:
        """Permute numbers of the range."""
        return self._walk(np.asarray(values), inverse=False)

    def backward(self, values: NDArray[np.integer]) -> Ints:
        """Undo `forward`."""
        return self._walk(np.asarray(values), inverse=True)

    def _walk(self, values: NDArray[np.integer], *, inverse: bool) -> Ints:
        words = self._once(values.astype(np.uint64), inverse=inverse)
        outside = np.flatnonzero(words >= self._size)
        while outside.size:
            words[outside] = self._once(words[outside], inverse=inverse)
            outside = outside[words[outside] >= self._size]
        return words.astype(np.int64)

    def _once(self, words: Words, *, inverse: bool) -> Words:
        bits = np.uint64(self._bits)
        left, right = words >> bits, words & self._mask
        for key in reversed(self._keys) if inverse else self._keys:
            if inverse:
                left, right = right ^ (_mix(left, key) & self._mask), left
            else:
                left, right = right, left ^ (_mix(right, key) & self._mask)
        return (left << bits) | right


class OpaqueIds:
    """Ids of one scope (an app, or the open platform), made from row numbers and read back."""

    def __init__(self, seed: int, scope: str, prefix: str) -> None:
        self._permutation = Permutation(1 << 40, seed, scope)
        check_key, *letters = _keys(seed, scope + "|spelling", 6)
        self._check_key = check_key
        spelled = "".join(chr(ALPHABET[letter % 62]) for letter in letters)
        self._prefix = (prefix + spelled)[:6]

    def encode(self, numbers: NDArray[np.integer]) -> list[str]:
        """Spell row numbers (0 to 2^40-1) as 28-character ids."""
        words = self._spread(self._permutation.forward(np.asarray(numbers)).astype(np.uint64))
        letters = np.empty((len(words), ID_LENGTH), dtype=np.uint8)
        letters[:, :6] = np.frombuffer(self._prefix.encode(), dtype=np.uint8)
        letters[:, 6:17] = _spell(words)
        letters[:, 17:] = _spell(_mix(words, self._check_key))
        return [str(text, "ascii") for text in letters.view(f"S{ID_LENGTH}").ravel().tolist()]

    def decode(self, ids: list[str]) -> Ints:
        """Read ids back; -1 for anything this scope never handed out."""
        padded = np.array(
            [text.encode("utf-8", "replace")[: ID_LENGTH + 1] for text in ids],
            dtype=f"S{ID_LENGTH + 1}",
        )
        if not len(padded):
            return np.zeros(0, dtype=np.int64)
        letters = padded.view(np.uint8).reshape(len(ids), ID_LENGTH + 1)[:, :ID_LENGTH]
        words = _read(letters[:, 6:17])
        numbers = self._permutation.backward(self._gather(words).astype(np.int64))
        return np.where(np.array(self.encode(numbers)) == np.array(ids), numbers, -1)

    def _spread(self, words: Words) -> Words:
        """Fill the upper 24 bits with a function of the lower 40, so that ids look full."""
        return words | (
            (_mix(words, self._check_key ^ 0x5BD1) & np.uint64(0xFFFFFF)) << np.uint64(40)
        )

    def _gather(self, words: Words) -> Words:
        return words & np.uint64((1 << 40) - 1)


def _spell(words: Words) -> NDArray[np.uint8]:
    letters = np.empty((len(words), _WIDTH), dtype=np.uint8)
    rest = words.copy()
    for place in range(_WIDTH - 1, -1, -1):
        rest, digit = np.divmod(rest, _BASE)
        letters[:, place] = _LETTERS[digit.astype(np.int64)]
    return letters


def _read(letters: NDArray[np.uint8]) -> Words:
    words = np.zeros(len(letters), dtype=np.uint64)
    for place in range(_WIDTH):
        words = words * _BASE + _DIGITS[letters[:, place]].astype(np.uint64)
    return words
