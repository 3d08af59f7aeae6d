"""Whole files, sealed in chunks with AES-256-GCM so that a file of any size fits in little memory.

Layout: a 9-byte mark, an 8-byte random nonce prefix, then chunks. Each chunk is a 4-byte length, a
flag whether it is the last, and its ciphertext; number and flag are authenticated, so chunks
cannot be cut off, swapped or taken from another file.
"""

from __future__ import annotations

import io
import os
import struct
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from member_center.privacy.errors import SealBroken

MARK = b"MDCSEAL1\n"
PREFIX_BYTES = 8
CHUNK_BYTES = 1024 * 1024
HEADER = struct.Struct(">IB")


class Sealer:
    """Seals and unseals content under one 256-bit key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, content: bytes) -> bytes:
        """Encrypt content held in memory."""
        target = io.BytesIO()
        self._seal_stream(io.BytesIO(content), target)
        return target.getvalue()

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt content held in memory; raises SealBroken."""
        target = io.BytesIO()
        self._unseal_stream(io.BytesIO(sealed), target, "the sealed content")
        return target.getvalue()

    def seal_file(self, source: Path, target: Path) -> None:
        """Encrypt a file into another, whole or not at all."""
        with source.open("rb") as reader, _Replacing(target) as writer:
            self._seal_stream(reader, writer)

    def unseal_file(self, source: Path, target: Path) -> None:
        """Decrypt a file into another, whole or not at all; raises SealBroken."""
        with source.open("rb") as reader, _Replacing(target) as writer:
            self._unseal_stream(reader, writer, str(source))

    def _seal_stream(self, reader: BinaryIO, writer: BinaryIO) -> None:
        prefix = os.urandom(PREFIX_BYTES)
        writer.write(MARK + prefix)
        chunk, number = reader.read(CHUNK_BYTES), 0
        while True:
            following = reader.read(CHUNK_BYTES)
            is_last = not following
            nonce = prefix + number.to_bytes(4, "big")
            box = self._cipher.encrypt(nonce, chunk, bytes([is_last]))
            writer.write(HEADER.pack(len(box), is_last) + box)
            if is_last:
                return
            chunk, number = following, number + 1

    def _unseal_stream(self, reader: BinaryIO, writer: BinaryIO, place: str) -> None:
        if reader.read(len(MARK)) != MARK:
            raise SealBroken(f"{place} was not sealed by this program.")
        prefix, number, is_last = reader.read(PREFIX_BYTES), 0, False
        while not is_last:
            header = reader.read(HEADER.size)
            if len(header) < HEADER.size:
                raise SealBroken(f"{place} ends too early. Restore it from a backup.")
            size, flag = HEADER.unpack(header)
            is_last = bool(flag)
            nonce = prefix + number.to_bytes(4, "big")
            try:
                box = reader.read(min(size, 2 * CHUNK_BYTES))
                writer.write(self._cipher.decrypt(nonce, box, bytes([is_last])))
            except InvalidTag:
                raise SealBroken(
                    f"{place} was changed, or sealed with another key. Set MDC_VAULT_KEY to the key"
                    " it was sealed with."
                ) from None
            number += 1


class _Replacing:
    """A private temporary file that takes its final name only if the block ends well."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._temporary = target.with_name(target.name + ".tmp")

    def __enter__(self) -> BinaryIO:
        flags = os.O_CREAT | os.O_TRUNC | os.O_WRONLY
        self._file = os.fdopen(os.open(self._temporary, flags, 0o600), "wb")
        return self._file

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                self._file.flush()
                os.fsync(self._file.fileno())
        finally:
            self._file.close()
        if kind is not None:
            self._temporary.unlink(missing_ok=True)
            return
        self._temporary.replace(self._target)
        directory = os.open(self._target.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
