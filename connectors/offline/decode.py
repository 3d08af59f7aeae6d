"""Which encoding a text file is in: decided by strict decoding, never by guessing.

BOM, then strict UTF-8, then strict GB18030 (the superset of GBK and GB2312), else refused. A
detector is not asked: it calls short GBK files Korean.
"""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from connectors.offline.cells import REPLACEMENT
from connectors.offline.errors import UnusableFile

CHUNK_BYTES = 1 << 20
FEWEST_ZEROS = 25  # of so many bytes of UTF-16 at least one is zero; stray ones are fewer
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE_AS_UTF8 = "Save it as CSV UTF-8 (Excel: 另存为 → CSV UTF-8) and drop it in again."


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text file is to be decoded.

    Attributes:
        name: Python's name of the codec.
        damaged: The text holds U+FFFD: an earlier program has lost characters.
    """

    name: str
    damaged: bool


def find_encoding(path: Path, declared: str | None = None) -> Encoding:
    """Decode the whole file once, strictly, with each encoding in turn.

    Args:
        path: The file.
        declared: What a mapping file says it is; then nothing else is tried.

    Raises:
        UnusableFile: No encoding fits.
    """
    if declared:
        return _only(path, declared)
    with path.open("rb") as file:
        head = file.read(CHUNK_BYTES)
    for bom, name in BOMS:
        if head.startswith(bom):
            return _only(path, name)
    if wide := _utf16_without_bom(head):
        return _only(path, wide)
    if b"\x00" in head:
        raise UnusableFile(
            "The file holds NUL bytes: it is binary, or was damaged on its way.", _SAVE_AS_UTF8
        )
    for name in ("utf-8", "gb18030"):
        found = _try(path, name)
        if found is not None:
            return found
    raise UnusableFile(
        "The text is neither UTF-8 nor GB18030 throughout.",
        f"{_SAVE_AS_UTF8} Or declare its `encoding:` in a mapping file.",
    )


def fingerprint(path: Path) -> str:
    """SHA-256 of the file's bytes, as hex: the identity of its content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _only(path: Path, name: str) -> Encoding:
    found = _try(path, name)
    if found is None:
        raise UnusableFile(f"The file is not {name} throughout.", _SAVE_AS_UTF8)
    return found


def _try(path: Path, name: str) -> Encoding | None:
    decoder = codecs.getincrementaldecoder(name)("strict")
    damaged = False
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                damaged |= REPLACEMENT in decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return None
    return Encoding(name, damaged)


def _utf16_without_bom(head: bytes) -> str | None:
    sample = head[:2000]
    if len(sample) < 8 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * FEWEST_ZEROS < len(sample):
        return None
    if odd > 4 * (even + 1) or (odd and not even):
        return "utf-16-le"
    if even > 4 * (odd + 1) or (even and not odd):
        return "utf-16-be"
    return None
