"""What a delivered file was found to hold: rows, sums, and what its own total rows say.

An account is written before the last page of a file is stored, and waits until the stream ``files``
has landed it. It is a function of the file alone, so a file that is read again after a kill gives
the same account. Comparing accounts with the tables is not done here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from connectors.offline.archive import write
from connectors.offline.errors import UnusableFile
from connectors.offline.footer import Claim, TableAccount
from connectors.offline.inbox import InboxFile
from connectors.offline.tickets import delivery_id, letters

LANDED = ".landed"
Status = Literal["taken", "restated", "mended", "repeated", "refused"]
"""What became of a delivery: read as a list; the same content under a newer day; refused rows that
came back; the same content once more, which changes nothing; put into quarantine whole."""


def account(
    file: InboxFile,
    sha: str,
    kind: str,
    status: Status,
    tables: Sequence[TableAccount] = (),
    **more: str,
) -> dict[str, Any]:
    """The account of one kind of list in one delivery, as it lands.

    Args:
        file: The file.
        sha: SHA-256 of its bytes, hex.
        kind: The kind of list; empty when the file holds none.
        status: What became of it.
        tables: What its tables of that kind hold.
        more: What else is to be said: the day it speaks for, why it was refused.
    """
    return {
        "kind": kind,
        "status": status,
        "delivery": delivery_id(sha),
        "file": file.shown,
        "series": file.series(),
        "modified_at": file.modified_at(),
        "bytes": file.size,
        **{name: text for name, text in more.items() if text},
        "rows": sum(one.sums.rows for one in tables),
        "landed": sum(one.landed for one in tables),
        "refused": sum(one.refused for one in tables),
        "left_out": sum(one.left_out for one in tables),
        "sums": list(_sums(tables)),
        "totals": [_stated(one.index, row, claim) for one in tables for row, claim in one.claims],
        "_file": sha[:12],
    }


def refusal(file: InboxFile, sha: str, problem: UnusableFile) -> dict[str, Any]:
    """The account of a file that goes to quarantine whole."""
    return account(file, sha, "", "refused", reason=problem.reason, next_step=problem.next_step)


class Accounts:
    """The accounts of all files, one small file each; those that have landed are put aside.

    Args:
        folder: Where they wait; made when the first one comes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, said: dict[str, Any], file: InboxFile) -> None:
        """Keep an account durably; the same one again changes nothing."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = {**said, "_modified_ns": file.modified_ns}
        write(self._folder / f"{_key(said, file)}.json", json.dumps(content, ensure_ascii=False))

    def waiting(self, *, all_of_them: bool = False) -> list[Path]:
        """The accounts that wait, in the order of the files' times.

        Args:
            all_of_them: Those, too, that have landed before: what landed of them is lost.
        """
        paths = [*self._folder.glob("*.json")]
        if all_of_them:
            paths += self._folder.glob(f"*{LANDED}")
        found = [(_read(path).get("_modified_ns", 0), path) for path in paths]
        return [path for _, path in sorted(found)]

    def read(self, paths: Iterable[Path]) -> Iterator[tuple[str, dict[str, Any], datetime]]:
        """Key, payload and time of accounts; a torn one is passed over."""
        for path in paths:
            if said := _read(path):
                modified = datetime.fromtimestamp(said.pop("_modified_ns") / 1e9, UTC)
                yield path.stem, said, modified

    def put_aside(self, paths: Iterable[Path]) -> None:
        """Note that accounts have landed."""
        for path in paths:
            path.replace(path.with_suffix(LANDED))


def _key(said: dict[str, Any], file: InboxFile) -> str:
    """One for each delivery and kind: content, and under which day or name it came again."""
    key = f"{said['delivery']}-{said['kind'] or said['status']}"
    if said["status"] == "restated":
        return f"{key}-{said['day']}"
    if said["status"] == "repeated":
        place = hashlib.blake2b(f"{file.name}|{file.modified_ns}".encode(), digest_size=8)
        return f"{key}-{letters(place.digest())}"
    return key


def _read(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text("utf-8"))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _sums(tables: Sequence[TableAccount]) -> Iterator[dict[str, str]]:
    for name in dict.fromkeys(name for one in tables for name in one.columns):
        written, meant = Decimal(0), Decimal(0)
        for one in tables:
            as_written, as_meant = one.sums.of(name, section=False)
            written, meant = written + as_written, meant + as_meant
        landed = sum((one.sums.landed.get(name, Decimal(0)) for one in tables), Decimal(0))
        yield {
            "column": name,
            "written": _figure(written),
            "meant": _figure(meant),
            "landed": _figure(landed),
        }


def _stated(table: int, row: int, claim: Claim) -> dict[str, Any]:
    return {
        "table": table,
        "row": row,
        "column": claim.name,
        "scope": "section" if claim.is_section else "table",
        "stated": _figure(claim.stated),
        "counted": _figure(claim.counted),
        "agrees": claim.agrees,
    }


def _figure(value: Decimal) -> str:
    """A number in groups of three digits: no run of them can be mistaken for a phone."""
    return f"{value.normalize() + 0:,f}"
