"""Audiences of the published version: which there are, and their members as a file to hand on.

Who is in an audience was decided in dbt. An export holds masks, never clear names or
phones: who may see those is asked elsewhere.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from member_center.serving.manifest import ServingError
from member_center.serving.report.reader import Reader

LISTED = """
    select
        a.audience_code, a.audience_name, a.label_zh, a.definition, a.is_for_contact, a.owner,
        a.member_count, a.coverage::double, d.entered, d.left_count
    from dim_audiences as a
    left join audience_daily as d
        on a.audience_code = d.audience_code
        and d.as_of_date = (select max(as_of_date) from audience_daily)
    order by a.member_count desc, a.audience_code
"""
MEMBERS = """
    select
        m.one_id, d.name_masked, d.phone_masked, d.member_level, d.consumption_stage,
        d.activity_stage, d.value_tier, d.home_store, m.since::varchar
    from member_audiences as m
    inner join dim_members as d on m.one_id = d.one_id
    where m.audience_code = ?
    order by m.one_id
"""
COLUMNS = (
    *("one_id", "name_masked", "phone_masked", "member_level", "consumption_stage"),
    *("activity_stage", "value_tier", "home_store", "in_audience_since"),
)
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula; Excel reads the wide forms alike."""


@dataclass(frozen=True, slots=True)
class Audience:
    """One declared audience and how it stands.

    Attributes:
        code: Its code.
        name: English name.
        label_zh: Chinese label.
        definition: Whom it holds and what for.
        is_for_contact: Whether it is meant for contacting people.
        owner: Who answers for it.
        members: Members in it.
        coverage: Share of all members, 0 to 1.
        entered: Members who came in on the last day; None before a second day was published.
        left: Members who dropped out on it.
    """

    code: str
    name: str
    label_zh: str
    definition: str
    is_for_contact: bool
    owner: str
    members: int
    coverage: float
    entered: int | None
    left: int | None


def audiences(reader: Reader) -> list[Audience]:
    """All audiences of the version, the largest first."""
    return reader.all(Audience, LISTED)


def export(reader: Reader, code: str, file: Path) -> int:
    """Write an audience's members, masked, to a `.csv` or `.parquet` file.

    CSV is UTF-8 with a byte order mark, so that Excel reads Chinese; a cell that a spreadsheet
    would take for a formula gets an apostrophe before it.

    Args:
        reader: Open on the version.
        code: The audience.
        file: Where to; what is there is replaced when the new file is whole. Mode 0600.

    Returns:
        How many members were written.

    Raises:
        ServingError: There is no such audience, the file's ending is another one, or it cannot be
            written.
    """
    known = [audience.code for audience in audiences(reader)]
    if code not in known:
        raise ServingError(
            f"Version {reader.manifest.version} has no audience {code}. It has: {', '.join(known)}."
        )
    writers = {".csv": _write_csv, ".parquet": _write_parquet}
    if file.suffix not in writers:
        raise ServingError(f"{file.name} ends in neither .csv nor .parquet. Name it so.")
    rows = reader.all(lambda *row: row, MEMBERS, [code])
    draft = file.with_name(f".{file.name}.tmp")
    try:
        draft.touch(mode=0o600)
        writers[file.suffix](draft, rows)
        draft.replace(file)
    except OSError as error:
        raise ServingError(
            f"{file} cannot be written: {error.strerror}. Name a file in a folder that is there "
            "and that you may write to."
        ) from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return len(rows)


def _write_csv(file: Path, rows: Sequence[tuple[str | None, ...]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows([_harmless(cell) for cell in row] for row in rows)


def _write_parquet(file: Path, rows: Sequence[tuple[str | None, ...]]) -> None:
    columns = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    arrays = [pa.array(column, pa.string()) for column in columns]
    pq.write_table(pa.table(arrays, names=list(COLUMNS)), file)


def _harmless(cell: str | None) -> str:
    text = "" if cell is None else cell
    return f"'{text}" if text.startswith(FORMULA_BEGINS) else text
