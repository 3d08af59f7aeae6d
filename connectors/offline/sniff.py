"""What a file is, by its first bytes; its extension is not asked.

Nothing is parsed here. The answer decides which reader is allowed to touch the file.
"""

from __future__ import annotations

import re
import zipfile
from enum import Enum
from pathlib import Path

from connectors.offline.errors import UnusableFile

HEAD_BYTES = 4096
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|meta|table|style)\b", re.IGNORECASE)
_NOT_A_TABLE = (
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_EXPORT_AGAIN = "Export it as CSV (UTF-8) or XLSX and drop it in again."


class Form(Enum):
    """The forms of file that can be read."""

    EMPTY = "empty"
    WORKBOOK = "workbook"
    MARKUP = "markup"
    TEXT = "text"


def sniff(path: Path) -> Form:
    """Tell the form of a file from its first bytes.

    Raises:
        UnusableFile: It is something that holds no readable table, or is protected.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return Form.EMPTY if path.stat().st_size <= HEAD_BYTES else Form.TEXT
    if head.startswith(b"PK"):
        return _zip_form(path)
    if head.startswith(OLE_MAGIC):
        return _ole_form(path)
    for magic, what in _NOT_A_TABLE:
        if head.startswith(magic):
            raise UnusableFile(f"The file is {what}, not a table.", _EXPORT_AGAIN)
    text = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"<?xml") and b"spreadsheet" in text.lower():
        raise UnusableFile("The file is XML of Excel 2003.", _EXPORT_AGAIN)
    if text.startswith(b"MIME-Version:"):
        raise UnusableFile("The file is a web archive (MHTML).", _EXPORT_AGAIN)
    return Form.MARKUP if text.startswith(b"<") and _HTML.search(text) else Form.TEXT


def _zip_form(path: Path) -> Form:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnusableFile(
            "The file is a damaged or half-copied workbook.", "Copy or export it again."
        ) from error
    if {"xl/workbook.xml", "xl/workbook.bin", "content.xml"} & names:
        return Form.WORKBOOK
    raise UnusableFile(
        "The file is a zip archive, not a workbook.", "Unpack it and drop the files in one by one."
    )


def _ole_form(path: Path) -> Form:
    """An XLS file, or an encrypted XLSX: its directory, wherever it lies, names the package."""
    with path.open("rb") as file:
        before = b""
        while chunk := file.read(1 << 20):
            if _ENCRYPTED in before + chunk:
                raise UnusableFile(
                    "The workbook is protected with a password.",
                    "Save it without a password and drop it in again.",
                )
            before = chunk[-len(_ENCRYPTED) :]
    return Form.WORKBOOK
